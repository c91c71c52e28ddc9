import assert from "node:assert/strict";
import { test } from "node:test";
import { MapGrid } from "../../initialization/mapgrid.js";

const SCALES = [0.01, 0.1, 1, 10];
const DEPTHS = [1, 2, 3, 4, 5];

function placed() {
  const grid = new MapGrid(SCALES, DEPTHS);
  grid.place({ width: 476, height: 232 }, 10);
  return grid;
}

test("cells lie between the edges in the middle of two values, and as far beyond the outer ones", () => {
  const grid = new MapGrid(SCALES, [2, 4, 8]);
  assert.deepEqual(grid.columns, [-2.5, -1.5, -0.5, 0.5, 1.5]);
  assert.deepEqual(grid.rows, [1, 3, 6, 10]);
  assert.deepEqual([grid.across, grid.upwards], [[-2.5, 1.5], [1, 10]]);
});

test("a map of one cell has a size, and no depth is below half a layer", () => {
  const grid = new MapGrid([1], [1]);
  assert.deepEqual([grid.columns, grid.rows], [[-0.5, 0.5], [0.5, 1.5]]);
  assert.deepEqual(new MapGrid([1], [1, 21]).rows, [0.5, 11, 31]);
});

test("boxes fill the picture without gaps: scales across, depths upwards", () => {
  const grid = placed();
  const near = (/** @type {number} */ one, /** @type {number} */ other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} ${other}`);
  const [x, y, width, height] = grid.box(0, 0);
  near(x, grid.left);
  near(y + height, grid.bottom);
  near(width, 100);
  near(height, 40);
  near(grid.box(3, 4)[1], grid.top);
  near(grid.box(3, 4)[0] + width, grid.right);
  near(grid.box(1, 0)[0], x + width);
  near(grid.box(0, 1)[1] + height, y);
});

test("the cell at a place is the one that is drawn there", () => {
  const grid = new MapGrid(SCALES, [1, 3, 20, 100]);
  grid.place({ width: 500, height: 400 }, 14);
  for (const column of SCALES.keys()) {
    for (const row of grid.depths.keys()) {
      const [x, y, width, height] = grid.box(column, row);
      assert.deepEqual(grid.cellAt(x + width / 2, y + height / 2), [column, row]);
      assert.deepEqual(grid.cellAt(x + 0.01 * width, y + 0.99 * height), [column, row]);
      assert.deepEqual(grid.cellAt(x + 0.99 * width, y + 0.01 * height), [column, row]);
    }
  }
});

test("beside the cells there is none", () => {
  const grid = placed();
  const [x, y] = [200, 100];
  assert.ok(grid.cellAt(x, y));
  const outside = [[grid.left - 1, y], [grid.right + 1, y], [x, grid.top - 1], [x, grid.bottom + 1]];
  for (const [across, down] of outside) assert.equal(grid.cellAt(across, down), null);
});

test("a scale and a depth are where their cell is", () => {
  const grid = placed();
  assert.deepEqual(grid.cellAt(grid.x(Math.log10(0.1)), grid.y(4)), [1, 3]);
});

test("few depths are all named, many by round numbers", () => {
  assert.deepEqual(new MapGrid(SCALES, DEPTHS).labelledDepths, DEPTHS);
  const to = (/** @type {number} */ most) => Array.from({ length: most }, (_, at) => at + 1);
  assert.deepEqual(new MapGrid(SCALES, to(50)).labelledDepths, [1, 10, 20, 30, 40, 50]);
  assert.deepEqual(new MapGrid(SCALES, to(100)).labelledDepths, [1, 20, 40, 60, 80, 100]);
});

test("grids are the same when their cells are", () => {
  assert.ok(placed().same(new MapGrid([...SCALES], [...DEPTHS])));
  assert.ok(!placed().same(new MapGrid(SCALES, [1, 2, 3, 4, 6])));
  assert.ok(!placed().same(new MapGrid([0.01, 0.1, 1, 11], DEPTHS)));
});
