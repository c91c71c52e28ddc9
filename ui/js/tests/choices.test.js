import assert from "node:assert/strict";
import { test } from "node:test";
import { dialOf, entryOf, initializerOptions, nextSeed, part, rootOf, withEntry, within } from "../shared/choices.js";

/** @import { Choice, Entry, Menus } from "../shared/menus.d.ts" */

/**
 * @param {string} key
 * @param {Record<string, string>} [parameters] defaults
 * @returns {Entry}
 */
function entry(key, parameters = {}, more = {}) {
  const described = Object.entries(parameters).map(([name, value]) => ({ key: name, ...choice({ value }) }));
  return { key, label: key.toUpperCase(), help: `About ${key}.`, parameters: described, ...more };
}

/**
 * @param {Partial<Choice>} more
 * @returns {Choice}
 */
function choice(more) {
  return { label: "", help: "", kind: "number", value: "0", tasks: null, ...more };
}

/** @type {Menus} */
const MENUS = {
  fields: {
    activation: choice({ kind: "menu", entries: [entry("tanh", {}, { partner: "glorot" }), entry("relu", {}, { partner: "he" })] }),
    initializer: choice({ kind: "menu", entries: [entry("normal", { scale: "0.05", spread: "1" }), entry("orthogonal", { scale: "1" }), entry("glorot", { gain: "1" }), entry("zeros")] }),
    bias: choice({}),
  },
  dials: { normal: { key: "scale", low: 0.01, high: 10 }, glorot: { key: "gain", low: 0.1, high: 10 } },
};

test("an entry is found by the text of its menu", () => {
  assert.equal(entryOf(MENUS, { initializer: "zeros" }, "initializer")?.label, "ZEROS");
  assert.equal(entryOf(MENUS, { initializer: "unknown" }, "initializer"), undefined);
  assert.equal(entryOf(MENUS, { bias: "0" }, "bias"), undefined);
  assert.equal(entryOf(MENUS, {}, "dataset"), undefined);
});

test("the dial is a parameter of the initializer", () => {
  assert.deepEqual(dialOf(MENUS, { initializer: "glorot" }), { path: "initializer.gain", low: 0.1, high: 10 });
  assert.equal(dialOf(MENUS, { initializer: "zeros" }), undefined);
});

test("another entry brings its parameters; those that were changed stay if it has them, too", () => {
  const before = { bias: "1", initializer: "normal", "initializer.scale": "0.05", "initializer.spread": "2" };
  assert.deepEqual(withEntry(MENUS, before, "initializer", "orthogonal"), { bias: "1", initializer: "orthogonal", "initializer.scale": "1" });
  const changed = { ...before, "initializer.scale": "0.3" };
  assert.deepEqual(withEntry(MENUS, changed, "initializer", "orthogonal"), { bias: "1", initializer: "orthogonal", "initializer.scale": "0.3" });
  assert.deepEqual(withEntry(MENUS, changed, "initializer", "zeros"), { bias: "1", initializer: "zeros" });
  assert.equal(changed.initializer, "normal");
});

test("parts of choices go by field, with their parameters", () => {
  const texts = { bias: "1", initializer: "normal", "initializer.scale": "2" };
  assert.equal(rootOf("initializer.scale"), "initializer");
  assert.deepEqual(part(texts, ["initializer"]), { initializer: "normal", "initializer.scale": "2" });
  assert.deepEqual(part(texts, ["initializer"], false), { bias: "1" });
  assert.ok(within({ bias: "1" }, texts) && within({}, texts));
  assert.ok(!within({ bias: "2" }, texts) && !within({ dropout: "0" }, texts));
});

test("the initializer that is usual with the activation function is marked", () => {
  const mark = { text: "{initializer} *", help: "* is usual." };
  const options = initializerOptions(MENUS, { activation: "tanh" }, mark);
  assert.deepEqual(options.find(([key]) => key === "glorot"), ["glorot", "GLOROT *", "About glorot.\n* is usual."]);
  assert.deepEqual(options.find(([key]) => key === "normal"), ["normal", "NORMAL", "About normal."]);
  assert.ok(initializerOptions(MENUS, { activation: "relu" }, mark).every(([, text]) => !text.includes("*")));
});

test("seeds go up by one and round", () => {
  assert.deepEqual(["0", "41", "", "x", String(2 ** 31 - 1)].map(nextSeed), ["1", "42", "1", "1", "0"]);
});
