import assert from "node:assert/strict";
import { test } from "node:test";
import { textOfPoints } from "../../playground/ownpoints.js";
import { sample } from "../../playground/samples.js";

const CLASSES = { circle: 2, xor: 2, gauss: 2, spiral: 2, moons: 2, clouds: 3, arms: 3 };

test("pictures of data sets show all classes, inside the plane, and are always the same", () => {
  for (const [dataset, classes] of Object.entries(CLASSES)) {
    const points = sample(dataset);
    assert.equal(points.length, 72);
    assert.deepEqual(points, sample(dataset));
    assert.ok(points.every(([x, y]) => Math.hypot(x, y) < 9 && Number.isFinite(x) && Number.isFinite(y)), dataset);
    const labels = points.map(([, , label]) => label);
    assert.deepEqual([...new Set(labels)].sort(), [0, 1, 2].slice(0, classes), dataset);
  }
});

test("shapes are those of the data sets", () => {
  for (const [x, y, label] of sample("circle")) assert.ok(label ? Math.hypot(x, y) < 2.5 : Math.hypot(x, y) >= 3.5);
  for (const [x, y, label] of sample("xor")) assert.equal(label, Number(x * y > 0));
  const spiral = sample("spiral");
  assert.ok(spiral.every(([x, y], at) => at < 2 || Math.hypot(x, y) > Math.hypot(spiral[at - 2][0], spiral[at - 2][1])));
});

test("numbers lie on a grid: a slope, and hills of both signs", () => {
  const plane = sample("plane");
  assert.equal(plane.length, 144);
  assert.ok(plane.every(([x, y, value]) => Math.abs(value - (x + y) / 8) < 1e-9));
  const heights = sample("hills").map(([, , value]) => value);
  assert.ok(Math.max(...heights) > 0.5 && Math.min(...heights) < -0.5 && heights.includes(0));
});

test("own points are those that were painted; other data sets have none", () => {
  assert.deepEqual(sample("points", textOfPoints({ x: [6, -6], y: [-6, 6], label: [0, 3] })), [[6, -6, 0], [-6, 6, 3]]);
  assert.deepEqual(sample("points"), []);
  assert.deepEqual(sample("mnist"), []);
});
