import assert from "node:assert/strict";
import { test } from "node:test";
import { Regularization } from "../../playground/regularization.js";

test("the menu shows the kind of penalty that the rates make, and its rate", () => {
  const penalty = new Regularization();
  const shown = [["0", "0"], ["0.1", "0"], ["0", "0.2"], ["0.1", "0.1"], ["0", "0"]].map(([l1, l2]) => [penalty.read({ l1, l2 }), penalty.kind]);
  assert.deepEqual(shown, [["0", "none"], ["0.1", "l1"], ["0.2", "l2"], ["0.1", "both"], ["0", "none"]]);
});

test("a kind that is chosen begins with the last rate that there was", () => {
  const penalty = new Regularization();
  assert.deepEqual(penalty.choose("l1"), { l1: "0.003", l2: "0" });
  penalty.read({ l1: "0", l2: "0.3" });
  penalty.read({ l1: "0", l2: "0" });
  assert.deepEqual(penalty.choose("both"), { l1: "0.3", l2: "0.3" });
  assert.deepEqual(penalty.choose("none"), { l1: "0", l2: "0" });
});

test("a rate of 0 keeps its kind, until other choices are made", () => {
  const penalty = new Regularization();
  assert.deepEqual(penalty.choose("l2", "0"), { l1: "0", l2: "0" });
  assert.deepEqual([penalty.read({ l1: "0", l2: "0" }), penalty.kind], ["0", "l2"]);
  penalty.forget();
  assert.deepEqual([penalty.read({ l1: "0", l2: "0" }), penalty.kind], ["0", "none"]);
});
