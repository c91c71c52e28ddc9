import assert from "node:assert/strict";
import test from "node:test";
import { awaited, beside, unvalidated } from "../train/numbers.js";

const WORDS = { measure_f1: "F1", measure_rmse: "RMSE", rate_now: "Learning rate now" };

test("beside the four numbers stand the metrics that were asked for, and the rate where it is another one", () => {
  assert.deepEqual(beside(null, 0.1, WORDS), []);
  assert.deepEqual(beside({ lr: 0.1 }, 0.1, WORDS), []);
  assert.deepEqual(beside({ lr: 0.1 }, null, WORDS), []);
  const told = beside({ lr: 0.025, measures: { f1: 0.5, rmse: 0.5 } }, 0.1, WORDS);
  assert.deepEqual(told, [["F1", "50.0%"], ["RMSE", "0.500"], ["Learning rate now", "0.0250"]]);
});

test("a metric that is not defined has no number", () => {
  const [[, text]] = beside({ lr: 0.1, measures: { f1: null } }, 0.1, WORDS);
  assert.ok(!/\d/.test(text), text);
});

test("until a run that took over has numbers, the other one's are not shown as its own", () => {
  assert.deepEqual(awaited([["F1", "50.0%"], ["Learning rate now", "0.0250"]]), [["F1", "–"], ["Learning rate now", "–"]]);
});

test("a program of one's own without a validation part is known from its first frame on", () => {
  const [frame, validation] = [{ loss: 0.5 }, { val_loss: 0.5, val_metric: 0.5 }];
  assert.ok(unvalidated({ recorded: true, frame, validation: null }));
  for (const run of [null, { recorded: true, frame: null, validation: null }, { recorded: true, frame, validation }, { recorded: false, frame, validation: null }]) assert.ok(!unvalidated(run));
});
