import assert from "node:assert/strict";
import { test } from "node:test";
import { PlaneLayout, indexAt } from "../shared/planelayout.js";

test("the square is as large as fits beside axes and names, and is never gone", () => {
  const wide = new PlaneLayout({ width: 900, height: 300 }, 10, 6);
  assert.equal(wide.side, 300 - 16 - 3);
  const high = new PlaneLayout({ width: 300, height: 900 }, 10, 6);
  assert.ok(high.left + high.side + 20 + 29 <= 300);
  assert.equal(new PlaneLayout({ width: 0, height: 0 }, 10, 6).side, 40);
});

test("places of the picture and of the plane belong together", () => {
  const layout = new PlaneLayout({ width: 500, height: 400 }, 13, 6);
  for (const [x, y] of [[0, 0], [-6, -6], [5.9, -3], [1.25, 5.9]]) {
    const at = layout.at(layout.across(x), layout.down(y));
    assert.ok(at && Math.abs(at.x - x) < 1e-9 && Math.abs(at.y - y) < 1e-9);
    assert.ok(Math.abs(at.column - (x + 6) / 12) < 1e-9 && Math.abs(at.row - (y + 6) / 12) < 1e-9);
  }
  assert.ok(layout.down(-6) > layout.down(6), "larger x2 is higher");
});

test("outside of the square there is no place", () => {
  const layout = new PlaneLayout({ width: 500, height: 400 }, 13, 6);
  const { left, top, side } = layout;
  assert.equal(layout.at(left - 1, top + 5), null);
  assert.equal(layout.at(left + side, top + 5), null);
  assert.equal(layout.at(left + 5, top - 1), null);
  assert.equal(layout.at(left + 5, top + side + 1), null);
  assert.equal(layout.at(NaN, NaN), null);
});

test("lists of levels begin with the smallest x2", () => {
  assert.equal(indexAt(10, { column: 0, row: 0 }), 0);
  assert.equal(indexAt(10, { column: 0.95, row: 0 }), 9);
  assert.equal(indexAt(10, { column: 0.05, row: 0.95 }), 90);
});
