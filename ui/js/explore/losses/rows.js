// Losses that look at all classes of a row together, as Keras 3 defines them: `y` has a column for each class.
import { EPSILON, clipped, inside } from "./columns.js";

/** @import { OfRow } from "./columns.js" */

/** @param {number[]} values */
export const total = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * Shares of the exponentials; the largest is taken away first, or they would overflow.
 *
 * @param {number[]} z
 */
export function softmax(z) {
  const largest = Math.max(...z);
  const powers = z.map((each) => Math.exp(each - largest));
  const sum = total(powers);
  return powers.map((power) => power / sum);
}

/**
 * ln of the sum of the exponentials, without overflow.
 *
 * @param {number[]} z
 */
export function logSumExp(z) {
  const largest = Math.max(...z);
  return largest + Math.log(total(z.map((each) => Math.exp(each - largest))));
}

/** @type {OfRow} */
export function categoricalOfSums(y, z) {
  const log = logSumExp(z);
  return { value: total(z.map((each, at) => y[at] * (log - each))), gradient: softmax(z).map((p, at) => p - y[at]) };
}

/**
 * Of probabilities that Keras makes add up to 1 first.
 *
 * @param {(y: number, q: number) => [value: number, slope: number]} term of each class
 * @param {number[]} y
 * @param {number[]} p
 */
function ofShares(term, y, p) {
  const sum = total(p);
  const shares = p.map((each) => each / sum);
  const terms = shares.map((share, at) => term(y[at], clipped(share)));
  const slopes = terms.map(([, slope], at) => (inside(shares[at]) ? slope : 0));
  const mean = total(slopes.map((slope, at) => slope * shares[at]));
  return { value: total(terms.map(([value]) => value)), gradient: slopes.map((slope) => (slope - mean) / sum) };
}

/** @type {OfRow} */
export const categorical = (y, p) => ofShares((target, q) => [-target * Math.log(q), -target / q], y, p);

/** Of probabilities, which this one clips first and then makes add up to 1. @type {OfRow} */
export function sparse(y, p) {
  const kept = p.map(clipped);
  const sum = total(kept);
  return {
    value: Math.log(sum) - total(kept.map((q, at) => y[at] * Math.log(q))),
    gradient: kept.map((q, at) => (inside(p[at]) ? 1 / sum - y[at] / q : 0)),
  };
}

/** @type {OfRow} */
export const categoricalFocal = (y, p, { gamma, alpha }) =>
  ofShares(
    (target, q) => {
      const bend = gamma ? gamma * (1 - q) ** (gamma - 1) * Math.log(q) : 0;
      return [-alpha * target * (1 - q) ** gamma * Math.log(q), alpha * target * (bend - (1 - q) ** gamma / q)];
    },
    y,
    p,
  );

/** @type {OfRow} */
export function categoricalFocalOfSums(y, z, parameters) {
  const p = softmax(z);
  const { value, gradient } = categoricalFocal(y, p, parameters);
  const mean = total(gradient.map((slope, at) => slope * p[at]));
  return { value, gradient: gradient.map((slope, at) => p[at] * (slope - mean)) };
}

/** @type {OfRow} */
export function generalized(y, p, { q }) {
  const right = y.indexOf(1);
  return { value: (1 - p[right] ** q) / q, gradient: p.map((each, at) => (at === right ? -(each ** (q - 1)) : 0)) };
}

/** @type {OfRow} */
export function kullbackLeibler(y, p) {
  const [targets, kept] = [y, p].map((list) => list.map((each) => Math.min(Math.max(each, EPSILON), 1)));
  const value = total(targets.map((target, at) => target * Math.log(target / kept[at])));
  return { value, gradient: p.map((each, at) => (each >= EPSILON && each <= 1 ? -targets[at] / each : 0)) };
}

/** @type {OfRow} */
export function categoricalHinge(y, p) {
  const others = p.map((each, at) => (1 - y[at]) * each);
  const strongest = others.indexOf(Math.max(...others));
  const value = Math.max(others[strongest] - total(p.map((each, at) => y[at] * each)) + 1, 0);
  return { value, gradient: y.map((target, at) => (value > 0 ? (at === strongest ? 1 - target : 0) - target : 0)) };
}

/** @type {OfRow} */
export function cosine(y, p) {
  const [target, length] = [y, p].map((list) => Math.hypot(...list));
  const value = -total(y.map((each, at) => each * p[at])) / (target * length);
  return { value, gradient: p.map((each, at) => -(y[at] / target + (value * each) / length) / length) };
}
