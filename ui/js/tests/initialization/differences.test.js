import assert from "node:assert/strict";
import { test } from "node:test";
import { changesNetwork, differences, spelled } from "../../initialization/differences.js";

const THEN = {
  activation: "tanh",
  "activation.slope": "1",
  layers: "64x5",
  initializer: "normal",
  "initializer.scale": "0.1",
  "initializer.seeded": "true",
  shuffle: "0",
  learning_rate: "0.01",
  epochs: "10",
};

/** @param {Record<string, string>} now what is chosen now instead */
const differing = (now) => differences({ experiment: THEN, dial: "scale" }, { ...THEN, ...now });

test("the same choices differ in nothing, however they are written", () => {
  assert.deepEqual(differing({}), []);
  assert.deepEqual(differing({ shuffle: "off", learning_rate: " 1e-2 ", "initializer.seeded": "On" }), []);
});

test("another value is a difference", () => {
  assert.deepEqual(differing({ activation: "relu", learning_rate: "0.1" }), ["activation", "learning_rate"]);
  assert.deepEqual(differing({ shuffle: "yes" }), ["shuffle"]);
});

test("what the map varies or sets itself is none", () => {
  assert.deepEqual(differing({ "initializer.scale": "3", epochs: "99" }), []);
  assert.deepEqual(differing({ layers: "64x20" }), [], "depth is what it varies");
  assert.deepEqual(differing({ layers: "32x5" }), ["layers"], "width is not");
});

test("a parameter counts only where both have the same entry, and what is not known does not count", () => {
  assert.deepEqual(differing({ "activation.slope": "2" }), ["activation.slope"]);
  assert.deepEqual(differing({ activation: "relu", "activation.slope": "2" }), ["activation"]);
  const { learning_rate: _left, ...now } = THEN;
  assert.deepEqual(differences({ experiment: THEN, dial: "scale" }, now), []);
});

test("theory's lines hold for other data and optimizers, not for other networks", () => {
  assert.ok(["activation", "activation.slope", "layers", "initializer.mean", "bias_scale"].every(changesNetwork));
  assert.ok(!["dataset", "dataset.noise", "optimizer", "learning_rate"].some(changesNetwork));
});

test("a choice is spelled with the labels of the form", () => {
  const menus = { names: { activation: "Activation", layers: "Layers", learning_rate: "Learning rate" }, entries: { activation: { tanh: "Tanh" } } };
  const read = ["activation", "layers", "learning_rate", "epochs"].map((path) => spelled(path, THEN, menus));
  assert.deepEqual(read, ["Activation Tanh", "Layers 64", "Learning rate 0.01", "epochs 10"]);
});

test("a map has the width of the last layer that is chosen", () => {
  assert.deepEqual(differing({ layers: "8-64" }), []);
  assert.deepEqual(differing({ layers: "64-8" }), ["layers"]);
});
