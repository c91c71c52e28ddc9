// Where the cells of dropped units lie: a strip a layer, rows of the batch by units.

/** @import { Dropped, Layer, Numbers } from "../shared/types.d.ts" */

/** Between two strips, as a part of a strip's room. */
const BETWEEN = 0.22;
/** Pixels: a cell is no wider and no higher, so that few of them are no blocks; and rows are no lower. */
const [MOST, LEAST] = [22, 3];

/**
 * A strip: `rows` by `units` cells, each `size` wide and `high` high.
 *
 * @typedef {{ left: number, top: number, height: number, rows: number, units: number, size: number, high: number }} Strip
 */

/**
 * @param {Pick<Layer, "units">[]} layers of the network, the output layer last
 * @param {Pick<Dropped, "rows" | "units" | "layers">} dropped
 * @param {{ left: number, right: number, top: number, bottom: number }} room
 * @returns {Strip[]}
 */
export function strips(layers, dropped, { left, right, top, bottom }) {
  const each = (bottom - top) / dropped.layers.length;
  const size = Math.min((right - left) / dropped.units, MOST);
  const tall = each * (1 - BETWEEN);
  const rows = Math.max(1, Math.min(dropped.rows, Math.floor(tall / LEAST)));
  const high = Math.min(tall / rows, MOST);
  return dropped.layers.map((_, index) => ({
    left,
    top: top + index * each,
    height: rows * high,
    rows,
    units: Math.min(layers[index].units, dropped.units),
    size,
    high,
  }));
}

/**
 * The share of the cells of a strip that are off.
 *
 * @param {Numbers} cells row by row
 * @param {Pick<Dropped, "rows" | "units">} dropped
 * @param {Pick<Strip, "units">} strip
 */
export function shareOff(cells, dropped, { units }) {
  let off = 0;
  for (let row = 0; row < dropped.rows; row++) for (let unit = 0; unit < units; unit++) off += cells[row * dropped.units + unit];
  return off / (dropped.rows * units);
}

/**
 * The cell at a place, in pixels; null where there is none.
 *
 * @param {Strip[]} strips
 * @param {{ left: number, top: number }} place
 */
export function cellAt(strips, { left, top }) {
  const layer = strips.findIndex((strip) => top >= strip.top && top < strip.top + strip.height);
  if (layer < 0) return null;
  const strip = strips[layer];
  const [unit, row] = [Math.floor((left - strip.left) / strip.size), Math.floor((top - strip.top) / strip.high)];
  return unit >= 0 && unit < strip.units && row < strip.rows ? { layer, row, unit } : null;
}
