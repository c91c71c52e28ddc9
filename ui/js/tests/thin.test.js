import assert from "node:assert/strict";
import { test } from "node:test";
import { thin } from "../shared/thin.js";

/** @param {number} length */
const counting = (length) => Float64Array.from({ length }, (_, at) => at);

test("few points stay as they are, gaps become null", () => {
  const y = [1, NaN, 3, Infinity, null];
  assert.deepEqual(thin([0, 1, 2, 3, 4], y, 5), { x: [0, 1, 2, 3, 4], y: [1, null, 3, null, null] });
  assert.deepEqual(thin([], [], 0), { x: [], y: [] });
});

test("only the first entries count", () => {
  assert.deepEqual(thin([0, 1, 2], [5, 6, 7], 2).y, [5, 6]);
});

test("of many points every bucket keeps its lowest and highest, in order", () => {
  const length = 5000;
  const y = Float64Array.from({ length }, (_, at) => Math.sin(at) + (at === 3217 ? 50 : 0) - (at === 44 ? 50 : 0));
  const thinned = thin(counting(length), y, length, 300);
  assert.ok(thinned.x.length <= 301 && thinned.x.length > 100, `${thinned.x.length}`);
  assert.ok(thinned.x.includes(3217) && thinned.x.includes(44));
  assert.ok(thinned.x.every((x, at) => at === 0 || x > thinned.x[at - 1]));
  assert.equal(thinned.x.at(-1), length - 1);
});

test("what is drawn of the past stays while the line grows", () => {
  const y = Float64Array.from({ length: 2000 }, (_, at) => Math.cos(at * at));
  const before = thin(counting(1400), y, 1400, 300);
  const after = thin(counting(1500), y, 1500, 300);
  assert.deepEqual(after.x.slice(0, before.x.length - 3), before.x.slice(0, -3));
});

test("a bucket without a number is a gap", () => {
  const y = Float64Array.from({ length: 1000 }, (_, at) => (at >= 496 && at < 560 ? NaN : 1));
  assert.ok(thin(counting(1000), y, 1000, 100).y.includes(null));
});
