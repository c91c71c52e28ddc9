// Where everything of a network stands: columns of units, and the curves between them.

/** @import { Column, Place } from "./types.d.ts" */

const LARGEST = 60;
const STEPS = 24;
const MANY = 12;

/**
 * Columns from left to right.
 *
 * @param {object} room
 * @param {number} room.width
 * @param {number} room.height
 * @param {number[]} room.rows units of each column
 * @param {number} room.left for what is written before the first column
 * @param {number} [room.right]
 * @returns {Column[]}
 */
export function arrange({ width, height, rows, left, right = 8 }) {
  const pitch = (width - left - right) / (rows.length - 0.4);
  const most = Math.max(4, Math.min(LARGEST, 0.5 * pitch, 0.17 * height));
  const sizes = rows.map((count) => Math.max(3, Math.floor(Math.min(most, ((count > MANY ? 0.94 : 0.8) * height) / count))));
  const first = left + sizes[0] / 2;
  const last = width - right - sizes[sizes.length - 1] / 2;
  return rows.map((count, index) => {
    const size = sizes[index];
    const step = Math.min(height / count, 1.55 * size);
    const x = Math.round(first + ((last - first) * index) / Math.max(1, rows.length - 1));
    const ys = Array.from({ length: count }, (_, at) => Math.round(height / 2 + (at - (count - 1) / 2) * step));
    return { x, size, ys, bias: Math.min(7, Math.max(2, Math.round(0.17 * size))) };
  });
}

/**
 * How far down (0 to 1) a link is that has gone the share `across` of its way: level at both ends.
 *
 * @param {number} across
 */
export function bend(across) {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (1.5 * middle * (1 - middle) + middle ** 3 < across) low = middle;
    else high = middle;
  }
  return low * low * (3 - 2 * low);
}

/**
 * The unit at a place, or null. Small units are found a little around them, too.
 *
 * @param {Column[]} columns
 * @param {number} x
 * @param {number} y
 * @returns {Place | null}
 */
export function unitAt(columns, x, y) {
  for (const [column, { size, ys, x: centre }] of columns.entries()) {
    const reach = Math.max(size / 2 + 1, 7);
    if (Math.abs(x - centre) > reach) continue;
    const row = closest(ys, y);
    if (row >= 0 && Math.abs(ys[row] - y) <= size / 2 + 1.5) return { column, row };
  }
  return null;
}

/**
 * The unit whose bias is at a place, or null.
 *
 * @param {Column[]} columns
 * @param {number} x
 * @param {number} y
 * @returns {Place | null}
 */
export function biasAt(columns, x, y) {
  for (let column = 1; column < columns.length; column++) {
    const { size, ys, bias, x: centre } = columns[column];
    const right = centre - size / 2;
    if (x > right || x < right - bias - 5) continue;
    const row = closest(ys, y);
    const bottom = ys[row] + size / 2;
    if (row >= 0 && y <= bottom + 3 && y >= bottom - Math.max(bias + 3, 6)) return { column, row };
  }
  return null;
}

/** @type {Record<string, [across: number, down: number]>} */
const STEPS_OF_KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Where an arrow key leads from a unit; null for another key.
 *
 * @param {Column[]} columns
 * @param {Place} from
 * @param {string} key
 * @returns {Place | null}
 */
export function beside(columns, from, key) {
  const step = STEPS_OF_KEYS[key];
  if (!step) return null;
  const column = Math.min(Math.max(from.column + step[0], 0), columns.length - 1);
  return { column, row: Math.min(Math.max(from.row + step[1], 0), columns[column].ys.length - 1) };
}

/**
 * Index of the height that is nearest to `y`, the first of two as near; -1 of none.
 *
 * @param {number[]} ys
 * @param {number} y
 */
function closest(ys, y) {
  let best = -1;
  for (const [at, each] of ys.entries()) if (best < 0 || Math.abs(each - y) < Math.abs(ys[best] - y)) best = at;
  return best;
}
