import assert from "node:assert/strict";
import { test } from "node:test";
import { planeContent } from "../train/planecontent.js";
import { THEME } from "./initialization/theme.js";

/** @import { PlaneData } from "../train/types.d.ts" */

const WORDS = { output_here: "Output {value}", class_here: "{name}: {share}" };
const CHOICES = { validation: true, sharp: false };

/**
 * @param {Partial<PlaneData>} more
 * @returns {PlaneData}
 */
const plane = (more) => ({ x: [0], y: [1], label: [0], extent: 6, classes: [], low: 0, high: 1, ...more });

test("two classes are the ends of a scale", () => {
  const content = planeContent(plane({ classes: ["Orange", "Blue"], regression: false }), null, CHOICES, WORDS);
  assert.deepEqual(content.key, { low: "Orange", high: "Blue" });
  assert.equal(content.range, null);
  assert.equal(content.say?.(255), "Output 1.00");
  assert.deepEqual([content.extent, content.boundary, content.validation, content.points?.y], [6, null, true, [1]]);
});

test("more classes are named one by one", () => {
  const classes = ["a", "b", "c"];
  const content = planeContent(plane({ classes, regression: false }), null, CHOICES, WORDS);
  assert.deepEqual(content.key, { classes });
  assert.equal(content.say?.(31), "a: 100%");
});

test("numbers have a range, for labels and for colours", () => {
  const content = planeContent(plane({ regression: true, low: -1, high: 1 }), null, CHOICES, WORDS);
  assert.deepEqual([content.range, content.key], [[-1, 1], { low: "−1.0", high: "1.0" }]);
  assert.equal(content.say?.(0), "Output −1.00");
});

test("other colours have another name", () => {
  const soft = planeContent(plane({}), null, CHOICES, WORDS).palette;
  const sharp = planeContent(plane({}), null, { ...CHOICES, sharp: true }, WORDS).palette;
  assert.notEqual(soft.id, sharp.id);
  assert.equal(new Set(sharp.colours(THEME)).size, 2);
  assert.ok(new Set(soft.colours(THEME)).size > 100);
});
