import assert from "node:assert/strict";
import { test } from "node:test";
import { Selection, equal } from "../../playground/selection.js";
import { hello } from "./network.js";
import { settle } from "./way.js";

/** @import { What } from "../../playground/model.js" */
/** @import { Hello } from "../../playground/types.d.ts" */

/** A selection whose server answers when it is told to. */
function begun() {
  /** @type {unknown[]} */
  const asked = [];
  /** @type {(() => void)[]} */
  const answers = [];
  /** @type {(what: What) => void} */
  let say = () => {};
  let drawn = 0;
  const model = {
    hello: /** @type {Hello | null} */ (hello()),
    on: (/** @type {typeof say} */ listener) => void (say = listener),
    send: (/** @type {string} */ verb, /** @type {unknown} */ value) => {
      asked.push([verb, value]);
      return new Promise((/** @type {(answer: undefined) => void} */ resolve) => answers.push(() => resolve(undefined)));
    },
  };
  const selection = new Selection(model, () => drawn++);
  const answer = async () => {
    answers.shift()?.();
    await settle();
  };
  return { selection, model, asked, answer, greet: () => say("hello"), drawn: () => drawn };
}

test("what is under the pointer goes before what was picked", async () => {
  const { selection, asked, answer, drawn } = begun();
  selection.pick({ layer: 0, unit: 1 });
  selection.hover({ layer: 1, unit: 0 });
  assert.deepEqual(selection.unit, { layer: 1, unit: 0 });
  await answer();
  await answer();
  selection.hover(null);
  assert.deepEqual(selection.unit, { layer: 0, unit: 1 });
  assert.deepEqual(asked.at(-1), ["look", { layer: 0, unit: 1 }]);
  assert.equal(drawn(), 3);
  selection.pick({ layer: 0, unit: 1 });
  assert.equal(drawn(), 3, "the same is no change");
});

test("one question at a time; what was overtaken is not asked", async () => {
  const { selection, asked, answer } = begun();
  for (const unit of [0, 1, 2]) selection.hover({ layer: 0, unit });
  assert.deepEqual(asked, [["look", { layer: 0, unit: 0 }]]);
  await answer();
  assert.deepEqual(asked, [["look", { layer: 0, unit: 0 }], ["look", { layer: 0, unit: 2 }]]);
  await answer();
  assert.equal(asked.length, 2);
});

test("inputs and outputs are drawn from what is here", async () => {
  const { selection, asked } = begun();
  selection.hover({ input: "x1" });
  selection.hover({ layer: 2, unit: 0 });
  await settle();
  assert.deepEqual(asked, []);
});

test("another network forgets units that it lacks, and is told what is looked at", async () => {
  const { selection, model, asked, answer, greet } = begun();
  selection.pick({ layer: 0, unit: 2 });
  await answer();
  greet();
  assert.deepEqual(asked, [["look", { layer: 0, unit: 2 }], ["look", { layer: 0, unit: 2 }]]);
  await answer();
  const [first, ...others] = hello().layers;
  model.hello = hello({ layers: [{ ...first, units: 2 }, ...others] });
  greet();
  await settle();
  assert.equal(selection.unit, null);
  assert.deepEqual(asked.at(-1), ["look", null]);
  await answer();
  selection.pick({ input: "x2" });
  greet();
  assert.deepEqual(selection.unit, { input: "x2" }, "inputs stay");
});

test("units are the same by what they are", () => {
  assert.ok(equal({ layer: 1, unit: 2 }, { layer: 1, unit: 2 }) && equal({ input: "x1" }, { input: "x1" }) && equal(null, null));
  assert.ok(!equal({ layer: 1, unit: 2 }, { layer: 2, unit: 1 }) && !equal({ input: "x1" }, null) && !equal(null, undefined));
});
