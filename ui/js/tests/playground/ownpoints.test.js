import assert from "node:assert/strict";
import { test } from "node:test";
import { classesIn, pointsOf, textOfPoints } from "../../playground/ownpoints.js";

test("points become text and come back, to a step of a coordinate", () => {
  const points = { x: [-6, 0, 1.5, 6], y: [6, -0.25, 3, -6], label: [0, 1, 5, 2] };
  const text = textOfPoints(points);
  assert.equal(text.length, 20);
  const back = pointsOf(text);
  assert.deepEqual(back.label, points.label);
  for (const name of /** @type {const} */ (["x", "y"])) {
    assert.ok(back[name].every((value, at) => Math.abs(value - points[name][at]) <= 6 / 4095 + 1e-9));
  }
  assert.equal(textOfPoints(back), text);
});

test("points outside come to the edge", () => {
  assert.deepEqual(pointsOf(textOfPoints({ x: [99], y: [-99], label: [0] })), { x: [6], y: [-6], label: [0] });
});

test("what is no text of points gives none", () => {
  for (const text of [undefined, null, "", "AAAA", "AAAA6", "AAAA0!"]) assert.deepEqual(pointsOf(text), { x: [], y: [], label: [] });
});

test("classes are counted by the largest, two at least", () => {
  assert.equal(classesIn({ label: [] }), 2);
  assert.equal(classesIn({ label: [0, 4] }), 5);
});
