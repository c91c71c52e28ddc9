import assert from "node:assert/strict";
import { test } from "node:test";
import { classColour, mix, packed } from "../../shared/colours.js";
import { formulaLevels } from "../../playground/formulas.js";
import { inputView, isOutput, outputView, unitView } from "../../playground/planecontent.js";
import { THEME, hello, scene } from "./network.js";

const WORDS = {
  class_here: "{name}: {share}",
  d_activation_here: "Activation {value}",
  d_input: "Input {name}",
  d_output: "Output",
  d_output_of: "Output of {class}",
  d_probability_here: "Probability {value}",
  d_unit: "Layer {layer}, unit {unit}",
  output_here: "Output {value}",
};
const HOW = { theme: THEME, words: WORDS, sharp: false };

test("the output of a network that is not there yet is that of two classes without names", () => {
  const view = outputView(null, null, HOW);
  assert.deepEqual([view.title, view.boundary, view.key], ["Output", null, { low: "0", high: "1.0" }]);
});

test("the output's key names classes, or the ends of what is learnt", () => {
  assert.deepEqual(outputView(null, hello(), HOW).key, { low: "Orange", high: "Blue" });
  const three = hello({ task: "multiclass", classes: ["a", "b", "c"] });
  assert.deepEqual(outputView(null, three, HOW).key, { classes: ["a", "b", "c"] });
  const number = hello({ task: "regression", classes: [], range: [-1, 1] });
  assert.deepEqual(outputView(null, number, HOW).key, { low: "−1.0", high: "1.0" });
  assert.equal(outputView(null, number, HOW).say?.(255), "Output 1.00");
});

test("a unit is drawn large when the server does so, else from its small picture", () => {
  const small = unitView({ layer: 0, unit: 2 }, scene(), ["Orange", "Blue"], HOW);
  assert.deepEqual([small.title, small.key], ["Layer 1, unit 3", { low: "−1", high: "1" }]);
  assert.equal(small.boundary?.side, 2);
  assert.deepEqual([...(small.boundary?.levels ?? [])], [2, 2, 2, 2]);
  const large = unitView({ layer: 0, unit: 2 }, scene({ layer: 0, unit: 2 }), ["Orange", "Blue"], HOW);
  assert.deepEqual([large.boundary?.side, large.boundary?.levels.length], [3, 9]);
  assert.equal(large.say?.(255), "Activation 1.0");
  assert.equal(large.palette.id, small.palette.id);
});

test("one output of several is the probability of its class", () => {
  const view = unitView({ layer: 1, unit: 1 }, scene({ units: [3, 3] }), ["a", "b", "c"], HOW);
  assert.equal(view.title, "Output of b");
  assert.equal(view.say?.(255), "Probability 1.0");
  assert.ok("stops" in view.key && view.key.stops?.[0] === THEME.background);
  const table = view.palette.colours(THEME);
  assert.equal(table[0], 0xffffffff);
  assert.equal(table[255], packed(mix(THEME.background, classColour(THEME, 1), 0.75)));
});

test("an input is its formula", () => {
  const view = inputView({ key: "x1", label: "X1" }, HOW);
  assert.deepEqual([view.title, view.key, view.say, view.boundary?.side], ["Input X1", { low: "−", high: "+" }, null, 100]);
  assert.equal(inputView({ key: "x1", label: "X1" }, HOW).boundary?.levels, view.boundary?.levels, "computed once");
  assert.notEqual(inputView({ key: "x1", label: "X1" }, { ...HOW, sharp: true }).palette.id, view.palette.id);
});

test("formulas go over their own range, smallest x2 first", () => {
  const x1 = formulaLevels("x1", 4);
  assert.deepEqual([...x1.subarray(0, 4)], [32, 96, 159, 223]);
  assert.deepEqual([...x1.subarray(0, 4)], [...x1.subarray(12)]);
  const x2 = formulaLevels("x2", 4);
  assert.ok(x2[0] < x2[12] && x2[0] === x2[3]);
  const square = formulaLevels("x1_squared", 4);
  assert.ok(square.every((level) => level >= 127) && square[0] === square[3]);
  const product = formulaLevels("x1x2", 4);
  assert.ok(product[0] > 128 && product[3] < 127);
  assert.deepEqual(new Set(formulaLevels("no formula", 4)), new Set([128]));
});

test("a single output, or one of two, is what the picture of the output shows", () => {
  assert.ok(isOutput([3, 2, 1], 2) && isOutput([3, 2], 1));
  assert.ok(!isOutput([3, 2, 1], 1) && !isOutput([4, 3], 1));
});
