import assert from "node:assert/strict";
import { test } from "node:test";
import { plannedGrid } from "../../initialization/sweepplan.js";

const DIAL = { key: "scale", low: 1e-4, high: 10 };
const READINGS = { value: 0.1, unit: 1, width: 64, he: Math.sqrt(2 / 64), glorot: 1 / 8, critical: 1 / 8 };
const COUNTS = { scales: 12, depths: 8 };

test("scales are evenly spread around the critical one, depths up to the deepest", () => {
  const { scales, depths } = plannedGrid(DIAL, READINGS, COUNTS, 24);
  assert.deepEqual(depths, [3, 6, 9, 12, 15, 18, 21, 24]);
  assert.equal(scales.length, 12);
  assert.deepEqual([scales[0], scales[11]], [1 / 32, 0.5].map((scale) => Number(scale.toPrecision(4))));
  const steps = scales.slice(1).map((scale, at) => Math.log(scale / scales[at]));
  assert.ok(Math.max(...steps) - Math.min(...steps) < 1e-3);
});

test("the scale is what the dial turns: a factor of what the initializer draws", () => {
  const { scales } = plannedGrid(DIAL, { ...READINGS, unit: 0.25 }, COUNTS, 8);
  assert.deepEqual([scales[0], scales[11]], [0.125, 2]);
});

test("without a critical scale the range is wider, around what lies between He and Glorot", () => {
  const { scales } = plannedGrid(DIAL, { ...READINGS, critical: null }, COUNTS, 8);
  const middle = Math.sqrt(1.5 / 64);
  assert.deepEqual([scales[0], scales[11]], [middle / 8, middle * 8].map((scale) => Number(scale.toPrecision(4))));
});

test("where nothing is drawn at random, the range is around 1", () => {
  const { scales } = plannedGrid(DIAL, { ...READINGS, unit: null }, COUNTS, 8);
  assert.deepEqual([scales[0], scales[11]], [0.25, 4]);
});

test("the range stays within the dial's", () => {
  const { scales } = plannedGrid({ ...DIAL, low: 0.1, high: 0.2 }, READINGS, COUNTS, 8);
  assert.deepEqual([scales[0], scales[11]], [0.1, 0.2]);
});

test("no network is without a hidden layer", () => {
  assert.deepEqual(plannedGrid(DIAL, READINGS, COUNTS, 3).depths[0], 1);
});
