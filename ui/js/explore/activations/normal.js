// What an activation function makes of normally distributed inputs, and of those through many layers.
//
// A layer of very many units gives the next one a sum of many independent terms: z there is normal again, with mean 0 and the
// variance gain² E[phi(z)²] (Poole et al. 2016, arXiv:1606.05340, equation 3), and the gradient's variance is multiplied by gain² E[phi'(z)²]
// on its way back (Schoenholz et al. 2017, arXiv:1611.01232, equation 9).
import { activationOf } from "../../shared/activations.js";

/** @import { Activation } from "../../shared/activations.js" */
/** @import { Texts } from "../../shared/menus.d.ts" */

/** @typedef {{ mean: number, deviation: number }} Normal */

/**
 * Of a layer: `input`, the distribution of z; mean and standard deviation of phi(z); the root mean square of phi(z) and of
 * phi'(z).
 *
 * @typedef {{ input: Normal, mean: number, deviation: number, size: number, steep: number }} LayerMoments
 */

const HALF = 1000;
const FURTHEST = 8;

/** Standard normal places, evenly spaced, and how much each counts. None is at 0, where many functions have a kink. */
const PLACES = Float64Array.from({ length: 2 * HALF }, (_, at) => ((at + 0.5 - HALF) * FURTHEST) / HALF);
const WEIGHTS = normalized(PLACES.map((z) => Math.exp(-0.5 * z * z)));

/** @param {Float64Array} weights */
function normalized(weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * @param {Activation} activation
 * @param {Normal} input
 * @returns {LayerMoments}
 */
export function moments({ value, slope }, { mean, deviation }) {
  let [first, second, steep] = [0, 0, 0];
  for (let at = 0; at < PLACES.length; at++) {
    const z = mean + deviation * PLACES[at];
    const a = value(z);
    first += WEIGHTS[at] * a;
    second += WEIGHTS[at] * a * a;
    steep += WEIGHTS[at] * slope(z) ** 2;
  }
  return { input: { mean, deviation }, mean: first, deviation: Math.sqrt(Math.max(0, second - first * first)), size: Math.sqrt(second), steep: Math.sqrt(steep) };
}

/**
 * Layer after layer, all of the same function and width; `gain`: the standard deviation of a weight times the root of the width.
 *
 * @param {Activation} activation
 * @param {Normal} input of the first layer
 * @param {{ layers: number, gain: number }} network
 */
export function through(activation, input, { layers, gain }) {
  const found = [moments(activation, input)];
  while (found.length < layers) found.push(moments(activation, { mean: 0, deviation: gain * found[found.length - 1].size }));
  return found;
}

/**
 * The gradient dL/dz of each layer as a multiple of the last layer's (root mean squares).
 *
 * @param {LayerMoments[]} layers
 * @param {number} gain
 */
export function gradients(layers, gain) {
  const found = layers.map(() => 1);
  for (let at = layers.length - 2; at >= 0; at--) found[at] = found[at + 1] * gain * layers[at].steep;
  return found;
}

/**
 * How phi(z) is distributed: shares by bin from `low` to `high`, and below and above these. What lies between two places is
 * spread evenly between their values, so that no bin is favoured.
 *
 * @param {Activation} activation
 * @param {Normal} input
 * @param {{ low: number, high: number, bins: number }} edges
 */
export function distribution({ value }, { mean, deviation }, { low, high, bins }) {
  const shares = new Float64Array(bins);
  let [under, over] = [0, 0];
  const bin = (high - low) / bins;
  let before = value(mean + deviation * PLACES[0]);
  for (let at = 1; at < PLACES.length; at++) {
    const after = value(mean + deviation * PLACES[at]);
    const weight = 0.5 * (WEIGHTS[at - 1] + WEIGHTS[at]);
    const from = (Math.min(before, after) - low) / bin;
    const to = (Math.max(before, after) - low) / bin;
    before = after;
    if (to < 0) under += weight;
    else if (from > bins) over += weight;
    else if (to - from < 1e-9) shares[Math.min(bins - 1, Math.max(0, Math.floor(from)))] += weight;
    else {
      for (let index = Math.max(0, Math.floor(from)); index < Math.min(bins, to); index++) {
        shares[index] += (weight * (Math.min(to, index + 1) - Math.max(from, index))) / (to - from);
      }
      under += (weight * Math.max(0, Math.min(to, 0) - from)) / (to - from);
      over += (weight * Math.max(0, to - Math.max(from, bins))) / (to - from);
    }
  }
  return { shares, under, over };
}

/**
 * Which share of inputs makes the function answer something that `counts`.
 *
 * @param {Activation} activation
 * @param {Normal} input
 * @param {(a: number) => boolean} counts
 */
export function share({ value }, { mean, deviation }, counts) {
  let found = 0;
  for (let at = 0; at < PLACES.length; at++) if (counts(value(mean + deviation * PLACES[at]))) found += WEIGHTS[at];
  return found;
}

/**
 * The largest slope between -8 and 8, and where that is; null where it is so all along a straight line.
 *
 * @param {Activation} activation
 */
export function steepest({ slope }) {
  const slopes = Array.from({ length: 1601 }, (_, at) => slope((at - 800) / 100));
  const largest = slopes.reduce((best, each) => (Math.abs(each) > Math.abs(best) + 1e-12 ? each : best), 0);
  const places = slopes.flatMap((each, at) => (Math.abs(each - largest) < 1e-12 ? [(at - 800) / 100] : []));
  return { slope: largest, at: places.length === 1 ? places[0] : null };
}

/**
 * For tests: what `through` and `gradients` find for choices.
 *
 * @param {Texts} texts
 * @param {Normal} input
 * @param {{ layers: number, gain: number }} network
 */
export function propagated(texts, input, network) {
  const layers = through(activationOf(texts, "activation"), input, network);
  return { layers, gradients: gradients(layers, network.gain) };
}

/**
 * For tests: how the function that is chosen distributes its values.
 *
 * @param {Texts} texts
 * @param {Normal} input
 * @param {{ low: number, high: number, bins: number }} edges
 */
export function distributed(texts, input, edges) {
  return distribution(activationOf(texts, "activation"), input, edges);
}
