// Lines of equal height of a grid of numbers.

/** @typedef {{ across: number[], upright: number[], heights: (number[] | undefined)[] }} Grid `heights`: rows by `upright`, from its first; those that are missing have not come yet; NaN is no number */
/** @typedef {[x1: number, y1: number, x2: number, y2: number]} Segment in the grid's units */

/**
 * The pieces of the line where a grid is `level` high: each cell that it passes has one, or two at a saddle (marching squares).
 *
 * @param {Grid} grid
 * @param {number} level
 */
export function contour({ across, upright, heights }, level) {
  /** @type {Segment[]} */
  const found = [];
  for (let row = 0; row + 1 < upright.length; row++) {
    const [below, above] = [heights[row], heights[row + 1]];
    if (!below || !above) continue;
    for (let column = 0; column + 1 < across.length; column++) {
      const corners = [below[column], below[column + 1], above[column + 1], above[column]];
      if (corners.every((each) => each > level) || !corners.some((each) => each > level) || corners.some(Number.isNaN)) continue;
      const places = [
        [across[column], upright[row]],
        [across[column + 1], upright[row]],
        [across[column + 1], upright[row + 1]],
        [across[column], upright[row + 1]],
      ];
      const crossed = [];
      for (let side = 0; side < 4; side++) {
        const next = (side + 1) % 4;
        const [from, to] = [corners[side], corners[next]];
        if (from > level === to > level) continue;
        const share = (level - from) / (to - from);
        crossed.push([places[side][0] + share * (places[next][0] - places[side][0]), places[side][1] + share * (places[next][1] - places[side][1])]);
      }
      for (let at = 0; at + 1 < crossed.length; at += 2) found.push([crossed[at][0], crossed[at][1], crossed[at + 1][0], crossed[at + 1][1]]);
    }
  }
  return found;
}

/**
 * Levels for lines, evenly spaced between the lowest and the highest that nearly all heights keep below.
 *
 * @param {number[]} heights
 * @param {number} count
 */
export function levels(heights, count) {
  const sorted = heights.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length) return [];
  const [low, high] = [sorted[0], sorted[Math.floor(0.97 * (sorted.length - 1))]];
  return Array.from({ length: count }, (_, at) => low + ((at + 0.5) / count) * (high - low));
}
