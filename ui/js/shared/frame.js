// A frame as it comes, or a scene, which is a frame of the Playground and more: see core/packed.py and core/play/scene.py.
import { PLAYED_NUMBERS } from "./constants.js";

/** @import { Contents, PackedArray } from "./container.js" */
/** @import { Columns, Dropped, Frame, HistogramKey, Layer, LayerFrame, Past, Scene } from "./types.d.ts" */

/** @typedef {Omit<Frame, "lr" | "layers" | "boundary" | "curve" | "unvalidated" | "measures" | "moments" | "dropped" | "maps"> & { learning_rate: number }} RunNumbers */

const OUTSIDE = 3; // below the edges, above them, not finite

/**
 * The scene that a container is, of the network that `greeting` describes; null if it is another network's.
 *
 * @param {Contents} contents
 * @param {{ number: number, inputs: string[], layers: Layer[], columns: Columns } | null} greeting
 * @returns {Scene | null}
 */
export function readScene(contents, greeting) {
  const { number, layer, unit } = contents.values;
  if (!greeting || number !== greeting.number) return null;
  const { r2, confusion, biases, weights, thumbs, picture } = contents.arrays;
  const units = greeting.layers.map((one) => one.units);
  const widths = [greeting.inputs.length, ...units];
  const thumb = thumbs.shape[1];
  return {
    ...readFrame(contents, greeting),
    number,
    layer,
    unit,
    inputs: greeting.inputs,
    units,
    r2: finite(r2.numbers[0]),
    val_r2: finite(r2.numbers[1]),
    classes: confusion.shape[1],
    confusion: rows(confusion),
    biases: split(biases.numbers, units),
    weights: split(weights.numbers, units.map((count, index) => count * widths[index])),
    thumb,
    thumbs: split(thumbs.numbers, units.map((count) => count * thumb * thumb)),
    side: picture.shape[0],
    picture: picture.numbers,
  };
}

/**
 * The numbers of a run over time, oldest first, in the form that frames have.
 *
 * @param {Contents} greeting which names the columns of its arrays
 * @returns {Past[]}
 */
export function readHistory({ values: { history: columns }, arrays }) {
  const [numbers, layers] = [rows(arrays.run), rows(arrays.layers)];
  const [, count, each] = arrays.layers.shape;
  const measures = arrays.measures && rows(arrays.measures);
  const moments = arrays.moments && byLayer(arrays.moments);
  return numbers.map((row, at) => ({
    ...atRate(/** @type {RunNumbers} */ (named(columns.run, row))),
    layers: split(layers[at], new Array(count).fill(each)).map((own) => ({ stats: named(columns.layers, own) })),
    ...(measures ? { measures: named(columns.measures, measures[at]) } : {}),
    ...(moments ? { moments: moments[at] } : {}),
  }));
}

/**
 * The same numbers, with the learning rate under its short name.
 *
 * @param {RunNumbers} numbers
 */
function atRate({ learning_rate: lr, ...rest }) {
  return { ...rest, lr };
}

/**
 * The numbers of a network that is played with over time, oldest first, as a list for each.
 *
 * @param {Contents} greeting which names the columns of its array
 * @returns {Partial<Record<typeof PLAYED_NUMBERS[number], (number | null)[]>>}
 */
export function readPlayed({ values: { history: columns }, arrays }) {
  const past = rows(arrays.run);
  return Object.fromEntries(PLAYED_NUMBERS.map((name) => [name, past.map((row) => finite(row[columns.run.indexOf(name)]))]));
}

/**
 * The frame that a container is. `greeting`: of its run. Counts and levels are views of the same memory, not copies.
 *
 * @param {Contents} contents
 * @param {{ layers: Layer[], columns: Columns }} greeting
 * @returns {Frame}
 */
export function readFrame({ values, arrays }, { layers, columns }) {
  const [numbers, counts, outside] = [arrays.layers, arrays.counts, arrays.outside].map(rows);
  const { boundary, maps } = arrays;
  return {
    ...atRate(/** @type {RunNumbers} */ (named(columns.run, arrays.run.numbers))),
    layers: layers.map((layer, index) => ({
      stats: named(columns.layers, numbers[index]),
      ...histograms(layer, counts[index], outside[index]),
    })),
    boundary: boundary ? { side: boundary.shape[0], levels: boundary.numbers } : null,
    ...(arrays.curve ? { curve: { values: arrays.curve.numbers, units: arrays.curve_units.numbers, parts: rows(arrays.curve_parts), rest: arrays.curve_rest.numbers } } : {}),
    ...(values.missing?.includes("val_loss") ? { unvalidated: /** @type {const} */ (true) } : {}),
    ...(values.measures ? { measures: values.measures } : {}),
    ...(values.best ? { best: values.best } : {}),
    ...(arrays.moments ? { moments: rows(arrays.moments) } : {}),
    ...(arrays.dropped ? { dropped: droppedUnits(arrays.dropped) } : {}),
    ...(maps ? { maps: maps.numbers } : {}),
  };
}

/**
 * @param {PackedArray} array layers by rows by units
 * @returns {Dropped}
 */
function droppedUnits(array) {
  const [, count, units] = array.shape;
  return { rows: count, units, layers: rows(array) };
}

/**
 * An array by its first two indices.
 *
 * @param {PackedArray} array
 */
function byLayer(array) {
  const [, count, each] = array.shape;
  return rows(array).map((row) => split(row, new Array(count).fill(each)));
}

/**
 * Numbers by their names; null is not a finite number, or not there.
 *
 * @param {string[]} names
 * @param {Float64Array | Float32Array} numbers
 * @returns {Record<string, number | null>}
 */
function named(names, numbers) {
  return Object.fromEntries(names.map((name, at) => [name, finite(numbers[at])]));
}

/**
 * The counts of a layer, which stand in the order of its `edges`.
 *
 * @param {Layer} layer
 * @param {Uint16Array} counts
 * @param {Uint16Array} outside
 */
function histograms({ edges }, counts, outside) {
  const keys = /** @type {HistogramKey[]} */ (Object.keys(edges));
  const bins = split(counts, keys.map((key) => edges[key]?.[2] ?? 0));
  /** @type {Omit<LayerFrame, "stats">} */
  const found = {};
  keys.forEach((key, at) => {
    found[key] = bins[at];
    found[`${key}_out`] = outside.subarray(OUTSIDE * at, OUTSIDE * (at + 1));
  });
  return found;
}

/**
 * An array by its first index.
 *
 * @param {PackedArray} array
 */
function rows({ shape, numbers }) {
  return split(numbers, new Array(shape[0]).fill(numbers.length / shape[0]));
}

/**
 * Parts of `numbers`, of these sizes.
 *
 * @template {Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array} Numbers
 * @param {Numbers} numbers
 * @param {number[]} sizes
 */
function split(numbers, sizes) {
  let at = 0;
  return sizes.map((size) => /** @type {Numbers} */ (numbers.subarray(at, (at += size))));
}

/** @param {number} value */
function finite(value) {
  return Number.isFinite(value) ? value : null;
}
