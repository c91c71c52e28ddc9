import assert from "node:assert/strict";
import { test } from "node:test";
import { STATISTICS } from "../shared/constants.js";
import { History } from "../train/history.js";
import { Run } from "../train/run.js";
import { toldOf } from "./fixtures.js";

/** @param {number} step */
const past = (step) => ({ step, epoch: step / 10, loss: 1 / step, metric: null, val_loss: step % 2 ? null : step, val_metric: 0.5, lr: 0.1, layers: [{ stats: Object.fromEntries(STATISTICS.map((name) => [name, step])) }] });

test("a history as it was ends at its step and shares the numbers", () => {
  const history = new History(1);
  for (const step of [1, 2, 4, 8]) history.append(past(step));
  const earlier = history.until(5);
  assert.equal(earlier.length, 3);
  assert.equal(earlier.last("step"), 4);
  assert.equal(earlier.layer("saturated", 0)[2], 4);
  assert.equal(history.length, 4);
  assert.equal(history.until(0).length, 0);
  assert.equal(history.until(99).length, 4);
});

test("a run as it was has the frame, the past until then and what was validated then", () => {
  const { greeting, expected } = toldOf("frames/frame");
  const run = new Run({ id: "a", owner: true, title: "t", task: "classification", targets: [], dies: false, epochs: 9, layers: greeting.layers, columns: greeting.columns, plane: null, line: null, history: [] }, null);
  for (const step of [1, 2, 4]) run.history.append({ ...past(step), layers: [] });
  const then = run.at({ ...expected, step: 3, val_loss: null, unvalidated: true });
  assert.equal(then.frame?.step, 3);
  assert.equal(then.history.length, 2);
  assert.deepEqual(then.validation, { val_loss: 2, val_metric: 0.5 });
  assert.equal(then.title, "t");
  assert.equal(run.frame, null, "the run itself stays as it is");
  assert.equal(run.history.length, 3);
});
