// Axis ranges that grow in round steps and never shrink on their own: an axis that moves hides the data's move.

import { number, power, withoutZeros } from "./format.js";

/** @typedef {[low: number, high: number]} Range */

const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * The smallest round number that is not below `value`.
 *
 * @param {number} value
 */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return unit * (STEPS.find((step) => step * unit >= value * (1 - 1e-9)) ?? 10);
}

/**
 * Ticks of a logarithmic axis over a range of log10: whole powers of ten, or 1-2-5 steps when few fit.
 *
 * @param {Range} range
 */
export function logTicks([low, high]) {
  const values = [];
  if (high - low >= 2.2) {
    const step = Math.ceil((high - low) / 6);
    for (let at = Math.ceil(low / step) * step; at <= high; at += step) values.push(10 ** at);
    return { values, texts: values.map((value) => power(Math.round(Math.log10(value)))) };
  }
  const steps = high - low > 1.2 ? [1, 3] : high - low > 0.3 ? [1, 2, 5] : [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9];
  for (let at = Math.floor(low); at <= high; at++) {
    for (const step of steps) {
      if (Math.log10(step) + at >= low - 1e-9 && Math.log10(step) + at <= high + 1e-9) values.push(step * 10 ** at);
    }
  }
  return { values, texts: values.map((value) => withoutZeros(number(Number(value.toPrecision(6))))) };
}

export class GrowingRange {
  /** @type {Range | null} */
  range = null;

  /**
   * `fixed`: a range that never changes. `logarithmic`: ranges are log10, in half decades.
   *
   * @param {{ fixed?: Range | null, logarithmic?: boolean }} [kind]
   */
  constructor({ fixed = null, logarithmic = false } = {}) {
    this.fixed = fixed;
    this.logarithmic = logarithmic;
    this.reset();
  }

  reset() {
    this.range = this.fixed;
  }

  /**
   * The range that holds all it held before and the finite values of `lists`.
   *
   * @param {Iterable<Iterable<number | null>>} lists
   * @returns {Range}
   */
  include(lists) {
    if (this.fixed) return this.fixed;
    let low = Infinity;
    let high = -Infinity;
    for (const list of lists) {
      for (const value of list) {
        if (value === null || !Number.isFinite(value) || (this.logarithmic && value <= 0)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (low > high) return this.range ?? (this.logarithmic ? [-1, 0] : [0, 1]);
    /** @type {Range} */
    const wanted = this.logarithmic ? this.#decades(low, high) : [low < 0 ? -roundUp(-low) : 0, roundUp(Math.max(high * 1.02, 0))];
    const now = this.range ?? wanted;
    this.range = [Math.min(now[0], wanted[0]), Math.max(now[1], wanted[1])];
    return this.range;
  }

  /**
   * @param {number} low
   * @param {number} high
   * @returns {Range}
   */
  #decades(low, high) {
    const bottom = Math.floor(2 * Math.log10(low) - 0.1) / 2;
    const top = Math.ceil(2 * Math.log10(high) + 0.1) / 2;
    return top - bottom < 1 ? [bottom - 0.5, top + 0.5] : [bottom, top];
  }
}
