import assert from "node:assert/strict";
import { test } from "node:test";
import { remember, remembered } from "../../playground/reload.js";
import { hello } from "./network.js";

/** @param {string | null} [kept] */
function storage(kept = null) {
  return { getItem: () => kept, setItem: (/** @type {string} */ _, /** @type {string} */ text) => void (kept = text) };
}

/** A tab that forbids storage. @returns {Storage} */
function forbidden() {
  throw new Error("SecurityError");
}

test("the network of before a reload is found again", () => {
  const store = storage();
  assert.equal(remembered(() => store), null);
  remember(hello({ play: "id", experiment: { layers: "8" } }), () => store);
  assert.deepEqual(remembered(() => store), { play: "id", texts: { layers: "8" } });
});

test("what was not kept by us is not taken", () => {
  for (const kept of ["", "{", "3", "{}", '{"play": "id"}', '{"texts": {}}']) assert.equal(remembered(() => storage(kept)), null);
});

test("without storage a reload begins anew", () => {
  assert.equal(remembered(forbidden), null);
  assert.doesNotThrow(() => remember(hello(), forbidden));
});
