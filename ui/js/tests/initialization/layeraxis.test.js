import assert from "node:assert/strict";
import { test } from "node:test";
import { LayerAxis, decades, labelled } from "../../initialization/layeraxis.js";

/** @import { PerLayer, Profile } from "../../initialization/types.d.ts" */

/**
 * @param {PerLayer} values
 * @param {PerLayer | null} [theory]
 * @returns {Profile}
 */
const profile = (values, theory = null) => ({ mean: values, low: values, high: values, theory });

test("the range is half decades around all values", () => {
  assert.deepEqual(decades([profile([0.02, 2])]), [-2, 0.5]);
  assert.deepEqual(decades([profile([0.02, 2], [40, 2])]), [-2, 2], "theory's too");
  assert.deepEqual(decades([profile([0.02]), profile([300])]), [-2, 3], "and those of all profiles on the axis");
  const [low, high] = decades([{ mean: [1], low: [0.001], high: [100], theory: null }]);
  assert.ok(low < -3 && high > 2, "and those of the band");
});

test("a value on the edge of a half decade has room", () => {
  const [low, high] = decades([profile([0.1, 1])]);
  assert.ok(low < -1 && high > 0);
});

test("equal values get a whole decade", () => {
  const [low, high] = decades([profile([1, 1, 1])]);
  assert.ok(high - low >= 1 && low < 0 && high > 0);
});

test("what has no logarithm, and what is beyond 32-bit numbers, is left out", () => {
  assert.deepEqual(decades([profile([null, 0, -3, 1e-60, 0.02, 2])]), [-2, 0.5]);
  assert.deepEqual(decades([profile([null, 0])]), [-1.5, 1.5], "nothing: around 1");
});

test("an axis that only grows keeps what it had", () => {
  assert.deepEqual(decades([profile([0.02, 2])], [-1, 3]), [-2, 3]);
  assert.deepEqual(decades([profile([0.02, 2])], null), [-2, 0.5]);
});

test("all of few layers are numbered, and round ones of many", () => {
  assert.deepEqual(labelled(3), [0, 1, 2]);
  assert.deepEqual(labelled(10).length, 10);
  assert.deepEqual(labelled(12), [0, 1, 3, 5, 7, 9, 11], "the first and every second: 1, 2, 4, 6…");
  assert.deepEqual(labelled(100).map((index) => index + 1), [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  for (let count = 1; count <= 500; count++) assert.ok(labelled(count).length <= 11, `${count} layers`);
});

test("layers lie side by side and values upwards", () => {
  const axis = new LayerAxis({ width: 440, height: 220 }, 10, 4, [-1, 1]);
  assert.deepEqual([axis.left, axis.right, axis.top, axis.bottom], [34, 434, 6, 204]);
  assert.deepEqual([0, 1, 2, 3].map((index) => axis.x(index)), [84, 184, 284, 384]);
  assert.equal(axis.slot, 100);
  assert.deepEqual([-1, 0, 1].map((value) => axis.y(value)), [204, 105, 6]);
});

test("the layer at a place is the one that is drawn there", () => {
  const axis = new LayerAxis({ width: 300, height: 100 }, 12, 7, [0, 1]);
  for (let index = 0; index < 7; index++) assert.equal(axis.layerAt(axis.x(index)), index);
  assert.deepEqual([axis.left - 1, axis.right + 1].map((x) => axis.layerAt(x)), [null, null]);
});
