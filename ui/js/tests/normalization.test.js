import assert from "node:assert/strict";
import { test } from "node:test";
import { MOMENTS, RUN_NUMBERS, STATISTICS } from "../shared/constants.js";
import { readFrame, readHistory } from "../shared/frame.js";
import { History } from "../train/history.js";
import { cellAt, shareOff, strips } from "../train/strips.js";

const RUN = ["step", "epoch", "seconds", "learning_rate", "loss", "metric", "val_loss", "val_metric"];
const none = { shape: [1, 0], numbers: new Float64Array() };

/** @param {Record<string, import("../shared/container.js").PackedArray>} more */
function container(more) {
  const run = { shape: [RUN.length], numbers: new Float64Array([7, 0.5, 1, 0.1, 0.5, 0.5, NaN, NaN]) };
  return { values: {}, arrays: { run, layers: none, counts: none, outside: none, ...more } };
}

test("a frame tells the moments of every normalized layer, and which units are dropped", () => {
  const moments = { shape: [2, 4], numbers: new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]) };
  const dropped = { shape: [2, 2, 3], numbers: new Uint8Array([1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0]) };
  const frame = readFrame(container({ moments, dropped }), { layers: [], columns: { run: RUN, layers: [] } });
  assert.deepEqual(frame.moments?.map((each) => [...each]), [[1, 2, 3, 4], [5, 6, 7, 8]]);
  assert.deepEqual([frame.dropped?.rows, frame.dropped?.units], [2, 3]);
  assert.deepEqual([...(frame.dropped?.layers[1] ?? [])], [0, 0, 0, 1, 1, 0]);
  const plain = readFrame(container({}), { layers: [], columns: { run: RUN, layers: [] } });
  assert.ok(!("moments" in plain) && !("dropped" in plain));
});

test("the past has moments and further metrics, and goes on with the frames'", () => {
  const past = readHistory({
    values: { history: { run: [...RUN_NUMBERS], layers: [...STATISTICS], measures: ["f1", "auc"] } },
    arrays: {
      run: { shape: [2, RUN_NUMBERS.length], numbers: new Float64Array(2 * RUN_NUMBERS.length).map((_, at) => at) },
      layers: { shape: [2, 1, STATISTICS.length], numbers: new Float32Array(2 * STATISTICS.length) },
      measures: { shape: [2, 2], numbers: new Float32Array([0.5, NaN, 0.75, 1]) },
      moments: { shape: [2, 1, 4], numbers: new Float32Array([0, 1, 2, 3, 4, 5, 6, 7]) },
    },
  });
  const history = new History(1);
  history.load(past);
  assert.deepEqual(history.measures, ["f1", "auc"]);
  assert.equal(history.normalized, 1);
  assert.ok(Number.isNaN(history.measure("auc")[0]));
  history.append({ ...past[1], step: 99, measures: { f1: 0.25, auc: null }, moments: [new Float32Array([8, 9, 10, 11])] });
  assert.deepEqual([...history.measure("f1").subarray(0, 3)], [0.5, 0.75, 0.25]);
  assert.deepEqual(MOMENTS.map((name) => history.moment(name, 0)[2]), [8, 9, 10, 11]);
  for (let step = 100; step < 500; step++) history.append({ ...past[1], step, measures: { f1: step }, moments: undefined });
  assert.equal(history.measure("f1")[history.length - 1], 499);
  assert.ok(Number.isNaN(history.moment("batch_mean", 0)[history.length - 1]), "a frame without leaves a gap");
});

test("strips lie below each other, and a place finds its cell", () => {
  const dropped = { rows: 2, units: 3, layers: [new Uint8Array([1, 0, 1, 0, 0, 0]), new Uint8Array([1, 1, 0, 1, 0, 0])] };
  const found = strips([{ units: 3 }, { units: 2 }, { units: 1 }], dropped, { left: 10, right: 40, top: 0, bottom: 100 });
  assert.deepEqual(found.map(({ rows, units }) => [rows, units]), [[2, 3], [2, 2]]);
  assert.equal(shareOff(dropped.layers[0], dropped, found[0]), 2 / 6);
  assert.equal(shareOff(dropped.layers[1], dropped, found[1]), 3 / 4);
  const second = found[1];
  assert.deepEqual(cellAt(found, { left: second.left + 1.5 * second.size, top: second.top + 1.5 * second.high }), { layer: 1, row: 1, unit: 1 });
  assert.equal(cellAt(found, { left: second.left + 2.5 * second.size, top: second.top + 1 }), null);
  assert.equal(cellAt(found, { left: 0, top: found[0].height + 1 }), null);
});
