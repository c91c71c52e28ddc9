import assert from "node:assert/strict";
import { test } from "node:test";
import { worked } from "../../explore/by_hand/derivation.js";
import { Exercise, FULL, isRight, numberIn } from "../../explore/by_hand/exercise.js";
import { boundOf, mistakesByEpoch, roundOf, rowsOf, settledAfter, visited } from "../../explore/by_hand/perceptron.js";
import { numbersOf, problemOf, written } from "../../explore/by_hand/problem.js";
import { quantitiesOf } from "../../explore/by_hand/quantities.js";

/** @type {Record<string, string>} */
const TEXTS = {
  inputs: "2",
  hidden: "2",
  outputs: "2",
  rows: "2",
  row: "1",
  activation: "sigmoid",
  loss: "mean_squared_error",
  output: "activation",
  optimizer: "sgd",
  "optimizer.momentum": "0.9",
  "optimizer.nesterov": "0",
  "optimizer.weight_decay": "0",
  learning_rate: "0.5",
  step: "2",
  w: "0.15, 0.25, 0x2, 0.2, 0.3",
  b: "0.35x2",
  v: "0.4, 0.5, 0.45, 0.55",
  c: "0.6x2",
  x: "0.05, 0.1, 0x2, 0.6, -0.4",
  y: "0.01, 0.99, 0.99, 0.01",
};

test("matrices keep what is not used, and can be written number by number", () => {
  assert.deepEqual(numbersOf("0.6x2, -1"), [0.6, 0.6, -1]);
  assert.equal(written(TEXTS, "w", 1, 1, 7), "0.15, 0.25, 0, 0, 0.2, 7");
  assert.equal(written(TEXTS, "v", 2, 1, 7), "0.4, 0.5, 0.45, 0.55, 0, 7");
  const { layers, x } = problemOf(TEXTS);
  assert.deepEqual(layers[0].kernel, [
    [0.15, 0.25],
    [0.2, 0.3],
  ]);
  assert.deepEqual(x[1], [0.6, -0.4]);
  assert.deepEqual(problemOf({ ...TEXTS, hidden: "0" }).layers.length, 1);
});

/** @type {Record<string, string>[]} */
const CHANGES = [
  {},
  { loss: "categorical_crossentropy", optimizer: "adam", "optimizer.beta_1": "0.9", "optimizer.beta_2": "0.999", "optimizer.epsilon": "1e-7", "optimizer.amsgrad": "1" },
  { loss: "binary_crossentropy", hidden: "0" },
];
for (const change of CHANGES) {
  test(`each number is derived: ${JSON.stringify(change)}`, () => {
    const texts = { ...TEXTS, ...change };
    const { derivations, gradients } = worked(texts);
    assert.equal(derivations.length, quantitiesOf(problemOf(texts)).size);
    const weight = derivations.find(({ key }) => key === "v11");
    const mean = weight?.lines.find(({ id }) => id === "dv11");
    assert.equal(mean?.value, gradients[gradients.length - 1].kernel[0][0]);
    for (const { lines } of derivations) for (const { formula, factors } of lines) assert.equal(/undefined|NaN/.test(formula + factors), false);
  });
}

test("what is typed is marked within a hundredth, or to two decimals", () => {
  assert.equal(numberIn("−0,5"), -0.5);
  assert.equal(numberIn("1e-3"), 0.001);
  assert.ok(Number.isNaN(numberIn("alert(1)")));
  assert.ok(isRight("0.5933", 0.59327));
  assert.ok(isRight("0.59", 0.59327), "two decimals");
  assert.ok(isRight("0.00044", 0.000438));
  assert.ok(!isRight("0", 0.000438), "two decimals that are all zeros say nothing");
  assert.ok(!isRight("0.6", 0.59327));
  assert.ok(isRight("0", 0));
  assert.ok(!isRight("", 0));
});

test("hints cost points, and a number that was told has none", () => {
  const line = (/** @type {string} */ id, given = false) => ({ id, name: id, formula: "", factors: () => "", value: 2, given });
  const lines = [line("a"), line("b"), line("c"), line("d", true)];
  const exercise = new Exercise();
  exercise.about("one");
  exercise.type(lines[0], "2");
  exercise.hint(lines[1]);
  exercise.type(lines[1], "3");
  exercise.type(lines[1], "2.01");
  for (let at = 0; at < 5; at++) exercise.hint(lines[2]);
  assert.deepEqual(exercise.score(lines), { points: FULL + 2, most: 3 * FULL, right: 2, asked: 3 });
  assert.ok(exercise.isKnown("c"));
  exercise.type(lines[2], "2");
  assert.equal(exercise.answer("c").right, false);
  exercise.about("one");
  assert.ok(exercise.isKnown("a"));
  exercise.about("another");
  assert.equal(exercise.score(lines).points, 0);
});

test("the perceptron learns what a line parts, and goes round for ever on XOR", () => {
  const rows = rowsOf("or");
  const shown = settledAfter(rows, 200) ?? 0;
  const counts = mistakesByEpoch(visited(rows, shown), rows.length);
  assert.equal(counts.at(-1), 0);
  assert.ok(counts.reduce((sum, each) => sum + each) <= (boundOf(rows)?.bound ?? 0));
  assert.equal(boundOf(rowsOf("xor")), null);
  assert.deepEqual(roundOf(rowsOf("xor"), 50), { from: 0, to: 1 });
});
