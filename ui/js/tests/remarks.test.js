import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../shared/container.js";
import { readFrame } from "../shared/frame.js";
import { History } from "../train/history.js";
import { asMeasured, bestSoFar, markOf, stoppingMarks } from "../train/kept.js";
import { remarks } from "../train/remarks.js";
import { bytesOf, toldOf } from "./fixtures.js";

/** @import { Line } from "../shared/chartlayout.js" */
/** @import { Status } from "../train/types.d.ts" */

/** @type {Status} */
const STATUS = { status: "finished", place: null, lr: 0.1, speed: 0, cause: null, advice: null, store: null, findings: [], best: null, measured: null };
const REMEDY = { label: "ReLU", change: { activation: "relu" } };
const finding = (/** @type {string} */ key) => ({ key, text: `${key}!`, help: "because", remedy: REMEDY });

test("a planned end is no warning, and nothing is said where nothing is to be said", () => {
  assert.deepEqual(remarks(STATUS, undefined), []);
  assert.deepEqual(remarks(null, "no"), [{ text: "no" }]);
  assert.deepEqual(remarks({ ...STATUS, cause: "Stopped early." }, undefined), [{ text: "Stopped early.", good: true }]);
  assert.equal(remarks({ ...STATUS, cause: "Stopped early.", store: "full" }, undefined)[0].good, false);
  assert.equal(remarks({ ...STATUS, status: "failed", cause: "broke" }, undefined)[0].good, false);
});

test("of several findings the most pressing one is told, with its button", () => {
  const told = remarks({ ...STATUS, findings: [finding("dead"), finding("vanishing")] }, undefined);
  assert.deepEqual(told, [{ text: "dead!", remedy: REMEDY, help: "because" }]);
});

test("what diverged is told once, as its cause", () => {
  const told = remarks({ ...STATUS, status: "diverged", cause: "At step 3", findings: [finding("diverged")] }, undefined);
  assert.deepEqual(told, [{ text: "At step 3", good: false, remedy: REMEDY, help: "because" }]);
});

test("a curve ends with what was measured, not with the weights that are back in place", () => {
  /** @type {Line} */
  const line = { name: "v", colour: [0, 0, 0], x: [41, 42, 43], y: [0.4, 0.5, 0.2] };
  assert.equal(asMeasured(line, "val_loss", null), line);
  assert.equal(asMeasured(line, "val_loss", { best: null, measured: null }), line);
  assert.deepEqual(asMeasured(line, "val_loss", { best: 23, measured: [0.6, 0.9] }).y, [0.4, 0.5, 0.6]);
  assert.deepEqual(asMeasured(line, "val_metric", { best: 23, measured: [0.6, 0.9] }).y, [0.4, 0.5, 0.9]);
  assert.deepEqual(asMeasured(line, "val_loss", { best: 23, measured: null }).y, [0.4, 0.5, null]);
  assert.deepEqual(asMeasured(line, "val_loss", { best: null, measured: [0.6, 0.9] }).y, [0.4, 0.5, 0.6], "averaged weights");
});

test("the epoch of the weights is marked, but not the last one", () => {
  const words = { weights_of_epoch: "Weights of epoch {epoch}" };
  const history = new History(1);
  history.append(/** @type {any} */ ({ step: 430, epoch: 43, layers: [] }));
  const run = { history };
  assert.deepEqual(markOf(run, { best: 23, measured: null }, words), { x: 23, text: "Weights of epoch 23" });
  assert.equal(markOf(run, { best: 43, measured: null }, words), null);
  assert.equal(markOf(run, null, words), null);
});

test("early stopping marks where it begins to look, and where patience ends unless something improves", () => {
  const words = { warm_up_ends: "From {epoch}", patience_ends: "Until {epoch}" };
  const { greeting } = toldOf("frames/frame");
  const frame = { ...readFrame(unpack(bytesOf("frames/frame")), greeting), best: 7 };
  const stopping = /** @type {const} */ ({ monitor: "val_loss", patience: 10, start_from_epoch: 5, baseline: null });
  assert.deepEqual(stoppingMarks({ frame, stopping: null }, false, words), []);
  const begins = { x: 5, text: "From 5" };
  assert.deepEqual(stoppingMarks({ frame, stopping }, false, words), [begins, { x: 17, text: "Until 17" }]);
  assert.deepEqual(stoppingMarks({ frame, stopping }, true, words), [begins]);
  assert.deepEqual(stoppingMarks({ frame: null, stopping: { ...stopping, start_from_epoch: 0 } }, false, words), []);
});

test("while a run keeps its best weights, the best epoch so far is marked", () => {
  const { greeting } = toldOf("frames/frame");
  const frame = readFrame(unpack(bytesOf("frames/frame")), greeting);
  const words = { best_epoch: "Best: {epoch}" };
  assert.equal(bestSoFar({ frame }, words), null);
  assert.deepEqual(bestSoFar({ frame: { ...frame, best: 7 } }, words), { x: 7, text: "Best: 7" });
});
