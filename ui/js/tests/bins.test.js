import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shareOf, ticks, total } from "../shared/bins.js";

const WORDS = { not_finite: "no number", above: "above {value}", below: "below {value}", between: "{low} to {high}", share_of: "{share}: {count} of {total}" };
const HISTOGRAM = { counts: Uint16Array.of(5, 0, 7, 8), out: Uint16Array.of(1, 2, 3) };
const LINEAR = { words: WORDS, logarithmic: false };

test("all values count, inside the edges or not", () => {
  assert.equal(total(HISTOGRAM), 26);
});

test("a place is read as its bin, or as what lies outside", () => {
  const read = (/** @type {import("../shared/bins.js").Place} */ place) => at(HISTOGRAM, [-1, 1, 4], place, LINEAR);
  assert.deepEqual(read(-1), { range: "−1.00 to −0.500", held: 5 });
  assert.deepEqual(read(0.99), { range: "0.500 to 1.00", held: 8 });
  assert.deepEqual(read(1), { range: "above 1.00", held: 2 });
  assert.deepEqual(read(Infinity), { range: "above 1.00", held: 2 });
  assert.deepEqual(read(-Infinity), { range: "below −1.00", held: 1 });
  assert.deepEqual(read("not finite"), { range: "no number", held: 3 });
});

test("edges of a logarithmic histogram are powers of ten", () => {
  assert.equal(at(HISTOGRAM, [-4, 0, 4], -2.5, { words: WORDS, logarithmic: true }).range, "0.0010 to 0.010");
});

test("shares are told with their counts", () => {
  assert.equal(shareOf(1234, 4936, WORDS), "25.0%: 1,234 of 4,936");
});

test("ticks are round, inside, and few", () => {
  assert.deepEqual(ticks(-1, 1, false), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(ticks(-7.5, 2, true), [-6, -4, -2, 0, 2]);
  for (const [low, high] of [[-0.3, 0.8], [2, 950], [-1e-3, 1e-3], [0, 7e6]]) {
    const values = ticks(low, high, false);
    assert.ok(values.length >= 2 && values.length <= 7, String(values));
    assert.ok(values.every((value) => value >= low - 1e-9 && value <= high + 1e-9));
  }
});
