import assert from "node:assert/strict";
import { test } from "node:test";

import { fitted } from "../shared/layername.js";

const width = (/** @type {string} */ text) => 10 * [...text].length;

test("a name stays as it is where there is room, and is cut with an ellipsis where not", () => {
  assert.equal(fitted("hidden_one", 100, width), "hidden_one");
  assert.equal(fitted("hidden_one", 70, width), "hidden…");
  assert.equal(fitted("은닉층하나", 30, width), "은닉…");
  assert.equal(fitted("ab", 1, width), "a…", "a letter is left");
});
