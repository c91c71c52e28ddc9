import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange, bend, beside, biasAt, unitAt } from "../../playground/geometry.js";

const ROOM = { width: 800, height: 400, left: 50 };
const COLUMNS = arrange({ ...ROOM, rows: [2, 3, 1] });

test("columns fill the room from left to right, and units of a column do not overlap", () => {
  for (const rows of [[2, 3, 1], [9, 32, 32, 1], [2, 1], [9, ...Array(12).fill(32), 6]]) {
    const columns = arrange({ ...ROOM, rows });
    assert.deepEqual(columns.map(({ ys }) => ys.length), rows);
    assert.ok(columns.every(({ x, size }) => x - size / 2 >= ROOM.left - 1 && x + size / 2 <= ROOM.width));
    assert.ok(columns.every(({ x }, at) => at === 0 || x > columns[at - 1].x));
    for (const { ys, size } of columns) {
      assert.ok(ys.every((y) => y - size / 2 >= -1 && y + size / 2 <= ROOM.height + 1));
      assert.ok(ys.every((y, at) => at === 0 || y - ys[at - 1] >= size - 1));
    }
  }
});

test("links leave and arrive level", () => {
  assert.ok(bend(0) < 1e-6 && bend(1) > 1 - 1e-6);
  assert.ok(Math.abs(bend(0.5) - 0.5) < 1e-6);
  assert.ok(bend(0.05) < 0.02 && bend(0.95) > 0.98);
  for (let across = 0.1; across < 1; across += 0.1) {
    assert.ok(bend(across) > bend(across - 0.1));
    assert.ok(Math.abs(bend(across) + bend(1 - across) - 1) < 1e-6, "the same from both ends");
  }
});

test("units are found where they are drawn, and nothing between them", () => {
  for (const [column, { x, ys }] of COLUMNS.entries()) {
    for (const [row, y] of ys.entries()) assert.deepEqual(unitAt(COLUMNS, x + 3, y - 3), { column, row });
  }
  assert.equal(unitAt(COLUMNS, (COLUMNS[0].x + COLUMNS[1].x) / 2, COLUMNS[0].ys[0]), null);
  assert.equal(unitAt(COLUMNS, COLUMNS[1].x, 1), null);
  assert.equal(unitAt([], 1, 1), null);
});

test("a bias is at the left foot of its unit; inputs have none", () => {
  const { x, size, ys, bias } = COLUMNS[1];
  const [left, bottom] = [x - size / 2 - bias / 2, ys[2] + size / 2 - bias / 2];
  assert.deepEqual(biasAt(COLUMNS, left, bottom), { column: 1, row: 2 });
  assert.equal(biasAt(COLUMNS, left, ys[2] - size / 2), null);
  assert.equal(biasAt(COLUMNS, x, bottom), null);
  const first = COLUMNS[0];
  assert.equal(biasAt(COLUMNS, first.x - first.size / 2 - 2, first.ys[0] + first.size / 2 - 1), null);
});

test("arrows walk from unit to unit and stay inside", () => {
  assert.deepEqual(beside(COLUMNS, { column: 0, row: -1 }, "ArrowDown"), { column: 0, row: 0 });
  assert.deepEqual(beside(COLUMNS, { column: 1, row: 2 }, "ArrowRight"), { column: 2, row: 0 });
  assert.deepEqual(beside(COLUMNS, { column: 2, row: 0 }, "ArrowRight"), { column: 2, row: 0 });
  assert.deepEqual(beside(COLUMNS, { column: 0, row: 0 }, "ArrowLeft"), { column: 0, row: 0 });
  assert.deepEqual(beside(COLUMNS, { column: 1, row: 0 }, "ArrowUp"), { column: 1, row: 0 });
  assert.equal(beside(COLUMNS, { column: 0, row: 0 }, "Enter"), null);
});
