import assert from "node:assert/strict";
import { test } from "node:test";
import { dabs, erased, painted } from "../../playground/brush.js";
import { MOST_POINTS, PLANE_EXTENT } from "../../shared/constants.js";

const NONE = { x: [], y: [], label: [] };

test("a slow hand and a fast one leave points at the same distance", () => {
  const fast = dabs({ x: 0, y: 0 }, { x: 3, y: 4 }, "small", false);
  assert.equal(fast.length, Math.floor(5 / 0.35));
  assert.ok(fast.every(({ x, y }, at) => Math.abs(Math.hypot(x, y) - 0.35 * (at + 1)) < 1e-9 && Math.abs(y / x - 4 / 3) < 1e-9));
  assert.deepEqual(dabs({ x: 0, y: 0 }, { x: 0.3, y: 0 }, "small", false), []);
  assert.deepEqual(dabs({ x: 1, y: 1 }, { x: 1, y: 1 }, "small", false), []);
  assert.ok(dabs({ x: 0, y: 0 }, { x: 3, y: 4 }, "large", false).length < fast.length);
  assert.ok(dabs({ x: 0, y: 0 }, { x: 3, y: 4 }, "small", true).length > fast.length);
});

test("a dab is a point, or several around it", () => {
  const small = painted(NONE, { x: 1, y: 2 }, { size: "small", label: 3 });
  assert.deepEqual(small, { x: [1], y: [2], label: [3] });
  const large = painted(small, { x: 0, y: 0 }, { size: "large", label: 1 });
  assert.deepEqual(large.label, [3, 1, 1, 1]);
  assert.ok(large.x.slice(1).every((x, at) => Math.hypot(x, large.y[at + 1]) <= 1.2));
  assert.deepEqual(small.label, [3], "what was there stays as it was");
});

test("points stay inside", () => {
  const { x, y } = painted(NONE, { x: PLANE_EXTENT, y: -99 }, { size: "large", label: 0, random: () => 0.5 });
  assert.ok([...x, ...y].every((value) => Math.abs(value) < PLANE_EXTENT));
});

test("there may be so many points and no more", () => {
  const many = Array(MOST_POINTS - 1).fill(0);
  const almost = { x: many, y: many, label: many };
  const full = painted(almost, { x: 0, y: 0 }, { size: "large", label: 1 });
  assert.equal(full.x.length, MOST_POINTS);
  assert.equal(painted(full, { x: 0, y: 0 }, { size: "small", label: 1 }), full);
});

test("the eraser takes what is near, and changes nothing where nothing is", () => {
  const points = { x: [0, 0.3, 2], y: [0, 0, 2], label: [0, 1, 2] };
  assert.deepEqual(erased(points, { x: 0, y: 0 }, "small"), { x: [2], y: [2], label: [2] });
  assert.equal(erased(points, { x: -5, y: -5 }, "small"), points);
  assert.deepEqual(erased(points, { x: 1, y: 1 }, "large").label, []);
});
