import assert from "node:assert/strict";
import { test } from "node:test";
import { count, fill, number, percent, power, withoutZeros } from "../shared/format.js";

test("numbers have three digits and a width that stays", () => {
  const read = [0, 0.5, -0.25, 1, 99.7, 999.6, 12345, 123456, 0.00012, -4e-7].map((value) => number(value));
  assert.deepEqual(read, ["0", "0.500", "−0.250", "1.00", "99.7", "1000", "12345", "1.2e5", "1.2e−4", "−4.0e−7"]);
  assert.equal(number(99.97), "100");
  assert.equal(number(3.14159, 2), "3.1");
});

test("what is no number is a dash", () => {
  for (const value of [null, undefined, NaN, Infinity, -Infinity]) assert.equal(number(value), "–");
  assert.equal(percent(NaN), "–");
});

test("shares are percent", () => {
  assert.equal(percent(0.1234), "12.3%");
  assert.equal(percent(1, 0), "100%");
});

test("counts fit in four characters", () => {
  const counts = [0, 950, 1200, 34_100, 999_400, 5_200_000].map(count);
  assert.deepEqual(counts, ["0", "950", "1.2k", "34k", "999k", "5M"]);
  assert.ok(counts.every((text) => text.length <= 4));
});

test("sentences have their gaps filled, and keep those that nothing is known of", () => {
  assert.equal(fill("{a} of {b}, {a}", { a: 3, b: "ten" }), "3 of ten, 3");
  assert.equal(fill("{a} and {b}", { a: 0 }), "0 and {b}");
});

test("powers of ten are written as people do", () => {
  assert.deepEqual([0, 3, -12].map(power), ["10⁰", "10³", "10⁻¹²"]);
});

test("zeros that say nothing are left out, in front of an exponent too", () => {
  const texts = { "1.50": "1.5", "2.0": "2", "2.0e−7": "2e−7", "1.50e5": "1.5e5", "100": "100", "0.10": "0.1", "–": "–" };
  for (const [written, short] of Object.entries(texts)) assert.equal(withoutZeros(written), short);
});
