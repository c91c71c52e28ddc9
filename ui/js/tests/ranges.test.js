import assert from "node:assert/strict";
import { test } from "node:test";
import { GrowingRange, logTicks, roundUp } from "../shared/ranges.js";

test("round numbers are not below the value, and near it", () => {
  for (let value = 1.3e-9; value < 1e9; value *= 1.37) {
    const round = roundUp(value);
    assert.ok(round >= value * (1 - 1e-9) && round <= value * 1.6, `${value} ${round}`);
  }
  assert.equal(roundUp(0.3), 0.30000000000000004);
  assert.deepEqual([0, -1, NaN].map(roundUp), [1, 1, 1]);
});

test("a range grows in round steps and never shrinks", () => {
  const range = new GrowingRange();
  assert.deepEqual(range.include([[]]), [0, 1]);
  assert.deepEqual(range.include([[1, 2.5], [null, NaN, Infinity]]), [0, 3]);
  assert.deepEqual(range.include([[-0.7]]), [-0.8, 3]);
  assert.deepEqual(range.include([[0]]), [-0.8, 3]);
  range.reset();
  assert.deepEqual(range.include([[0.45]]), [0, 0.5]);
});

test("a fixed range stays", () => {
  const range = new GrowingRange({ fixed: [0, 1] });
  assert.deepEqual(range.include([[7]]), [0, 1]);
});

test("logarithmic ranges are half decades, at least a whole one, and leave out what has no logarithm", () => {
  const range = new GrowingRange({ logarithmic: true });
  assert.deepEqual(range.include([[0, -1]]), [-1, 0]);
  const [low, high] = range.include([[1, 1.1, 0, -5]]);
  assert.ok(low < 0 && high > Math.log10(1.1) && high - low >= 1);
  assert.deepEqual(range.include([[1e-6]])[1], high);
  assert.ok(range.include([[1e-6]])[0] < -6);
});

test("ticks of many decades are whole powers of ten", () => {
  const { values, texts } = logTicks([-3, 3]);
  assert.deepEqual(values, [1e-3, 1e-2, 0.1, 1, 10, 100, 1000]);
  assert.deepEqual(texts[0], "10⁻³");
});

test("ticks of few decades are round steps inside the range", () => {
  assert.deepEqual(logTicks([0, 1]).texts, ["1", "2", "5", "10"]);
  assert.deepEqual(logTicks([-1, 1]).texts, ["0.1", "0.3", "1", "3", "10"]);
  assert.deepEqual(logTicks([0, 0.2]).texts, ["1", "1.25", "1.5"]);
});
