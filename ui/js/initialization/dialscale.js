// The arithmetic of the dial: a scale of the weights on a logarithmic slider, and what it means in other measures.

/** @import { DialReadings } from "./types.d.ts" */

/** @typedef {{ low: number, high: number }} DialRange */
/** @typedef {"weight_std" | "sigma" | "times_he" | "times_glorot"} Measure */
/** @typedef {"critical" | "glorot" | "he"} Mark */

/** @type {Record<Measure, (readings: DialReadings) => number>} what a weight's standard deviation is multiplied with */
const FACTORS = {
  weight_std: () => 1,
  sigma: ({ width }) => Math.sqrt(width),
  times_he: ({ he }) => 1 / he,
  times_glorot: ({ glorot }) => 1 / glorot,
};

export const MEASURES = /** @type {Measure[]} */ (Object.keys(FACTORS));

/** @type {Mark[]} */
export const MARKS = ["critical", "glorot", "he"];

export class DialScale {
  /** @type {DialRange | undefined} of the scale; none where the initializer has no scale */
  range;
  scale = NaN;
  /** @type {DialReadings | null} what the server says */
  readings = null;

  /**
   * Another initializer or scale.
   *
   * @param {DialRange | undefined} range
   * @param {number} scale
   */
  set(range, scale) {
    this.range = range;
    this.scale = scale;
  }

  /**
   * Turn to a scale, or as near as the range allows, in four digits. Returns whether there is a scale to turn.
   *
   * @param {number} scale
   */
  turn(scale) {
    if (!this.range) return false;
    this.scale = within(this.range, scale);
    return true;
  }

  /** Whether it is known what the scale means for the weights. */
  get known() {
    return Boolean(this.readings?.unit);
  }

  /** Standard deviation of a weight between hidden layers, or NaN. */
  get deviation() {
    return this.readings?.unit ? this.readings.unit * (this.range ? this.scale : 1) : NaN;
  }

  /**
   * How the dial reads in a measure, or NaN.
   *
   * @param {Measure} measure
   */
  read(measure) {
    return this.readings ? this.deviation * FACTORS[measure](this.readings) : NaN;
  }

  /**
   * The scale at which the dial reads `value`.
   *
   * @param {Measure} measure
   * @param {number} value
   */
  scaleFor(measure, value) {
    const { readings } = this;
    return readings?.unit ? value / FACTORS[measure](readings) / readings.unit : NaN;
  }

  /**
   * Where a mark is: the scale there, its share of the slider's way and what a weight's standard deviation is; null
   * where it is not known, or not on the slider.
   *
   * @param {Mark} mark
   */
  mark(mark) {
    const { range, readings } = this;
    const deviation = readings?.[mark];
    if (!range || !readings?.unit || !deviation) return null;
    const scale = deviation / readings.unit;
    const [low, high] = [Math.log10(range.low), Math.log10(range.high)];
    const share = (Math.log10(scale) - low) / (high - low);
    return share >= 0 && share <= 1 ? { scale, share, deviation } : null;
  }
}

/**
 * The scale of `range` that is nearest, in four digits.
 *
 * @param {DialRange} range
 * @param {number} scale
 */
export function within({ low, high }, scale) {
  return Number(Math.min(Math.max(scale, low), high).toPrecision(4));
}
