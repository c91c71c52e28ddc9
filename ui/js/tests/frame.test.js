import assert from "node:assert/strict";
import { test } from "node:test";
import { unpack } from "../shared/container.js";
import { readFrame, readHistory, readPlayed, readScene } from "../shared/frame.js";
import { bytesOf, toldOf } from "./fixtures.js";

const contentsOf = (/** @type {string} */ name) => unpack(bytesOf(name));

/**
 * Typed arrays as lists.
 *
 * @param {unknown} value
 */
function plain(value) {
  return JSON.parse(JSON.stringify(value, (_key, item) => (ArrayBuffer.isView(item) ? Array.from(/** @type {Uint8Array} */ (item)) : item)));
}

/**
 * What is left of a number in single precision.
 *
 * @param {number | null} value
 */
function single(value) {
  return value === null ? null : Math.fround(value);
}

for (const name of ["frame", "frame_wide"]) {
  test(`${name}: every number is where its name says`, () => {
    const { greeting, expected } = toldOf(`frames/${name}`);
    assert.deepEqual(plain(readFrame(contentsOf(`frames/${name}`), greeting)), expected);
  });
}

test("an epoch whose weights are kept is told", () => {
  const { greeting } = toldOf("frames/frame");
  const { values, arrays } = contentsOf("frames/frame");
  assert.equal(readFrame({ values: { ...values, best: 7 }, arrays }, greeting).best, 7);
});

test("columns may come in any order, and more of them", () => {
  const { greeting, expected } = toldOf("frames/frame");
  const [first, ...rest] = greeting.columns.layers;
  const found = readFrame(contentsOf("frames/frame"), { ...greeting, columns: { ...greeting.columns, layers: [...rest, first] } });
  const own = expected.layers[0].stats;
  assert.equal(found.layers[0].stats.activation_std, own.activation_mean, "its column is the first one now");
  assert.equal(found.layers[0].stats.activation_mean, own.update_ratio);
});

test("a scene is a frame with more, and of one network only", () => {
  const { greeting, expected } = toldOf("frames/scene");
  assert.deepEqual(plain(readScene(contentsOf("frames/scene"), greeting)), expected);
  assert.equal(readScene(contentsOf("frames/scene"), { ...greeting, number: 8 }), null);
  assert.equal(readScene(contentsOf("frames/scene"), null), null);
});

test("a history has the numbers that its frames had", () => {
  const { expected } = toldOf("frames/history");
  const found = plain(readHistory(contentsOf("frames/history")));
  assert.equal(found.length, 3);
  for (const [at, row] of expected.entries()) {
    for (const { stats } of row.layers) for (const name of Object.keys(stats)) stats[name] = single(stats[name]);
    assert.deepEqual(found[at], row);
  }
});

test("the past of a network that is played with is a list for each number", () => {
  assert.deepEqual(readPlayed(contentsOf("frames/played")), toldOf("frames/played").expected);
});
