import assert from "node:assert/strict";
import { test } from "node:test";
import { oldLink } from "../../playground/oldlink.js";

test("choices behind the # are a link of TensorFlow Playground; an anchor is none", () => {
  const hash = "#activation=tanh&networkShape=4,2&seed=0.5";
  assert.equal(oldLink(hash), "activation=tanh&networkShape=4,2&seed=0.5");
  for (const none of ["", "#", "#top"]) assert.equal(oldLink(none), "");
});
