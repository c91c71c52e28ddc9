/** @import { LayerFrame } from "../shared/types.d.ts" */
/** @import { RowsLayer } from "../shared/rows.js" */
/** @import { Measurement } from "./types.d.ts" */

/**
 * The histograms of a measurement as `Rows` draws them, with the spread of each layer's activations.
 *
 * @param {Pick<Measurement, "histograms" | "units" | "lines">} measurement
 * @returns {{ layers: RowsLayer[], frame: { layers: LayerFrame[] } }}
 */
export function histogramRows({ histograms: { edges, counts, out }, units, lines }) {
  const layers = units.map((width, index) => ({ name: String(index + 1), units: width, edges: { a: edges } }));
  return { layers, frame: { layers: counts.map((a, index) => ({ a, a_out: out[index], stats: { activation_std: lines.activation.mean[index] } })) } };
}
