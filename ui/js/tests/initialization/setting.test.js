import assert from "node:assert/strict";
import { test } from "node:test";
import { begun, changed, chosen, copied, experiments, isExample, mapParts, removed, withDepth } from "../../initialization/setting.js";
import { MENUS } from "./menus.js";

/** @import { Setting, Example } from "../../initialization/types.d.ts" */

const OWN = ["activation", "initializer"];
const TANH = { activation: "tanh", initializer: "normal", "initializer.scale": "0.05" };
const RELU = { activation: "relu", initializer: "he_normal", "initializer.gain": "1" };
const SHARED = { layers: "64x5", dataset: "circle" };

/** @type {Setting} */
const SETTING = { experiment: { ...SHARED, ...TANH }, inputs: "normal", view: "comparison", columns: [TANH, RELU], at: 0, sweep: "" };

/** @type {Example} */
const EXAMPLE = { key: "he", label: "He", help: "", experiment: { layers: "64x5" }, inputs: "normal", columns: [TANH, RELU] };

test("another column brings its own choices and keeps what all share", () => {
  const next = changed(SETTING, { at: 1 }, OWN);
  assert.deepEqual(next.experiment, { ...SHARED, ...RELU });
  assert.deepEqual({ ...next, at: 0, experiment: SETTING.experiment }, SETTING);
});

test("another view changes no choice", () => {
  assert.deepEqual(changed(SETTING, { view: "map" }, OWN), { ...SETTING, view: "map" });
});

test("what is chosen belongs to the column that is picked", () => {
  const experiment = { ...SHARED, layers: "32", ...RELU, activation: "selu" };
  const next = chosen({ ...SETTING, at: 1 }, { experiment, inputs: "data" }, OWN);
  assert.deepEqual(next.columns, [TANH, { ...RELU, activation: "selu" }]);
  assert.deepEqual([next.experiment, next.inputs], [experiment, "data"]);
  assert.deepEqual(SETTING.columns, [TANH, RELU], "the former setting stays what it was");
});

test("every column is a whole experiment", () => {
  assert.deepEqual(experiments(SETTING, OWN), [{ ...SHARED, ...TANH }, { ...SHARED, ...RELU }]);
});

test("a copy of the picked column stands behind the others and is picked", () => {
  assert.deepEqual(copied(SETTING), { columns: [TANH, RELU, TANH], at: 2 });
});

test("the picked column stays picked when another goes, and its neighbour is when it goes itself", () => {
  const three = (/** @type {number} */ at) => ({ ...SETTING, columns: [TANH, RELU, TANH], at });
  assert.deepEqual(removed(three(2), 0), { columns: [RELU, TANH], at: 1 });
  assert.deepEqual(removed(three(0), 2), { columns: [TANH, RELU], at: 0 });
  assert.deepEqual(removed(three(1), 1), { columns: [TANH, TANH], at: 1 });
  assert.deepEqual(removed(three(2), 2).at, 1);
  assert.deepEqual(removed(three(0), 0).at, 0);
});

test("an example sets its columns and what they share, and nothing else", () => {
  const other = { ...SETTING, experiment: { ...SHARED, layers: "8", ...RELU }, columns: [RELU], inputs: /** @type {const} */ ("data") };
  const next = changed(other, begun(other, EXAMPLE), OWN);
  assert.deepEqual(next.experiment, { dataset: "circle", layers: "64x5", ...TANH });
  assert.deepEqual([next.columns, next.at, next.inputs], [[TANH, RELU], 0, "normal"]);
  assert.ok(isExample(next, EXAMPLE));
});

test("a setting is an example only as long as nothing of it is changed", () => {
  assert.ok(isExample(SETTING, EXAMPLE));
  assert.ok(isExample({ ...SETTING, at: 1, view: "map" }, EXAMPLE), "whatever is picked or seen");
  assert.ok(!isExample({ ...SETTING, inputs: "data" }, EXAMPLE));
  assert.ok(!isExample({ ...SETTING, columns: [TANH] }, EXAMPLE));
  assert.ok(!isExample({ ...SETTING, columns: [RELU, TANH] }, EXAMPLE));
  assert.ok(!isExample({ ...SETTING, columns: [{ ...TANH, "initializer.scale": "0.06" }, RELU] }, EXAMPLE));
  assert.ok(!isExample({ ...SETTING, columns: [{ ...TANH, "activation.slope": "1" }, RELU] }, EXAMPLE), "one that has more");
  assert.ok(!isExample({ ...SETTING, experiment: { ...SETTING.experiment, layers: "64x6" } }, EXAMPLE));
});

test("a deeper network has more layers like the last, a shallower one the first", () => {
  assert.equal(withDepth("64x5", 7), "64x7");
  assert.equal(withDepth("64-32x2", 4), "64-32x3");
  assert.equal(withDepth("64-32x2", 2), "64-32");
  assert.equal(withDepth("many", 3), "64x3", "where what is typed makes no sense");
  assert.equal(withDepth("0", 2), "64x2");
});

test("the map depends on neither the dial nor the depth, nor on training", () => {
  const menus = { ...MENUS, map_depth: 50 };
  const parts = (/** @type {Record<string, string>} */ change, /** @type {"normal" | "data"} */ inputs = "normal") =>
    mapParts({ experiment: { ...SETTING.experiment, ...change }, inputs }, menus);
  const before = parts({});
  /** @type {Record<string, string>[]} */
  const none = [{ "initializer.scale": "3" }, { layers: "64x20" }, { layers: "8-64" }, { learning_rate: "1" }, { optimizer: "adam", "optimizer.beta": "1" }];
  for (const change of none) assert.equal(parts(change), before, JSON.stringify(change));
  const others = [parts({ layers: "32x5" }), parts({ layers: "64x60" }), parts({ activation: "relu" }), parts({ "initializer.mean": "1" }), parts({}, "data")];
  assert.equal(new Set([before, ...others]).size, 6);
});
