import assert from "node:assert/strict";
import { test } from "node:test";
import { CanvasLines } from "../shared/canvaslines.js";

/** @import { Line } from "../shared/chartlayout.js" */
/** @import { Area } from "../shared/nearest.js" */

/** @type {Area} */
const AREA = { left: 10, top: 0, right: 110, bottom: 100, x: [0, 10], y: [-2, 0], logarithmic: true };

/**
 * What is drawn of lines, as text, and where a look shows whether it is still there.
 *
 * @param {Partial<Line>[]} lines
 * @param {(x: number, y: number) => number} [alpha] of a pixel, when it is looked at
 */
function drawn(lines, alpha = () => 255) {
  /** @type {string[]} */
  const said = [];
  const say = (/** @type {string} */ what) => (/** @type {unknown[]} */ ...given) => void said.push(`${what}${given.join()}`);
  const nothing = () => {};
  const context = {
    setTransform: nothing, clearRect: say("clear "), save: nothing, restore: nothing, beginPath: nothing, rect: say("rect "), clip: nothing,
    setLineDash: nothing, stroke: nothing, moveTo: say("M"), lineTo: say("L"), fillRect: say("R"),
    getImageData: (/** @type {number} */ x, /** @type {number} */ y) => ({ data: [0, 0, 0, alpha(x, y)] }),
  };
  const canvas = { getContext: () => context, setAttribute: nothing, classList: { add: nothing }, style: {}, width: 0, height: 0, isConnected: true };
  const host = { clientWidth: 120, clientHeight: 110, append: nothing };
  Object.assign(globalThis, { document: { createElement: () => canvas } });
  const shown = new CanvasLines(/** @type {HTMLElement} */ (/** @type {unknown} */ (host)), "lines");
  assert.equal(shown.blank(), false);
  shown.draw(lines.map((line) => ({ name: "", colour: [0, 0, 0], x: [], y: [], ...line })), AREA);
  return { said: said.join(" "), mark: shown.surface.mark, blank: shown.blank() };
}

test("lines lie where their values do, in the area alone", () => {
  const { said } = drawn([{ x: [0, 5, 10], y: [0.01, 0.1, 1] }, { x: [0, 10], y: [1, 1] }]);
  assert.equal(said, "clear 0,0,120,110 rect 10,0,100,100 M10,100 L60,50 L110,0 M10,0 L110,0");
});

test("what has no logarithm is a gap, or bridged", () => {
  const y = [0.01, 0, 1];
  assert.match(drawn([{ x: [0, 5, 10], y }]).said, /M10,100 M110,0$/);
  assert.match(drawn([{ x: [0, 5, 10], y, bridge: true }]).said, /M10,100 L110,0$/);
});

test("a point within a line tells whether the lines are still there", () => {
  const lines = [{ x: [0, 1, 10], y: [0.01, 0.01, 0.01] }, { x: [0, 1, 2, 5, 10], y: [0.01, 0.1, 0.1, 0.1, 1] }];
  assert.deepEqual(drawn(lines).mark, [30, 50]);
  assert.equal(drawn(lines).blank, false);
  assert.equal(drawn(lines, () => 0).blank, true);
  assert.equal(drawn([], () => 0).blank, false);
});
