import assert from "node:assert/strict";
import { test } from "node:test";
import { STATISTICS } from "../shared/constants.js";
import { unpack } from "../shared/container.js";
import { readHistory } from "../shared/frame.js";
import { History } from "../train/history.js";
import { bytesOf, toldOf } from "./fixtures.js";

/**
 * @param {number} step
 * @param {number[][]} [stats]
 */
function frame(step, stats = [STATISTICS.map((_, at) => step + at / 10)]) {
  const layers = stats.map((of) => ({ stats: Object.fromEntries(STATISTICS.map((name, at) => [name, of[at]])) }));
  return { step, epoch: step / 10, loss: 1 / step, metric: null, val_loss: null, val_metric: 0.5, lr: 0.1 * step, layers };
}

test("frames become columns, what is not known is NaN", () => {
  const history = new History(1);
  assert.ok(Number.isNaN(history.last("loss")));
  for (const step of [1, 2, 4]) history.append(frame(step));
  assert.deepEqual([...history.column("step").subarray(0, history.length)], [1, 2, 4]);
  assert.equal(history.last("loss"), 0.25);
  assert.ok(Number.isNaN(history.last("metric")));
  assert.equal(history.last("learning_rate"), 0.4);
  assert.equal(history.layer("preactivation_gradient_std", 0)[2], Math.fround(4.3));
});

test("a run that went back loses what came after", () => {
  const history = new History(1);
  for (const step of [1, 2, 3, 4, 2, 3]) history.append(frame(step));
  assert.deepEqual([...history.column("step").subarray(0, history.length)], [1, 2, 3]);
});

test("the past that the server remembers is taken over, and goes on", () => {
  const history = new History(2);
  const { expected } = toldOf("frames/history");
  history.load(readHistory(unpack(bytesOf("frames/history"))));
  assert.equal(history.length, expected.length);
  assert.deepEqual([...history.column("loss").subarray(0, 3)], [0.5, 10.5, 20.5]);
  assert.ok(Number.isNaN(history.column("val_loss")[2]));
  for (const [at, row] of expected.entries()) {
    for (const [index, layer] of row.layers.entries()) {
      for (const name of STATISTICS) assert.equal(history.layer(name, index)[at], Math.fround(layer.stats[name] ?? NaN), name);
    }
  }
  history.append(frame(30, [STATISTICS.map(() => 1), STATISTICS.map(() => 2)]));
  assert.equal(history.length, 4);
  assert.equal(history.layer("dead", 1)[3], 2);
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
  assert.equal(history.layer("activation_std", 0)[1], 3);
});
