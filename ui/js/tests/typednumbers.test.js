import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, decades, plain, typedNumber } from "../shared/controls/numbers.js";

test("a comma between digits is a decimal point", () => {
  assert.deepEqual(["0,5", "-1,25", ",5", "3,5%", "1,5e-3"].map(typedNumber), ["0.5", "-1.25", ".5", "3.5%", "1.5e-3"]);
  for (const text of ["", "0.5", "fast", "1,2,3", "relu, tanh", "1, 2"]) assert.equal(typedNumber(text), text);
});

test("arrows go to the next mark, whatever is typed", () => {
  const marks = ["0", "0.1", "1"];
  assert.equal(beside(marks, 0.05, 1), "0.1");
  assert.equal(beside(marks, 0.1, 1), "1");
  assert.equal(beside(marks, 0.05, -1), "0");
  assert.equal(beside(marks, 1, 1), undefined);
  assert.equal(beside(marks, 0, -1), undefined);
  assert.equal(beside(marks, NaN, 1), undefined);
});

test("decades are ascending, end where they shall, and are written as people do", () => {
  const stops = decades(0.01, 100);
  assert.deepEqual([stops[0], stops[50], stops[100], stops.at(-1)], [0.01, 0.1, 1, 100]);
  assert.ok(stops.every((stop, at) => at === 0 || stop > stops[at - 1]));
  assert.ok(stops.every((stop) => String(stop).replace(/^0\.0*|\./g, "").length <= 3));
  assert.deepEqual(decades(1e-5, 10, 20, 2).slice(0, 4), [1e-5, 1.1e-5, 1.3e-5, 1.4e-5]);
});

test("numbers for fields have three digits and signs that a field reads", () => {
  assert.deepEqual([0.70710678, -1234, 1e-7, 0, NaN, Infinity].map(plain), ["0.707", "-1230", "1e-7", "0", "", ""]);
  for (const value of [0.707, -1230, 1e-7]) assert.equal(Number(plain(value)), value);
});
