import assert from "node:assert/strict";
import { test } from "node:test";
import { gapsOf, grainOf, inOrder, linkAt, standsOut, thickness } from "../../playground/gaps.js";
import { arrange } from "../../playground/geometry.js";
import { scene } from "./network.js";

const SCENE = scene(); // layers of 3, 2 and 1 units after two inputs
const ROWS = [2, 3, 2, 1];
const COLUMNS = arrange({ width: 800, height: 400, rows: ROWS, left: 50 });

test("weights lie between the columns that they join", () => {
  const gaps = gapsOf(SCENE, ROWS, [0, 1]);
  assert.deepEqual(gaps.map(({ sources, units, stride }) => [sources.length, units, stride]), [[2, 3, 3], [3, 2, 2], [2, 1, 1]]);
  assert.deepEqual(gaps.map(({ weights }) => weights), SCENE.weights);
});

test("inputs stand in other rows than the network counts them, or are not drawn", () => {
  assert.deepEqual(gapsOf(SCENE, [9, 3, 2, 1], [4, 7])[0].sources, [{ from: 0, row: 4 }, { from: 1, row: 7 }]);
  assert.deepEqual(gapsOf(SCENE, [1, 3, 2, 1], [-1, 0])[0].sources, [{ from: 1, row: 0 }]);
});

test("of another network only what both have is there", () => {
  const wider = gapsOf(SCENE, [2, 4, 2, 1], [0, 1]);
  assert.deepEqual([wider[0].units, wider[1].sources.length], [3, 3]);
  const narrower = gapsOf(SCENE, [2, 2, 2, 1], [0, 1]);
  assert.deepEqual([narrower[0].units, narrower[1].sources.length], [2, 2]);
  const deeper = gapsOf(SCENE, [2, 3, 2, 5, 1], [0, 1]);
  assert.deepEqual(deeper.map(({ units }) => units), [3, 2, 0, 0], "what leads to the output was another layer's");
  const flatter = gapsOf(SCENE, [2, 3, 1], [0, 1]);
  assert.deepEqual(flatter.map(({ units }) => units), [3, 0]);
});

test("strong links are drawn last; a weight that is no number is seen", () => {
  const gap = { sources: [{ row: 0, from: 0 }, { row: 1, from: 1 }], units: 2, stride: 2, weights: [0.1, -3, NaN, 0] };
  const { order, levels } = inOrder(gap, gap.weights, () => true);
  assert.deepEqual([...order], [3, 0, 1, 2]);
  assert.ok(levels[1] > levels[0] && levels[2] > levels[1] && levels[3] === 0);
});

test("links of other units step back", () => {
  const gap = { sources: [{ row: 4, from: 0 }, { row: 7, from: 1 }], units: 1, stride: 1, weights: [1, 1] };
  const { levels } = inOrder(gap, gap.weights, standsOut({ column: 0, row: 7 }, 0));
  assert.ok(levels[1] > 4 * levels[0]);
  assert.ok(standsOut(null, 3)(0, 0));
  assert.ok(standsOut({ column: 1, row: 2 }, 0)(5, 2) && !standsOut({ column: 1, row: 2 }, 0)(2, 5));
});

test("thickness grows with the weight, as far as there is room", () => {
  assert.equal(thickness(0, 1), 1);
  assert.equal(thickness(-5, 1), thickness(5, 1));
  assert.equal(thickness(100, 1), 10);
  assert.equal(thickness(NaN, 1), 1);
  assert.equal(thickness(0, 0.2), 0.4);
  assert.ok(grainOf({ ...COLUMNS[0], size: 60 }, { ...COLUMNS[1], size: 10 }) < 1);
});

test("a link is found along its way, the nearer of two", () => {
  const gaps = gapsOf(SCENE, ROWS, [0, 1]);
  const [from, to] = COLUMNS;
  const [left, right] = [from.x + from.size / 2, to.x - to.size / 2];
  for (const row of [0, 1]) {
    for (const unit of [0, 1, 2]) {
      const middle = (from.ys[row] + to.ys[unit]) / 2;
      const crossed = row === 0 ? unit === 2 : unit === 0; // in the middle it meets another
      if (!crossed && unit !== 1) assert.deepEqual(linkAt(COLUMNS, gaps, (left + right) / 2, middle), { layer: 0, from: row, row, to: unit });
      assert.deepEqual(linkAt(COLUMNS, gaps, left + 2, from.ys[row])?.row, row);
    }
  }
  assert.equal(linkAt(COLUMNS, gaps, (left + right) / 2, 5), null);
  assert.equal(linkAt(COLUMNS, gaps, from.x, from.ys[0]), null);
  assert.equal(linkAt([], [], 10, 10), null);
});
