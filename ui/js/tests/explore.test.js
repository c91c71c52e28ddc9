// Explorers: where sliders stop, where ticks are; the numbers themselves are held to Keras by tests/explore.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACTIVATIONS, below } from "../shared/activations.js";
import { distribution, gradients, share, steepest, through } from "../explore/activations/normal.js";
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
