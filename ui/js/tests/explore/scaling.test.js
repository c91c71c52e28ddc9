import assert from "node:assert/strict";
import { test } from "node:test";
import { above, bestRate, bowlOf, conditionOf, contour, descent, largestRate, left } from "../../explore/scaling/bowl.js";
import { SCALERS, known, meanAndDeviation, quantile, scaled } from "../../explore/scaling/scalers.js";

/** @import { Weights } from "../../explore/scaling/bowl.js" */

test("a column is scaled as its formula says", () => {
  assert.deepEqual(scaled("minmax", [1, 3, 9]), [0, 0.25, 1]);
  assert.deepEqual(scaled("symmetric", [1, 3, 9]), [-1, -0.5, 1]);
  assert.deepEqual(scaled("maxabs", [-4, 1, 2]), [-1, 0.25, 0.5]);
  assert.deepEqual(scaled("robust", [0, 1, 2, 3, 4]), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(scaled("quantile", [5, 1, 9, 5]), [0.5, 0, 1, 0.5]);
  assert.deepEqual(scaled("standard", [2, 4]), [-1, 1]);
  assert.equal(SCALERS.minmax([1, 3, 9]).formula(3), "(3 − 1) / 8");
  assert.equal(SCALERS.symmetric([-1, 3]).formula(3), "2 · (3 − (−1)) / 4 − 1");
  assert.equal(quantile([1, 2], 0.5), 1.5);
});

test("every scaling keeps a column that does not vary finite, and says its steps", () => {
  for (const key of known()) {
    assert.ok(scaled(key, [3, 3, 3]).every(Number.isFinite), key);
    const { formula, steps, apply } = SCALERS[key]([1, 2, 4]);
    assert.ok(formula(2) && Number.isFinite(apply(2)) && (key === "none" || steps.length), key);
  }
  assert.equal(meanAndDeviation([7, 7]).deviation, 1);
});

test("a round bowl is walked straight down, and a level one has no bottom across", () => {
  /** @type {Weights[]} */
  const features = [[1, 0], [0, 1]];
  const round = bowlOf(features, [1, 2]);
  assert.equal(conditionOf(round), 1);
  assert.equal(largestRate(round), 2);
  assert.equal(left(round, bestRate(round)), 0);
  const way = descent(features, [1, 2], { start: [0, 0], rate: 1, steps: 3 });
  assert.deepEqual(way[1], [1, 2]);
  assert.ok(above(round, way[1]) < 1e-30 && contour(round, 1).every((point) => Math.abs(above(round, point) - 1) < 1e-9));
  assert.ok(descent(features, [1, 2], { start: [0, 0], rate: 100, steps: 200 }).length < 10);
  const level = bowlOf([[1, 0], [2, 0]], [1, 2]);
  assert.equal(conditionOf(level), Infinity);
  assert.deepEqual(level.bottom, [1, 0]);
  assert.ok(Number.isNaN(conditionOf(bowlOf([[0, 0]], [1]))));
});
