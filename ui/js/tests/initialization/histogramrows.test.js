import assert from "node:assert/strict";
import { test } from "node:test";
import { histogramRows } from "../../initialization/histogramrows.js";

test("every layer has its name, its histogram on common edges, and its spread", () => {
  const profile = { mean: [0.5, null], low: [], high: [], theory: null };
  const { layers, frame } = histogramRows({
    units: [64, 32],
    histograms: { edges: [-1, 1, 2], counts: [[3, 4], [5, 6]], out: [[0, 1, 0], [0, 0, 2]] },
    lines: { activation: profile, preactivation: profile, gradient: profile, weight_gradient: profile },
  });
  assert.deepEqual(layers.map(({ name, units, edges }) => [name, units, edges.a]), [["1", 64, [-1, 1, 2]], ["2", 32, [-1, 1, 2]]]);
  assert.deepEqual(frame.layers.map(({ a, a_out, stats }) => [a, a_out, stats]), [[[3, 4], [0, 1, 0], { activation_std: 0.5 }], [[5, 6], [0, 0, 2], { activation_std: null }]]);
});
