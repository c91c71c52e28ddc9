import assert from "node:assert/strict";
import { test } from "node:test";
import { readFrame } from "../shared/frame.js";
import { unpack } from "../shared/container.js";
import { LineLayout, roundTicks } from "../train/linelayout.js";
import { bytesOf, toldOf } from "./fixtures.js";

const LINE = { x: [1, 2, 3], y: [10, 20, 30], part: [0, 0, 1], at: [0, 2, 4], names: /** @type {[string, string]} */ (["x", "y"]) };

test("ticks are round and lie within the range", () => {
  assert.deepEqual(roundTicks([-6.3, 6.3], 6), [-5, 0, 5]);
  assert.deepEqual(roundTicks([0, 1], 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundTicks([1480, 5020], 4), [2000, 3000, 4000, 5000]);
  assert.deepEqual(roundTicks([1, 1], 4), []);
});

test("the curve's inputs span the picture, and all rows lie inside", () => {
  const layout = new LineLayout({ width: 400, height: 300 }, 13, LINE);
  assert.equal(layout.across(0), layout.left);
  assert.equal(layout.across(4), layout.left + layout.width);
  for (const y of LINE.y) assert.ok(layout.down(y) > layout.top && layout.down(y) < layout.top + layout.height);
  assert.ok(layout.down(30) < layout.down(10), "larger is higher");
  assert.equal(layout.share(layout.left + layout.width / 2, layout.top + 1), 0.5);
  assert.equal(layout.share(layout.left - 1, layout.top + 1), null);
});

test("data that are all equal have room, too", () => {
  const layout = new LineLayout({ width: 400, height: 300 }, 13, { ...LINE, y: [5, 5, 5] });
  assert.ok(layout.y[0] < 5 && layout.y[1] > 5);
});

test("a frame's curve has a list for each unit", () => {
  const { greeting } = toldOf("frames/frame");
  const { values, arrays } = unpack(bytesOf("frames/frame"));
  const numbers = (/** @type {number[]} */ list, /** @type {number[]} */ shape) => ({ shape, numbers: Float32Array.from(list) });
  const curve = { curve: numbers([6, 8], [2]), curve_units: { shape: [2], numbers: Uint16Array.from([0, 3]) }, curve_parts: numbers([1, 2, 3, 4], [2, 2]), curve_rest: numbers([2, 2], [2]) };
  const found = readFrame({ values, arrays: { ...arrays, ...curve } }, greeting).curve;
  assert.deepEqual([...(found?.values ?? [])], [6, 8]);
  assert.deepEqual(found?.parts.map((part) => [...part]), [[1, 2], [3, 4]]);
  const none = readFrame({ values, arrays: { ...arrays, ...curve, curve_units: { shape: [0], numbers: new Uint16Array() }, curve_parts: numbers([], [0, 2]) } }, greeting).curve;
  assert.deepEqual(none?.parts, []);
});
