import assert from "node:assert/strict";
import { test } from "node:test";
import { Run, sameShape } from "../train/run.js";
import { unpack } from "../shared/container.js";
import { readHistory } from "../shared/frame.js";
import { bytesOf, toldOf } from "./fixtures.js";

/** @import { Hello, PlaneData } from "../train/types.d.ts" */

const contents = (/** @type {string} */ name) => unpack(bytesOf(name));
const FRAME = toldOf("frames/frame");

/**
 * @param {Partial<Hello>} [other]
 * @returns {Hello}
 */
function hello(other) {
  const { layers, columns } = FRAME.greeting;
  return { id: "a", owner: true, title: "", task: "classification", targets: [], dies: false, epochs: 9, layers, columns, plane: null, line: null, history: readHistory(contents("frames/history")), ...other };
}

test("a run begins with the past that the server remembers", () => {
  const run = new Run(hello(), null);
  assert.equal(run.history.length, toldOf("frames/history").expected.length);
  assert.equal(run.frame, null);
});

test("a frame that brings no boundary keeps the one before", () => {
  const [with_boundary, without] = [FRAME, toldOf("frames/frame_wide")].map(({ expected }) => Boolean(expected.boundary));
  assert.deepEqual([with_boundary, without], [true, false], "the fixtures are one of each");
  const run = new Run(hello(), null);
  run.take(contents("frames/frame"));
  const boundary = run.frame?.boundary;
  assert.ok(boundary);
  run.take(contents("frames/frame_wide"));
  assert.equal(run.frame?.step, toldOf("frames/frame_wide").expected.step);
  assert.equal(run.frame?.boundary, boundary);
});

test("validation numbers stay until newer ones come", () => {
  const run = new Run(hello(), null);
  run.validation = { val_loss: 0.5, val_metric: 0.25 };
  assert.equal(FRAME.expected.val_loss, null);
  const { values, arrays } = contents("frames/frame");
  run.take({ values: { ...values, missing: ["val_loss", "val_metric"] }, arrays });
  assert.deepEqual(run.validation, { val_loss: 0.5, val_metric: 0.25 });
  run.take({ values, arrays });
  assert.deepEqual(run.validation, { val_loss: null, val_metric: null }, "looked at, and not finite");
});

test("after a reconnection the same run keeps what was seen", () => {
  const earlier = new Run(hello(), null);
  earlier.take(contents("frames/frame"));
  const again = new Run(hello({ title: "again" }), earlier);
  assert.equal(again.frame, earlier.frame);
  assert.equal(again.title, "again");
});

test("runs of the same layers, kind of data and task take each other's place", () => {
  const run = new Run(hello(), null);
  /** @type {PlaneData} */
  const plane = { x: [], y: [], label: [], extent: 6, classes: [], low: 0, high: 1 };
  assert.ok(sameShape(run, new Run(hello({ id: "b" }), null)));
  assert.ok(!sameShape(null, run));
  assert.ok(!sameShape(run, new Run(hello({ task: "regression" }), null)));
  assert.ok(!sameShape(run, new Run(hello({ plane }), null)));
  assert.ok(!sameShape(run, new Run(hello({ layers: hello().layers.slice(1) }), null)));
});
