import assert from "node:assert/strict";
import { test } from "node:test";
import { STATISTICS } from "../shared/constants.js";
import { History } from "../train/history.js";

/**
 * @param {number} step
 * @param {number[][]} [stats]
 */
function frame(step, stats = [STATISTICS.map((_, at) => step + at / 10)]) {
  const layers = stats.map((of) => ({ stats: of }));
  return { step, epoch: step / 10, loss: 1 / step, metric: null, val_loss: null, val_metric: 0.5, layers };
}

/** @param {ArrayBufferView} view */
const base64 = (view) => Buffer.from(view.buffer).toString("base64");

test("frames become columns, what is not known is NaN", () => {
  const history = new History(1);
  assert.ok(Number.isNaN(history.last("loss")));
  for (const step of [1, 2, 4]) history.append(frame(step));
  assert.deepEqual([...history.column("step").subarray(0, history.length)], [1, 2, 4]);
  assert.equal(history.last("loss"), 0.25);
  assert.ok(Number.isNaN(history.last("metric")));
  assert.equal(history.layer("g_rms", 0)[2], Math.fround(4.3));
});

test("a run that went back loses what came after", () => {
  const history = new History(1);
  for (const step of [1, 2, 3, 4, 2, 3]) history.append(frame(step));
  assert.deepEqual([...history.column("step").subarray(0, history.length)], [1, 2, 3]);
});

test("the past that the server remembers is taken over, and goes on", () => {
  const history = new History(2);
  const numbers = Float64Array.of(1, 0.1, 9, NaN, 8, 0.5, 2, 0.2, 7, 0.25, NaN, NaN);
  const layers = Float32Array.from({ length: 2 * 2 * STATISTICS.length }, (_, at) => at);
  history.load({ numbers: base64(numbers), layers: base64(layers) });
  assert.equal(history.length, 2);
  assert.deepEqual([...history.column("loss").subarray(0, 2)], [9, 7]);
  assert.deepEqual([...history.layer("ratio", 1).subarray(0, 2)], [11, 23]);
  history.append(frame(3, [STATISTICS.map(() => 1), STATISTICS.map(() => 2)]));
  assert.equal(history.length, 3);
  assert.equal(history.layer("dead", 1)[2], 2);
});

test("hours of frames keep to a bounded size: the older half loses every second point", () => {
  const history = new History(1);
  const steps = 16384 + 10;
  for (let step = 1; step <= steps; step++) history.append(frame(step));
  assert.equal(history.length, 8192 + 10);
  const kept = history.column("step").subarray(0, history.length);
  assert.deepEqual([...kept.subarray(0, 3)], [1, 3, 5]);
  assert.ok(kept.every((step, at) => at === 0 || step > kept[at - 1]));
  assert.equal(history.last("step"), steps);
  assert.equal(history.layer("a_std", 0)[1], 3);
});
