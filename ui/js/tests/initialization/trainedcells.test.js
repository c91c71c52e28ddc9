import assert from "node:assert/strict";
import { test } from "node:test";
import { TrainedCells } from "../../initialization/trainedcells.js";
import { progress } from "./progress.js";

const WORDS = {
  cell_empty: "not trained",
  cell_waiting: "waiting",
  cell_training: "training",
  cell_diverged: "diverged",
  cell_failed: "failed",
  cell_open: "open",
  cell_step: "step {step} of {steps}",
  val_accuracy: "validation accuracy",
  val_error: "validation error",
  val_loss: "validation loss",
  train_accuracy: "accuracy",
  train_error: "error",
  train_loss: "loss",
};

/** @param {Parameters<typeof progress>[0]} [parts] */
function taken(parts, shown = /** @type {"metric" | "loss"} */ ("metric")) {
  const cells = new TrainedCells();
  cells.take(progress(parts), shown);
  return cells;
}

test("accuracy is as good as it is high, and read in percent", () => {
  const cells = taken({ metric: [0.25, 1, null, null] });
  assert.deepEqual([0, 1, 2].map((at) => cells.quality(at)), [0.25, 1, null]);
  assert.deepEqual(cells.ticks.map(([share, text]) => `${share} ${text}`), ["0 0%", "0.25 25%", "0.5 50%", "0.75 75%", "1 100%"]);
  assert.equal(cells.qualityOf(0.25), 0.25);
});

test("a loss is as good as it is low, on a logarithmic scale", () => {
  const cells = taken({ loss: [0.01, 0.1, 1, 1e-9] }, "loss");
  const [small, middle, large, smallest] = [0, 1, 2, 3].map((at) => cells.quality(at) ?? NaN);
  assert.ok(large < middle && middle < small && small < smallest);
  assert.equal(smallest, 1, "colours tell so many decades apart and no more");
  assert.equal(cells.qualityOf(0.25), 0.75);
  const texts = cells.ticks.map(([, text]) => text);
  assert.ok(texts.includes("1") || texts.includes("10⁰"), `${texts}`);
  assert.ok(cells.ticks.every(([share]) => share >= 0 && share <= 1));
});

test("an error is shown like a loss", () => {
  const cells = taken({ measure: "error", metric: [0.01, 1, null, null] });
  assert.ok((cells.quality(0) ?? 0) > (cells.quality(1) ?? 1));
});

test("numbers of the validation data come first", () => {
  const cells = taken({ metric: [0.9, 0.9, 0.9, 0.9], val_metric: [0.5, null, null, null], val_loss: [2, null, null, null] });
  assert.equal(cells.quality(0), 0.5);
  assert.equal(cells.quality(1), null);
});

test("a frame without numbers leaves those before it; one that diverged does not", () => {
  const cells = taken({ metric: [0.5, 0.6, null, null] });
  cells.take(progress({ metric: [null, null, null, null], status: ["running", "diverged", "queued", "queued"] }), "metric");
  assert.deepEqual([0, 1].map((at) => cells.quality(at)), [0.5, null]);
});

test("another map, and another number, begin anew", () => {
  const cells = taken({ metric: [0.5, null, null, null] });
  cells.take(progress({ id: "other", metric: [null, 0.7, null, null] }), "metric");
  assert.deepEqual([0, 1].map((at) => cells.quality(at)), [null, 0.7]);
  cells.take(progress({ id: "other", loss: [null, null, null, 1] }), "loss");
  assert.equal(cells.quality(1), null);
});

test("a plan has nothing to tell", () => {
  const cells = taken({ metric: [0.5, null, null, null] });
  cells.clear();
  assert.deepEqual([cells.quality(0), cells.run(0), cells.status(0)], [null, null, undefined]);
  assert.deepEqual(cells.told(0, WORDS), ["not trained"]);
  assert.deepEqual(cells.ticks, []);
});

test("a cell tells its numbers, how far it is and what can be done with it", () => {
  const cells = taken({ run: ["a", null, null, null], step: [30, null, null, null], metric: [0.5, null, null, null], val_metric: [0.25, null, null, null], loss: [0.7, null, null, null], val_loss: [1.2, null, null, null] });
  assert.deepEqual(cells.told(0, WORDS), ["validation accuracy 25.0%", "validation loss 1.20", "accuracy 50.0%", "loss 0.700", "step 30 of 100", "training", "open"]);
  const error = taken({ measure: "error", run: ["a", null, null, null], metric: [0.5, null, null, null] });
  assert.deepEqual(error.told(0, WORDS), ["error 0.500", "training", "open"]);
});

test("a cell without a run waits, or is not trained when nothing is trained any more", () => {
  assert.deepEqual(taken({}).told(1, WORDS), ["waiting"]);
  assert.deepEqual(taken({ whole: "stopped" }).told(1, WORDS), ["not trained"]);
});

test("how a run ended is told", () => {
  const cells = taken({ run: ["a", "b", "c", "d"], status: ["diverged", "failed", "finished", "queued"] });
  assert.deepEqual([0, 1, 2, 3].map((at) => cells.told(at, WORDS)), [["diverged", "open"], ["failed", "open"], ["open"], ["waiting", "open"]]);
  assert.deepEqual([cells.run(1), cells.status(1)], ["b", "failed"]);
});
