import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceNames, unitName } from "../../playground/unitnames.js";
import { hello, scene } from "./network.js";

const WORDS = { d_unit: "Layer {layer}, unit {unit}", d_output: "Output", d_output_of: "Output of {class}" };
const NAMES = { words: WORDS, inputs: ["X1", "X2", "X1X2"], columns: 4, hello: hello() };

test("units are counted from 1, inputs and outputs have names", () => {
  assert.equal(unitName(NAMES, { column: 0, row: 2 }), "X1X2");
  assert.equal(unitName(NAMES, { column: 1, row: 0 }), "Layer 1, unit 1");
  assert.equal(unitName(NAMES, { column: 3, row: 0 }), "Output");
  assert.equal(unitName({ ...NAMES, hello: null }, { column: 3, row: 0 }), "Output");
  const several = { ...NAMES, hello: hello({ task: "multiclass", classes: ["a", "b"] }) };
  assert.deepEqual([0, 1, 2].map((row) => unitName(several, { column: 3, row })), ["Output of a", "Output of b", "Output of 3"]);
});

test("a layer is fed by the one before, the first by the inputs in the network's order", () => {
  const labels = new Map([["x1", "X1"], ["x2", "X2"]]);
  assert.deepEqual(sourceNames(NAMES, 1, scene(), labels), [[0, "Layer 1, unit 1"], [1, "Layer 1, unit 2"], [2, "Layer 1, unit 3"]]);
  assert.deepEqual(sourceNames(NAMES, 0, scene({ inputs: ["x2", "other"] }), labels), [[0, "X2"], [1, "other"]]);
});
