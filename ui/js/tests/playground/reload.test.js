import assert from "node:assert/strict";
import { test } from "node:test";
import { comeBack, leave, remember, remembered } from "../../playground/reload.js";
import { hello } from "./network.js";

/** @param {string | null} [kept] */
function storage(kept = null) {
  return {
    getItem: () => kept,
    setItem: (/** @type {string} */ _, /** @type {string} */ text) => void (kept = text),
    removeItem: () => void (kept = null),
  };
}

/** A tab that forbids storage. @returns {Storage} */
function forbidden() {
  throw new Error("SecurityError");
}

test("what was not kept by us is not taken", () => {
  for (const kept of ["", "{", "3", "{}", '{"play": "id"}', '{"texts": {}}']) assert.equal(remembered(() => storage(kept)), null);
});

test("without storage a reload begins anew", () => {
  assert.equal(remembered(forbidden), null);
  assert.doesNotThrow(() => leave(forbidden));
  assert.doesNotThrow(() => comeBack(forbidden));
});

test("the network of before a reload is found once: a duplicated tab gets none", () => {
  const kept = '{"play":"id","texts":{"layers":"8"}}';
  const store = storage(kept);
  assert.deepEqual(remembered(() => store), { play: "id", texts: { layers: "8" } });
  assert.equal(store.getItem(), null);
});

test("it lies in storage only while no page holds it", () => {
  const store = storage();
  remember(hello({ play: "id", experiment: { layers: "8" } }));
  assert.equal(store.getItem(), null);
  assert.deepEqual(remembered(() => store), { play: "id", texts: { layers: "8" } }, "another page of the app was looked at");
  leave(() => store);
  assert.equal(store.getItem(), '{"play":"id","texts":{"layers":"8"}}');
  comeBack(() => store);
  assert.equal(store.getItem(), null);
});
