// A histogram's numbers: how many values, and which of them are at a place. How it is drawn: rows.js.
import { fill, number, percent } from "./format.js";

/** @import { Edges, Numbers, Words } from "./types.d.ts" */

/**
 * Counts by bin, and how many values were below the edges, above them and not finite.
 *
 * @typedef {{ counts: Numbers, out: Numbers }} Histogram
 */

/** @typedef {number | "not finite"} Place a value of the axis (log10 where that is logarithmic), or the block for NaN */

/**
 * How many values there are in all.
 *
 * @param {Histogram} histogram
 */
export function total({ counts, out }) {
  let sum = out[0] + out[1] + out[2];
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin];
  return sum;
}

/**
 * The bin at `place`, or what lies outside: its range in words, and how many values it holds.
 *
 * @param {Histogram} histogram
 * @param {Edges} edges
 * @param {Place} place
 * @param {{ words: Words, logarithmic: boolean }} how
 * @returns {{ range: string, held: number }}
 */
export function at({ counts, out }, [low, high, bins], place, { words, logarithmic }) {
  if (place === "not finite") return { range: words.not_finite, held: out[2] };
  const value = (/** @type {number} */ edge) => (logarithmic ? number(10 ** edge, 2) : number(edge, 3));
  const step = (high - low) / bins;
  const bin = Math.floor((place - low) / step);
  if (bin >= bins) return { range: fill(words.above, { value: value(high) }), held: out[1] };
  if (bin < 0) return { range: fill(words.below, { value: value(low) }), held: out[0] };
  const ends = { low: value(low + bin * step), high: value(low + (bin + 1) * step) };
  return { range: fill(words.between, ends), held: counts[bin] };
}

/**
 * Which share of a layer that is, in words.
 *
 * @param {number} held
 * @param {number} all
 * @param {Words} words
 */
export function shareOf(held, all, words) {
  return fill(words.share_of, { share: percent(held / all), count: held.toLocaleString("en"), total: all.toLocaleString("en") });
}

/**
 * Ticks of an axis from `low` to `high`: four to six round steps, on a logarithmic one whole powers of ten.
 *
 * @param {number} low
 * @param {number} high
 * @param {boolean} logarithmic
 */
export function ticks(low, high, logarithmic) {
  const unit = logarithmic ? Math.max(1, Math.round((high - low) / 6)) : roundStep(high - low);
  const values = [];
  for (let step = Math.ceil(low / unit - 1e-9); step * unit <= high + 1e-9; step++) values.push(step * unit || 0);
  return values;
}

/** @param {number} span */
function roundStep(span) {
  const unit = 10 ** Math.floor(Math.log10(span / 4));
  return unit * ([1, 2, 5, 10].find((step) => step * unit >= span / 6) ?? 10);
}
