import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, nearest, nearestInHeight, pointsAt } from "../shared/nearest.js";

/** @import { Area, NamedLine } from "../shared/nearest.js" */

/** @type {Area} */
const AREA = { left: 100, top: 10, right: 300, bottom: 110, x: [0, 20], y: [0, 10], logarithmic: false };

/**
 * @param {string} name
 * @param {(number | null)[]} y
 * @returns {NamedLine}
 */
const line = (name, y) => ({ name, colour: [0, 0, 0], x: [0, 10, 20], y });

test("the nearest entry of an ascending list", () => {
  const x = [0, 1, 4, 4.5, 9];
  for (let wanted = -1; wanted < 10; wanted += 0.13) {
    const least = Math.min(...x.map((value) => Math.abs(value - wanted)));
    assert.equal(Math.abs(x[nearest(x, wanted)] - wanted), least);
  }
  assert.equal(nearest([7], 100), 0);
  assert.equal(nearest([], 1), -1);
});

test("lines are read where the pointer is, with the place of their points", () => {
  const found = pointsAt([line("a", [1, 5, 2]), line("gap", [1, null, 2]), line("b", [0, 10, 0])], AREA, { x: 205, y: 50 });
  assert.deepEqual(found.map(({ line: { name }, x, y, left, top }) => [name, x, y, left, top]), [["a", 10, 5, 200, 60], ["b", 10, 10, 200, 10]]);
  assert.deepEqual(pointsAt([{ ...line("none", []), x: [] }], AREA, { x: 205, y: 50 }), []);
});

test("a logarithmic axis has no place for what is not positive", () => {
  const area = { ...AREA, y: /** @type {[number, number]} */ ([-2, 2]), logarithmic: true };
  const found = pointsAt([line("a", [1, 1, 1]), line("zero", [0, 0, 0])], area, { x: 205, y: 50 });
  assert.deepEqual(found.map(({ line: { name }, top }) => [name, top]), [["a", 60]]);
});

test("of several lines the one nearest in height", () => {
  const found = pointsAt([line("a", [1, 5, 2]), line("b", [0, 10, 0])], AREA, { x: 205, y: 50 });
  assert.deepEqual(nearestInHeight(found, 70).map(({ line: { name } }) => name), ["a"]);
  assert.deepEqual(nearestInHeight(found, 20).map(({ line: { name } }) => name), ["b"]);
  assert.deepEqual(nearestInHeight([], 20), []);
});

test("the area has edges", () => {
  assert.ok(inside(AREA, { x: 100, y: 110 }));
  assert.ok(!inside(AREA, { x: 99, y: 50 }) && !inside(AREA, { x: 200, y: 111 }));
});
