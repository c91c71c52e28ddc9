// Explorers: where sliders stop, where ticks are; the numbers themselves are held to Keras by tests/explore.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIVATIONS, below } from "../shared/activations.js";
import { distribution, gradients, share, steepest, through } from "../explore/activations/normal.js";
import { contour, levels } from "../explore/contours.js";
import { Found } from "../explore/landscape/found.js";
import { stopsOf } from "../explore/stops.js";

test("a slider stops at both ends, at marks and at round numbers between them", () => {
  const even = stopsOf({ low: -4, high: 4 });
  assert.deepEqual([even[0], even.at(-1)], [-4, 4]);
  assert.ok(even.includes(0) && even.includes(1.5) && even.length < 200);
  const log = stopsOf({ low: 0, high: 10, log: true, marks: ["0", "0.001", "0.03"] });
  assert.deepEqual([log[0], log.at(-1)], [0, 10]);
  assert.ok(log.includes(0.001) && log.includes(0.03));
  assert.deepEqual(stopsOf({ low: 1, high: 5, integer: true }), [1, 2, 3, 4, 5]);
});

test("half of a normal distribution is below 0, and hardly anything far out", () => {
  assert.equal(below(0), 0.5);
  assert.ok(Math.abs(below(1.959963984540054) - 0.975) < 1e-12);
  assert.ok(below(-12) > 0 && below(-12) < 1e-30);
});

test("ReLU of normal inputs: half are 0, and gains of the root of 2 keep signals and gradients", () => {
  const relu = ACTIVATIONS.relu({});
  const layers = through(relu, { mean: 0, deviation: 1 }, { layers: 8, gain: Math.SQRT2 });
  assert.ok(Math.abs(layers[7].input.deviation - 1) < 1e-3);
  assert.ok(Math.abs(gradients(layers, Math.SQRT2)[0] - 1) < 1e-3);
  assert.ok(Math.abs(share(relu, { mean: 0, deviation: 1 }, (a) => a === 0) - 0.5) < 1e-9);
  const { shares, under, over } = distribution(relu, { mean: 0, deviation: 1 }, { low: -1, high: 1, bins: 4 });
  assert.ok(Math.abs(shares[2] - 0.6915) < 1e-3 && under === 0 && Math.abs(over - 0.1587) < 1e-3);
});

test("the largest slope has a place where it is at one alone", () => {
  assert.deepEqual(steepest(ACTIVATIONS.sigmoid({})), { slope: 0.25, at: 0 });
  assert.deepEqual(steepest(ACTIVATIONS.relu({})), { slope: 1, at: null });
});

test("contours pass between heights, and a saddle has two pieces", () => {
  const grid = { across: [0, 1], upright: [0, 1], heights: [[0, 2], [2, 0]] };
  assert.deepEqual(contour(grid, 1).length, 2);
  assert.deepEqual(contour({ ...grid, heights: [[0, 0], [2, 2]] }, 1), [[1, 0.5, 0, 0.5]]);
  assert.deepEqual(contour({ ...grid, heights: [[0, 0]] }, 1), []);
  assert.deepEqual(levels([NaN, 0, 1, 2, 3, 4], 2), [0.75, 2.25]);
});

test("what comes of an answer stands in its place, whatever has not come yet", () => {
  const found = new Found();
  assert.equal(found.stage, "training");
  found.take({ way: 0, steps: [0, 10, 20], losses: [1, 0.5, null], epochs: 20, diverged: true });
  found.take({ a: [0, 1], b: [0, 1], places: [[[0, 0], [1, 0], [2, 0]]], beside: [0.1] });
  assert.equal(found.stage, "plane");
  found.take({ row: 0, losses: [1, 10] });
  found.take({ row: 1, losses: [0.1, null] });
  assert.equal(found.stage, "sharpness");
  found.take({ sharp: 0, step: 0, value: 2, limit: 4 });
  found.take({ sharp: 0, step: 20, value: null, limit: 4 });
  assert.deepEqual([found.last, found.index(0, 12), found.sharpness(0, 12)], [20, 1, 2]);
  assert.ok(Number.isNaN(found.sharpness(1, 3)) && Number.isNaN(found.ways[0].losses[2]));
  assert.deepEqual(found.grid?.heights[0], [0, 1]);
});
