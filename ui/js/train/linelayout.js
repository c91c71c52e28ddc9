// Where things are in a picture of data with one input: a rectangle over the data's own range, with round ticks.

/** @import { Range } from "../shared/ranges.js" */
/** @import { LineData } from "./types.d.ts" */

const [TOP, RIGHT] = [4, 10];
const SMALLEST = 40;
const BEYOND = 0.12;

/**
 * Round numbers within a range, about `count` of them.
 *
 * @param {Range} range
 * @param {number} count
 */
export function roundTicks([low, high], count) {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((times) => times * unit >= rough) ?? 10);
  const ticks = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}

export class LineLayout {
  /**
   * @param {{ width: number, height: number }} room in CSS pixels
   * @param {number} em size of letters
   * @param {LineData} line whose rows and inputs of the curve set the ranges
   */
  constructor({ width, height }, em, { at, y }) {
    this.left = 3.6 * em;
    this.top = TOP;
    this.width = Math.max(SMALLEST, width - this.left - RIGHT);
    this.height = Math.max(SMALLEST, height - TOP - 2.7 * em);
    /** @type {Range} */
    this.x = [at[0], at[at.length - 1]];
    const known = y.filter(Number.isFinite);
    const [low, high] = known.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
    const beyond = BEYOND * (high - low) || 1;
    /** @type {Range} */
    this.y = low > high ? [0, 1] : [low - beyond, high + beyond];
    this.xTicks = roundTicks(this.x, Math.min(8, this.width / (4 * em)));
    this.yTicks = roundTicks(this.y, Math.min(6, this.height / (2.5 * em)));
  }

  /** @param {number} x */
  across(x) {
    return this.left + ((x - this.x[0]) / (this.x[1] - this.x[0])) * this.width;
  }

  /** @param {number} y */
  down(y) {
    return this.top + this.height - ((y - this.y[0]) / (this.y[1] - this.y[0])) * this.height;
  }

  /**
   * The share of the way from the left end to the right one, 0 to 1; null outside.
   *
   * @param {number} left
   * @param {number} top
   */
  share(left, top) {
    const [across, down] = [(left - this.left) / this.width, (top - this.top) / this.height];
    return across >= 0 && across <= 1 && down >= 0 && down <= 1 ? across : null;
  }
}
