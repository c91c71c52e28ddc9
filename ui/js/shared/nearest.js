// Which points of lines are under the pointer.

/** @import { Range } from "./ranges.js" */
/** @import { Rgb } from "./types.d.ts" */

/**
 * A line of a chart: `x` ascends; null in `y` is a gap.
 *
 * @typedef {{ name: string, colour: Rgb, x: number[], y: (number | null)[] }} NamedLine
 */

/**
 * Where the lines lie, in pixels, and what ranges they span (`y` as log10 where it is logarithmic).
 *
 * @typedef {{ left: number, top: number, right: number, bottom: number, x: Range, y: Range, logarithmic: boolean }} Area
 */

/**
 * A point of a line: its values and where it lies.
 *
 * @typedef {{ line: NamedLine, x: number, y: number, left: number, top: number }} Point
 */

/**
 * Index of the entry of the ascending list `x` that is nearest to `wanted`, the first of two as near; -1 of none.
 *
 * @param {ArrayLike<number>} x
 * @param {number} wanted
 */
export function nearest(x, wanted) {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] < wanted) low = middle;
    else high = middle;
  }
  return high < 0 || Math.abs(x[low] - wanted) <= Math.abs(x[high] - wanted) ? Math.min(low, high) : high;
}

/**
 * Where a point lies, in pixels; null for a gap, and for what has no logarithm where there are logarithms.
 *
 * @param {Area} area
 * @param {number} x
 * @param {number | null} y
 * @returns {[left: number, top: number] | null}
 */
export function placed(area, x, y) {
  if (y === null || (area.logarithmic && y <= 0)) return null;
  const share = ((area.logarithmic ? Math.log10(y) : y) - area.y[0]) / (area.y[1] - area.y[0]);
  const left = area.left + ((x - area.x[0]) / (area.x[1] - area.x[0])) * (area.right - area.left);
  return [left, area.bottom - share * (area.bottom - area.top)];
}

/**
 * The point of each line that is nearest to `at` in x; lines that have no number there have none.
 *
 * @param {NamedLine[]} lines
 * @param {Area} area
 * @param {{ x: number, y: number }} at in pixels
 */
export function pointsAt(lines, area, at) {
  const wanted = area.x[0] + ((at.x - area.left) / (area.right - area.left)) * (area.x[1] - area.x[0]);
  /** @type {Point[]} */
  const found = [];
  for (const line of lines) {
    const index = nearest(line.x, wanted);
    const [x, y] = [line.x[index], line.y[index] ?? null];
    const place = index < 0 ? null : placed(area, x, y);
    if (place && y !== null) found.push({ line, x, y, left: place[0], top: place[1] });
  }
  return found;
}

/**
 * The one of `points` that is nearest to a height: a list of it, or of nothing.
 *
 * @param {Point[]} points
 * @param {number} height in pixels
 */
export function nearestInHeight(points, height) {
  return [...points].sort((a, b) => Math.abs(a.top - height) - Math.abs(b.top - height)).slice(0, 1);
}

/**
 * Whether a place is inside the area.
 *
 * @param {Area} area
 * @param {{ x: number, y: number }} at in pixels
 */
export function inside(area, { x, y }) {
  return x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
}
