import assert from "node:assert/strict";
import { test } from "node:test";
import { MeasuredCells, measuredKey } from "../../initialization/measuredcells.js";
import { THEME } from "./theme.js";

const WORDS = { map_cell: "scale {scale}, {depth} layers", map_share: "{depth}: {share}", map_beyond: "beyond", predicted_value: "theory {value}" };
const HEAD = { scales: [0.1, 1], depth: 3 };

function measured() {
  const cells = new MeasuredCells();
  cells.take(HEAD);
  cells.take({ at: 0, reaching: [0, -2, -7.4] });
  cells.take({ at: 1, reaching: [0, 4.2, null] });
  return cells;
}

test("a map of fewer scales says why", () => {
  const cells = new MeasuredCells();
  assert.equal(cells.take({ ...HEAD, note: "11 scales only" }), "11 scales only");
  assert.equal(cells.take({ ...HEAD, note: null }), "");
});

test("the head says where cells are: every depth from 1", () => {
  const cells = new MeasuredCells();
  assert.equal(cells.grid, null);
  assert.equal(cells.take(HEAD), "", "what an earlier map said does not hold");
  assert.deepEqual(cells.grid, { scales: [0.1, 1], depths: [1, 2, 3] });
  assert.equal(cells.measured, 0);
});

test("columns come one by one, theory after them; another head begins anew", () => {
  const cells = measured();
  assert.equal(cells.measured, 2);
  assert.equal(cells.theory, null);
  assert.equal(cells.take({ predicted: [[0, -2, -4], [0, 1, 2]], trainable: [5, null], critical: 0.5 }), null);
  assert.deepEqual(cells.theory, { scales: [0.1, 1], trainable: [5, null], critical: 0.5 });
  cells.take(HEAD);
  assert.deepEqual([cells.measured, cells.theory], [0, null]);
});

test("where there is no theory, a sentence says why", () => {
  const cells = measured();
  assert.equal(cells.take({ note: "no theory" }), "no theory");
  assert.equal(cells.theory, null);
});

test("a cell tells what was measured, and what theory says", () => {
  const cells = measured();
  assert.deepEqual(cells.told(0, 1, WORDS), ["scale 0.100, 2 layers", "2: 0.0100"]);
  assert.deepEqual(cells.told(1, 1, WORDS), ["scale 1.00, 2 layers", "2: 10⁴"]);
  assert.deepEqual(cells.told(0, 2, WORDS)?.at(-1), "3: 10⁻⁷");
  assert.deepEqual(cells.told(1, 2, WORDS), ["scale 1.00, 3 layers", "beyond"]);
  cells.take({ predicted: [[0, -1, null], [0, 1, 2]], trainable: null, critical: null });
  assert.equal(cells.told(0, 1, WORDS)?.at(-1), "theory 0.100");
  assert.equal(cells.told(0, 2, WORDS)?.at(-1), "theory –");
});

test("a cell that is not measured yet tells nothing and has no colour", () => {
  const cells = new MeasuredCells();
  cells.take(HEAD);
  cells.take({ at: 0, reaching: [0, -2, -7] });
  assert.equal(cells.told(1, 0, WORDS), null);
  assert.equal(cells.colour(THEME, 1, 0), null);
});

test("colours go from the background at 1 to either end, which six decades reach", () => {
  const cells = measured();
  assert.deepEqual(cells.colour(THEME, 0, 0), THEME.background);
  assert.deepEqual(cells.colour(THEME, 0, 2), THEME.diverging[0], "vanished");
  assert.deepEqual(cells.colour(THEME, 1, 2), THEME.muted, "out of range");
  const [low, high] = [cells.colour(THEME, 0, 1), cells.colour(THEME, 1, 1)];
  assert.ok(low && high && low[0] > low[2] && high[2] > high[0]);
});

test("the key has the cells' colours", () => {
  const { colour, ticks } = measuredKey(THEME);
  assert.deepEqual(ticks.map(([, text]) => text), ["≤ 10⁻⁶", "10⁻³", "1", "10³", "≥ 10⁶"]);
  assert.deepEqual(ticks.map(([share]) => share), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual([0, 0.5, 1].map(colour), [THEME.diverging[0], THEME.background, THEME.diverging[1]]);
});
