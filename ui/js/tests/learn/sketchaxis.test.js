import assert from "node:assert/strict";
import { test } from "node:test";
import { along, stroked, ticks, valueAt, written } from "../../learn/sketchaxis.js";

/** @type {import("../../learn/types.d.ts").Axis} */
const LOG = { low: 1e-6, high: 100, scale: "log", share: false };
/** @type {import("../../learn/types.d.ts").Axis} */
const SHARE = { low: 0, high: 1, scale: "linear", share: true };

test("a place and its value are the same, both ways", () => {
  for (const axis of [LOG, SHARE]) {
    for (const place of [0, 0.25, 1]) assert.ok(Math.abs(along(axis, valueAt(axis, place)) - place) < 1e-12);
  }
  assert.equal(along(LOG, 0.01), 0.5);
  assert.equal(along(LOG, 1e9), 1);
  assert.equal(valueAt(SHARE, -3), 0);
});

test("ticks are powers of ten, or even distances", () => {
  assert.deepEqual(
    ticks(LOG).map(({ value }) => Math.log10(value)),
    [-6, -5, -4, -3, -2, -1, 0, 1, 2],
  );
  assert.deepEqual(
    ticks({ ...LOG, low: 1e-20, high: 1 }).map(({ value }) => Math.round(Math.log10(value))),
    [-20, -18, -16, -14, -12, -10, -8, -6, -4, -2, 0],
  );
  assert.deepEqual(
    ticks(SHARE).map(({ text }) => text),
    ["0%", "25%", "50%", "75%", "100%"].map((text) => written(SHARE, Number(text.replace("%", "")) / 100)),
  );
});

test("a stroke puts the points on it that it passed", () => {
  const flat = [0.5, 0.5, 0.5, 0.5, 0.5];
  const there = stroked(flat, { at: 0.5, place: 0 }, { at: 3.5, place: 1 });
  assert.deepEqual(there.map((place) => Number(place.toFixed(3))), [0.5, 0.167, 0.5, 0.833, 1]);
  const back = stroked(flat, { at: 3.5, place: 1 }, { at: 0.5, place: 0 });
  assert.deepEqual(back.map((place) => Number(place.toFixed(3))), [0.5, 0, 0.5, 0.833, 0.5]);
  assert.deepEqual(stroked(flat, { at: 9, place: 0.2 }, { at: 9, place: 0.2 }), [0.5, 0.5, 0.5, 0.5, 0.2]);
});
