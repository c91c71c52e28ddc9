import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "../../playground/formulatext.js";

test("small digits are parts of their own; a raised one stands above a lowered one", () => {
  assert.deepEqual(partsOf("sin X₁").map(({ glyphs }) => glyphs), ["sin X", "1"]);
  const square = partsOf("X₁²");
  assert.deepEqual(square.map(({ glyphs, stacked }) => [glyphs, stacked]), [["X", false], ["1", false], ["2", true]]);
  assert.ok(square[1].down > 0 && square[2].down < 0);
  assert.deepEqual(partsOf("X₁X₂").map(({ stacked }) => stacked), [false, false, false, false]);
  assert.deepEqual(partsOf("²").map(({ stacked }) => stacked), [false]);
  assert.deepEqual(partsOf(""), []);
});
