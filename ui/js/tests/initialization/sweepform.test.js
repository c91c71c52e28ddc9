import assert from "node:assert/strict";
import { test } from "node:test";
import { actsOf } from "../../initialization/sweepform.js";

/** @import { Now } from "../../initialization/sweepform.js" */

const WORDS = { map_busy: "one at a time", train_map_help: "each cell", no_dial: "no scale", go_on_help: "the rest", train_anew: "Anew", train_map: "Train", stop_map_help: "halt" };

/** Names of the buttons that are seen; in brackets those that cannot be pressed. @param {Now} now */
const seen = (now) =>
  Object.entries(actsOf(now, WORDS))
    .filter(([, { hidden }]) => !hidden)
    .map(([name, { disabled }]) => (disabled ? `(${name})` : name))
    .join(" ");

test("a map can be started, stopped, and gone on with or begun anew", () => {
  assert.equal(seen({ able: true }), "start");
  assert.equal(seen({ able: true, running: true, busy: true }), "stop");
  assert.equal(seen({ able: true, left: true }), "goOn start");
});

test("while there is nothing to train, or another map is being trained, it cannot be started", () => {
  assert.equal(seen({}), "(start)");
  assert.equal(seen({ able: true, busy: true }), "(start)");
  assert.equal(seen({ able: true, left: true, busy: true }), "(goOn) (start)");
});

test("the buttons say what they do, or why they cannot", () => {
  const titles = (/** @type {Now} */ now) => Object.values(actsOf(now, WORDS)).map(({ title }) => title);
  assert.deepEqual(titles({ able: true }), ["the rest", "each cell", "halt"]);
  assert.deepEqual(titles({ scaled: false }), ["the rest", "no scale", "halt"]);
  assert.deepEqual(titles({ able: true, busy: true }), ["one at a time", "one at a time", "halt"]);
});

test("what is left comes first: to begin anew then has other words and stands back", () => {
  const start = (/** @type {Now} */ now) => (({ text, primary }) => [text, primary])(actsOf(now, WORDS).start);
  assert.deepEqual(start({ able: true }), ["Train", true]);
  assert.deepEqual(start({ able: true, left: true }), ["Anew", false]);
});
