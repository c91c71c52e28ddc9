import assert from "node:assert/strict";
import { test } from "node:test";
import { columnNames } from "../../initialization/columnnames.js";
import { MENUS } from "./menus.js";

const COLUMN = {
  activation: "tanh",
  layer_activations: "",
  initializer: "normal",
  "initializer.scale": "0.05",
  bias_scale: "0",
  normalization: "none",
};

/** @param {...Record<string, string>} changes */
const names = (...changes) => columnNames(changes.map((change) => ({ ...COLUMN, ...change })), MENUS);

test("a column alone is named after all that it is", () => {
  assert.deepEqual(names({}), ["Tanh · Normal · 0.05"]);
  assert.deepEqual(names({ bias_scale: "0.30000", normalization: "batch", "normalization.place": "before" }), ["Tanh · Normal · 0.05 · Bias spread 0.3 · batch norm"]);
});

test("columns are named after what tells them apart", () => {
  assert.deepEqual(names({}, { "initializer.scale": "0.012345" }), ["Normal · 0.05", "Normal · 0.0123"]);
  assert.deepEqual(names({}, { activation: "relu" }), ["Tanh", "ReLU"]);
});

test("where one column would have no name, the initializer is added", () => {
  const [batch, layer] = ["batch", "layer"].map((normalization) => ({ normalization, "normalization.place": "before" }));
  assert.deepEqual(names({}, batch), ["Normal · 0.05", "Normal · 0.05 · batch norm"]);
  assert.deepEqual(names(layer, {}), ["Normal · 0.05 · layer norm", "Normal · 0.05"]);
  assert.deepEqual(names(batch, { ...batch, "normalization.place": "after" }), ["batch norm", "batch norm · after the activation"]);
});

test("equal columns have equal names", () => {
  assert.deepEqual(names({}, {}), ["Tanh · Normal · 0.05", "Tanh · Normal · 0.05"]);
});

test("parameters that say nothing are left out", () => {
  assert.deepEqual(names({ initializer: "he_normal", "initializer.gain": "1" }), ["Tanh · He normal"]);
  assert.deepEqual(names({ initializer: "he_normal", "initializer.gain": "2.5" }), ["Tanh · He normal · × 2.5"]);
  assert.deepEqual(names({ activation: "leaky", "activation.slope": "0.3" }), ["Leaky ReLU · Normal · 0.05"], "the default");
  assert.deepEqual(names({ activation: "leaky", "activation.slope": "0.01" }), ["Leaky ReLU · 0.01 · Normal · 0.05"]);
});

test("activations of single layers stand for the activation", () => {
  assert.deepEqual(names({ layer_activations: " tanhx3, relu " }), ["tanhx3, relu · Normal · 0.05"]);
});
