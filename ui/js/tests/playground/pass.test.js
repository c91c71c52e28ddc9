import assert from "node:assert/strict";
import { test } from "node:test";
import { Pass } from "../../playground/pass.js";

const BEFORE = { weights: [Float32Array.of(0, 1), Float32Array.of(2)] };
const AFTER = { weights: [Float32Array.of(0.5, 1), Float32Array.of(1)] };
const LASTS = 1900;

test("a wave goes forward, then back, then it is over", () => {
  const pass = new Pass(BEFORE, AFTER, 0);
  const brightest = () => [0, 1, 2].map((column) => pass.lit(column));
  assert.equal(pass.lit(0), 1);
  assert.ok(pass.move(0.21 * LASTS));
  assert.ok(Math.abs(brightest()[1] - 1) < 1e-6 && brightest()[0] === 0);
  assert.ok(pass.move(0.45 * LASTS));
  assert.deepEqual(brightest(), [0, 0, 0], "at the output it rests");
  assert.ok(pass.move(0.5 * LASTS));
  assert.ok(Math.abs(brightest()[2] - 1) < 1e-6);
  assert.ok(pass.move(0.72 * LASTS));
  assert.ok(Math.abs(brightest()[1] - 1) < 1e-6);
  assert.ok(!pass.move(LASTS));
  assert.deepEqual(brightest(), [0, 0, 0]);
});

test("weights are those of before until the wave has come back through them", () => {
  const pass = new Pass(BEFORE, AFTER, 0);
  pass.move(0.4 * LASTS);
  assert.ok(!pass.passed(0) && !pass.passed(1));
  pass.move(0.7 * LASTS);
  assert.ok(!pass.passed(0) && pass.passed(1));
  pass.move(LASTS);
  assert.ok(pass.passed(0) && pass.passed(1));
});

test("weights flash by how much they have changed, while the wave is near", () => {
  const pass = new Pass(BEFORE, AFTER, 0);
  assert.equal(pass.changed(1), null);
  pass.move(0.62 * LASTS);
  const changed = pass.changed(1);
  assert.ok(changed && changed(0) > 0.5 && changed(0) <= 1);
  pass.move(0.85 * LASTS);
  const first = pass.changed(0);
  assert.ok(first && first(0) > 0 && first(1) === 0);
  assert.equal(pass.changed(1), null);
});

test("the tail of the light is where the wave has come from", () => {
  const pass = new Pass(BEFORE, AFTER, 0);
  pass.move(0.105 * LASTS); // in the middle of the first gap
  const forward = pass.lights(0, 100);
  assert.ok(forward && forward[40] > 0.5 && forward[60] === 0);
  assert.equal(pass.lights(1, 100)?.[50] ?? 0, 0);
  pass.move(0.5 * LASTS + 0.75 * 0.44 * LASTS); // on the way back, there again
  const back = pass.lights(0, 100);
  assert.ok(back && back[60] > 0.5 && back[40] === 0);
  pass.move(LASTS);
  assert.equal(pass.lights(0, 100), null);
});

test("a network whose weights stay has no flash", () => {
  const pass = new Pass(BEFORE, BEFORE, 0);
  pass.move(0.62 * LASTS);
  assert.equal(pass.changed(1)?.(0), 0);
});

test("units answer as before until the wave has come back through the weights before them", () => {
  const pass = new Pass(BEFORE, AFTER, 0);
  const reached = () => [1, 2].map((column) => pass.reached(column));
  const scenes = () => [1, 2].map((column) => (pass.sceneOf(column) === AFTER ? "after" : "before"));
  assert.deepEqual(reached(), [false, false]);
  assert.deepEqual(scenes(), ["before", "before"]);
  pass.move(0.49 * LASTS);
  assert.deepEqual(reached(), [false, false], "on its way there nothing changes");
  pass.move(0.7 * LASTS);
  assert.deepEqual(reached(), [false, true]);
  assert.deepEqual(scenes(), ["before", "after"], "the large picture of the output changes with the small one");
  pass.move(LASTS);
  assert.deepEqual(reached(), [true, true]);
  assert.deepEqual(scenes(), ["after", "after"]);
});
