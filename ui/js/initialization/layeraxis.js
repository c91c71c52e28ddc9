// The axes of pictures that show a number for every layer: layers across, equally wide, and decades upwards.

/** @import { Range } from "../shared/ranges.js" */
/** @import { Profile } from "./types.d.ts" */

const FURTHEST = 45; // decades; beyond it 32-bit numbers end

/**
 * Half decades (log10) around all values of `profiles`, at least a whole one, and around the range `before`, if any.
 *
 * @param {Profile[]} profiles
 * @param {Range | null} [before]
 * @returns {Range}
 */
export function decades(profiles, before) {
  const values = profiles.flatMap(({ mean, low, high, theory }) => [...mean, ...low, ...high, ...(theory ?? [])]);
  const logs = values.map((value) => (value !== null && value > 0 ? Math.log10(value) : NaN)).filter((log) => Math.abs(log) < FURTHEST);
  let [from, to] = logs.length ? [Math.min(...logs), Math.max(...logs)] : [-1, 1];
  from = Math.floor(2 * from - 0.1) / 2;
  to = Math.ceil(2 * to + 0.1) / 2;
  if (to - from < 1) [from, to] = [from - 0.5, to + 0.5];
  return before ? [Math.min(from, before[0]), Math.max(to, before[1])] : [from, to];
}

/**
 * Which of `count` layers get their number written, from 0: at most about ten.
 *
 * @param {number} count
 */
export function labelled(count) {
  const step = [1, 2, 5, 10, 20].find((every) => count / every <= 10) ?? 50;
  return [...Array(count).keys()].filter((index) => step === 1 || index === 0 || (index + 1) % step === 0);
}

/** Where the layers and their values are on a canvas, in CSS pixels. */
export class LayerAxis {
  /**
   * @param {{ width: number, height: number }} box of the canvas
   * @param {number} em size of letters
   * @param {number} count of layers
   * @param {Range} range of the values, or of their log10
   */
  constructor({ width, height }, em, count, range) {
    this.left = 3.4 * em;
    this.right = width - 0.6 * em;
    this.top = 0.6 * em;
    this.bottom = height - 1.6 * em;
    this.count = count;
    this.range = range;
  }

  /** Width of a layer's slot. */
  get slot() {
    return (this.right - this.left) / this.count;
  }

  /**
   * The middle of a layer.
   *
   * @param {number} index
   */
  x(index) {
    return this.left + ((index + 0.5) / this.count) * (this.right - this.left);
  }

  /** @param {number} value on the axis: a logarithm where the range is one */
  y(value) {
    const [from, to] = this.range;
    return this.bottom - ((value - from) / (to - from)) * (this.bottom - this.top);
  }

  /**
   * The layer at a place, or null beside all of them.
   *
   * @param {number} x
   */
  layerAt(x) {
    const index = Math.floor(((x - this.left) / (this.right - this.left)) * this.count);
    return index >= 0 && index < this.count ? index : null;
  }
}
