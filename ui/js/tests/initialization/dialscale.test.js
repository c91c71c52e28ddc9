import assert from "node:assert/strict";
import { test } from "node:test";
import { DialScale, MARKS, MEASURES, within } from "../../initialization/dialscale.js";

/** @import { DialReadings } from "../../initialization/types.d.ts" */

const RANGE = { low: 1e-4, high: 10 };
/**
 * Layers of 64, whose weights have a standard deviation of twice the scale; tanh.
 *
 * @type {DialReadings}
 */
const READINGS = { value: 0.05, unit: 2, width: 64, he: Math.sqrt(2 / 64), glorot: 1 / 8, critical: 1 / 8 };

function dial(scale = 0.05, readings = READINGS) {
  const found = new DialScale();
  found.set(RANGE, scale);
  found.readings = readings;
  return found;
}

const near = (/** @type {number} */ one, /** @type {number} */ other) => assert.ok(Math.abs(one / other - 1) < 1e-9, `${one} ${other}`);

test("a scale reads as what it makes of a weight, in four measures", () => {
  const scale = dial();
  near(scale.deviation, 0.1);
  near(scale.read("weight_std"), 0.1);
  near(scale.read("sigma"), 0.1 * 8); // times the root of the fan-in
  near(scale.read("times_he"), 0.1 / Math.sqrt(2 / 64));
  near(scale.read("times_glorot"), 0.1 * 8);
});

test("what is typed in a measure is the scale that reads so", () => {
  const scale = dial();
  for (const measure of MEASURES) near(scale.scaleFor(measure, scale.read(measure)), 0.05);
  assert.ok(scale.turn(scale.scaleFor("sigma", 1)));
  near(scale.read("sigma"), 1);
});

test("marks are at the scale that gives the deviation they stand for, and at its place on the slider", () => {
  const scale = dial();
  const he = scale.mark("he");
  assert.ok(he);
  near(he.deviation, READINGS.he);
  near(he.scale, READINGS.he / 2);
  near(10 ** (-4 + he.share * 5), he.scale);
  scale.turn(he.scale);
  near(Number(scale.read("times_he").toPrecision(3)), 1);
});

test("a mark beside the slider, or one that theory does not know, is none", () => {
  assert.equal(dial(0.05, { ...READINGS, critical: null }).mark("critical"), null);
  assert.equal(dial(0.05, { ...READINGS, unit: 1e-3 }).mark("he"), null, "beyond the upper end");
  assert.ok(MARKS.every((mark) => dial().mark(mark)));
});

test("where nothing is drawn at random, only the scale itself is known", () => {
  const scale = dial(0.5, { ...READINGS, unit: null });
  assert.equal(scale.known, false);
  assert.ok(MEASURES.every((measure) => Number.isNaN(scale.read(measure)) && Number.isNaN(scale.scaleFor(measure, 1))));
  assert.ok(MARKS.every((mark) => scale.mark(mark) === null));
  assert.ok(scale.turn(0.25));
  assert.equal(scale.scale, 0.25);
});

test("an initializer without a scale has readings, and nothing to turn", () => {
  const scale = dial();
  scale.set(undefined, NaN);
  near(scale.deviation, 2);
  assert.equal(scale.turn(1), false);
  assert.ok(MARKS.every((mark) => scale.mark(mark) === null));
});

test("before the server has answered nothing is read", () => {
  const scale = new DialScale();
  scale.set(RANGE, 1);
  assert.deepEqual([scale.known, scale.read("sigma"), scale.scaleFor("sigma", 1), scale.mark("he")], [false, NaN, NaN, null]);
});

test("a scale stays within its range, in four digits", () => {
  assert.deepEqual([1e-9, 0.123456, 99].map((scale) => within(RANGE, scale)), [1e-4, 0.1235, 10]);
});
