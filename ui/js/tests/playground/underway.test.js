import assert from "node:assert/strict";
import { test } from "node:test";
import { Underway } from "../../playground/underway.js";

/** @param {import("node:test").TestContext} t */
function made(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {[boolean, boolean][]} */
  const told = [];
  const underway = new Underway(() => told.push([underway.any, underway.long]));
  return { underway, told, wait: (/** @type {number} */ ms) => t.mock.timers.tick(ms) };
}

test("what is answered at once is never long under way", async (t) => {
  const { underway, told, wait } = made(t);
  assert.equal(await underway.during(Promise.resolve(7)), 7);
  wait(1000);
  assert.deepEqual(told, [[true, false], [false, false]]);
});

test("what takes longer than a moment is told until the last answer, a no included", async (t) => {
  const { underway, told, wait } = made(t);
  /** @type {(() => void)[]} */
  const answer = [];
  const first = new Promise((resolve) => answer.push(() => resolve(null)));
  const second = new Promise((_, reject) => answer.push(() => reject(new Error("No."))));
  const both = [underway.during(first), underway.during(second)];
  wait(300);
  answer[0]();
  await both[0];
  assert.deepEqual([underway.any, underway.long], [true, true]);
  answer[1]();
  await assert.rejects(both[1]);
  assert.deepEqual(told, [[true, false], [true, true], [false, false]]);
});

test("closed, it tells nothing any more", (t) => {
  const { underway, told, wait } = made(t);
  void underway.during(new Promise(() => {}));
  underway.close();
  wait(1000);
  assert.deepEqual(told, [[true, false]]);
});
