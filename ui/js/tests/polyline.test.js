import assert from "node:assert/strict";
import { test } from "node:test";
import { polyline } from "../shared/polyline.js";

/** @import { Place } from "../shared/polyline.js" */

/**
 * What is drawn, as text.
 *
 * @param {(Place | null)[]} places
 * @param {boolean} [bridge]
 */
function drawn(places, bridge) {
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ what) => (/** @type {number[]} */ ...numbers) => said.push(`${what}${numbers.join()}`);
  const nothing = () => {};
  const context = { save: nothing, restore: nothing, beginPath: nothing, setLineDash: nothing, stroke: nothing, moveTo: say("M"), lineTo: say("L"), fillRect: say("R") };
  polyline(/** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (context)), places, { colour: [1, 2, 3], bridge });
  return said.join(" ");
}

test("a line ends at a gap, or goes over it", () => {
  assert.equal(drawn([[0, 1], [1, 2], null, [3, 4], [5, 6]]), "M0,1 L1,2 M3,4 L5,6");
  assert.equal(drawn([null, [0, 1], null, [3, 4]], true), "M0,1 L3,4");
});

test("a point alone is a small square", () => {
  assert.equal(drawn([null, [10, 20], null]), "M10,20 R8,18,4,4");
  assert.equal(drawn([]), "");
});
