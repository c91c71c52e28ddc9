import assert from "node:assert/strict";
import { test } from "node:test";
import { layerName, layerTitle } from "../shared/layername.js";
import { beside, names, ownUnit, values } from "../train/numbers.js";
import { Pace } from "../train/pace.js";

const WORDS = { not_finite: "not finite", train_loss: "L", val_loss: "VL", train_accuracy: "A", val_accuracy: "VA", train_error: "E", val_error: "VE", output: "out!", output_layer: "Output layer", layer: "Layer {layer}" };

test("speed is told over the last seconds of training", () => {
  const pace = new Pace();
  assert.equal(pace.at({ epoch: 1, seconds: 1 }), null);
  assert.equal(pace.at({ epoch: 3, seconds: 2 }), 2);
  assert.equal(pace.at({ epoch: 3, seconds: 2 }), 2);
  for (let second = 3; second <= 20; second++) pace.at({ epoch: 3 + 10 * (second - 2), seconds: second });
  assert.equal(pace.at({ epoch: 193, seconds: 21 }), 10);
});

test("a run that began again is measured anew", () => {
  const pace = new Pace();
  pace.at({ epoch: 90, seconds: 9 });
  assert.equal(pace.at({ epoch: 1, seconds: 0.5 }), null);
  assert.equal(pace.at({ epoch: 2, seconds: 1 }), 2);
  assert.equal(pace.at({ epoch: 1, seconds: 9 }), null, "another program's run, which has trained for longer");
});

test("the numbers that matter, for classes and for numbers", () => {
  const frame = { loss: 0.5, metric: 0.75 };
  const validation = { val_loss: 0.25, val_metric: 0.5 };
  assert.deepEqual(values({ task: "classification", frame, validation }, WORDS), { loss: "0.500", val_loss: "0.250", metric: "75.0%", val_metric: "50.0%" });
  assert.deepEqual(values({ task: "regression", frame, validation }, WORDS), { loss: "0.500", val_loss: "0.250", metric: "0.750", val_metric: "0.500" });
  assert.deepEqual(names("classification", WORDS), { loss: "L", val_loss: "VL", metric: "A", val_metric: "VA" });
  assert.equal(names("regression", WORDS).val_metric, "VE");
});

test("an error is told in the target's own unit", () => {
  const state = { task: /** @type {const} */ ("regression"), frame: { loss: 0.5, metric: 0.75 }, validation: { val_loss: 0.25, val_metric: 0.5 }, unit: ownUnit({ deviations: [8] }) };
  assert.deepEqual(values(state, WORDS), { loss: "0.500", val_loss: "0.250", metric: "6.00", val_metric: "4.00" });
  const predicted = { targets: [""], scaled: true, deviations: [8] };
  assert.deepEqual(beside({ lr: 0.1, measures: { rmse: 0.5, r2: 0.5 } }, 0.1, WORDS, predicted).map(([, text]) => text), ["4.00", "0.500"]);
  assert.deepEqual([ownUnit({ deviations: [8, 2] }), ownUnit({ deviations: [] }), ownUnit(null)], [1, 1, 1], "the mean over several targets has no unit");
  const both = { targets: ["mpg", "hp"], scaled: true, deviations: [8, 2] };
  const words = { ...WORDS, error_of: "Error of {name}", scaled_error_of: "{name} in std" };
  assert.deepEqual(beside({ lr: 0.1, measures: { error_0: 0.5, error_1: 0.5 } }, 0.1, words, both), [["Error of mpg", "4.00"], ["Error of hp", "1.00"]]);
});

test("of several targets each has an error of its own", () => {
  const frame = { lr: 0.1, measures: { r2: 0.5, error_0: 0.25, error_1: null } };
  const words = { ...WORDS, measure_r2: "R²", error_of: "Error of {name}", scaled_error_of: "{name} in std" };
  const targets = ["cos", "sin"];
  assert.deepEqual(beside(frame, 0.1, words, { targets, scaled: false }), [["R²", "0.500"], ["Error of cos", "0.250"], ["Error of sin", "–"]]);
  assert.deepEqual(beside(frame, 0.1, words, { targets, scaled: true }).slice(1), [["cos in std", "0.250"], ["sin in std", "–"]]);
});

test("before the first frame there are dashes, and a loss that is no number is named", () => {
  const nothing = { loss: "–", val_loss: "–", metric: "–", val_metric: "–" };
  assert.deepEqual(values({ task: undefined, frame: null, validation: null }, WORDS), nothing);
  const broken = values({ task: "classification", frame: { loss: null, metric: null }, validation: null }, WORDS);
  assert.deepEqual(broken, { ...nothing, loss: "not finite" });
  const off = values({ task: "regression", frame: { loss: null, metric: null }, validation: { val_loss: null, val_metric: null } }, WORDS);
  assert.deepEqual(Object.values(off), Array(4).fill("not finite"));
  const without = values({ task: "regression", frame: { loss: null, metric: null }, validation: null, recorded: true }, WORDS);
  assert.deepEqual(without, { ...nothing, loss: "not finite" });
});

test("layers have numbers, the output layer a word", () => {
  assert.deepEqual([layerName({ name: "3" }, WORDS), layerTitle({ name: "3" }, WORDS)], ["3", "Layer 3"]);
  assert.deepEqual([layerName({ name: "out" }, WORDS), layerTitle({ name: "out" }, WORDS)], ["out!", "Output layer"]);
});
