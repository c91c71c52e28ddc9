import assert from "node:assert/strict";
import { test } from "node:test";
import { classOf, levelColours, manyClasses, meaning, paintLevels } from "../shared/levels.js";

/** @import { Colours } from "../shared/levels.js" */

/** @type {Colours} */
const THEME = {
  background: [255, 255, 255],
  faint: [240, 240, 240],
  categorical: Array.from({ length: 8 }, (_, at) => [10 * at, 20, 30]),
  diverging: [[250, 100, 0], [255, 255, 255], [0, 100, 250]],
};
const WORDS = { output_here: "Output {value}", class_here: "{name}: {share}" };

/** @param {number} colour */
const channels = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255, colour >>> 24];

test("levels are classes where there are more than two", () => {
  assert.deepEqual([null, undefined, 2, 3, ["a", "b"], ["a", "b", "c"]].map(manyClasses), [false, false, false, true, false, true]);
  assert.deepEqual(classOf(0, 3), { index: 0, sure: 0 });
  assert.deepEqual(classOf(95, 3), { index: 2, sure: 1 });
  assert.equal(classOf(96, 3), null);
});

test("low to high goes along the diverging scale, opaque and muted", () => {
  const table = levelColours(THEME, { classes: 2 });
  assert.equal(table.length, 256);
  assert.deepEqual(channels(table[0]), [252, 156, 92, 255]);
  assert.deepEqual(channels(table[255]), [92, 156, 252, 255]);
  assert.deepEqual(levelColours(THEME, { classes: ["a", "b", "c"], regression: true }), table);
});

test("sharp colours show the winning side only", () => {
  const table = levelColours(THEME, { classes: 2, sharp: true });
  assert.equal(new Set(table).size, 2);
  assert.notEqual(table[127], table[128]);
  const many = levelColours(THEME, { classes: 3, sharp: true });
  assert.equal(new Set(many.subarray(0, 96)).size, 3);
});

test("a class fades with doubt, and no answer is faint", () => {
  const table = levelColours(THEME, { classes: 4 });
  const far = (/** @type {number} */ level) => channels(table[level]).reduce((sum, value) => sum + 255 - value, 0);
  for (let level = 65; level < 96; level++) assert.ok(far(level) >= far(level - 1));
  assert.deepEqual(channels(table[200]), [240, 240, 240, 255]);
});

test("a level says what it means", () => {
  const number = { low: -1, high: 1, classes: [], regression: true };
  assert.equal(meaning(255, number, WORDS), "Output 1.00");
  const three = { low: 0, high: 255, classes: ["a", "b", "c"] };
  assert.equal(meaning(63, three, WORDS), "b: 100%");
  assert.equal(meaning(32, three, WORDS), "b: 33%");
  assert.equal(meaning(255, three, WORDS), "–");
});

test("levels become pixels of an image whose first row is the top", () => {
  const table = Uint32Array.from({ length: 256 }, (_, level) => 1000 + level);
  const pixels = new Uint32Array(4 * 3);
  paintLevels(pixels, { side: 2, stride: 4, start: 4 + 1 }, [1, 2, 3, 4], table);
  assert.deepEqual([...pixels], [0, 0, 0, 0, 0, 1003, 1004, 0, 0, 1001, 1002, 0]);
});
