import assert from "node:assert/strict";
import { test } from "node:test";
import { activationsOf, activationsText, deepened, textOf, widthsOf, writtenActivations } from "../shared/shape.js";

const KNOWN = new Set(["relu", "tanh", "relux2"]);

test("widths are read as the server reads them", () => {
  assert.deepEqual(widthsOf("8-8-4"), [8, 8, 4]);
  assert.deepEqual(widthsOf(" 64x3, 16 "), [64, 64, 64, 16]);
  assert.deepEqual(widthsOf("4×2-3*2-2X1"), [4, 4, 3, 3, 2]);
  for (const none of ["", "  ", "0", undefined]) assert.deepEqual(widthsOf(none), []);
  for (const nonsense of ["8-", "x3", "8.5", "-4", "0x3", "8x", "1234567", "eight"]) assert.equal(widthsOf(nonsense), null, nonsense);
});

test("widths are written the short way, and read back", () => {
  assert.equal(textOf([]), "0");
  assert.equal(textOf([8]), "8");
  for (const widths of [[8, 8, 8], [8, 4, 4, 8], [1, 2, 3], []]) assert.deepEqual(widthsOf(textOf(widths)), widths);
  assert.equal(textOf([64, 64, 64, 16]), "64x3-16");
});

test("layers without an activation function of their own have the last one", () => {
  assert.deepEqual(activationsOf({ activation: "tanh" }, 2, KNOWN), ["tanh", "tanh"]);
  assert.deepEqual(activationsOf({ activation: "tanh", layer_activations: "relu" }, 3, KNOWN), ["relu", "relu", "relu"]);
  assert.deepEqual(activationsOf({ activation: "tanh", layer_activations: "relux2, tanhx2 relu" }, 6, KNOWN), ["relux2", "tanh", "tanh", "relu", "relu", "relu"]);
  assert.deepEqual(activationsOf({ activation: "tanh", layer_activations: "relu, tanh" }, 1, KNOWN), ["relu"]);
});

test("activation functions by layer are written only where they differ from the network's", () => {
  assert.equal(activationsText(["relu", "relu"], "relu"), "");
  assert.equal(activationsText(["relu", "relu", "tanh"], "relu"), "relux2, tanh");
  assert.deepEqual(activationsOf({ activation: "relu", layer_activations: "relux3, tanh" }, 4, new Set(["relu", "tanh"])), ["relu", "relu", "relu", "tanh"]);
});

test("a deeper network has more layers like its last", () => {
  assert.deepEqual(deepened([8, 4], 4, 64), [8, 4, 4, 4]);
  assert.deepEqual(deepened([8, 4, 2], 1, 64), [8]);
  assert.deepEqual(deepened([], 2, 64), [64, 64]);
  assert.deepEqual(deepened([8], 0, 64), []);
});

test("what is written says whether all layers are alike", () => {
  assert.deepEqual(writtenActivations({ activation: "tanh" }, KNOWN), ["tanh"]);
  assert.deepEqual(writtenActivations({ activation: "tanh", layer_activations: "relu x3, tanh" }, new Set(["relu", "tanh", "x3"])), ["relu", "x3", "tanh"]);
  assert.deepEqual(writtenActivations({ activation: "tanh", layer_activations: "relux3" }, KNOWN), ["relu", "relu", "relu"]);
});
