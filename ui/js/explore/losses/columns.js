// Losses that look at each column of an output by itself, as Keras 3 defines them.

/** @typedef {Record<string, number>} Parameters of a loss, by their key */
/** @typedef {(y: number, p: number, parameters: Parameters) => [value: number, slope: number]} OfOne `slope`: over p */
/** @typedef {{ value: number, gradient: number[] }} Found of a row of outputs, `gradient` over each of them */
/** @typedef {(y: number[], p: number[], parameters: Parameters) => Found} OfRow */

/** Keras's `epsilon`: probabilities are kept this far from 0 and from 1. */
export const EPSILON = 1e-7;

/** @param {number} z */
export const sigmoid = (z) => 0.5 + 0.5 * Math.tanh(0.5 * z);

/** @param {number} p */
export const clipped = (p) => Math.min(Math.max(p, EPSILON), 1 - EPSILON);

/** Whether a slope passes the clipping. @param {number} p */
export const inside = (p) => p >= EPSILON && p <= 1 - EPSILON;

/**
 * The mean over the columns.
 *
 * @param {OfOne} ofOne
 * @returns {OfRow}
 */
export function averaged(ofOne) {
  return (y, p, parameters) => {
    const found = p.map((each, at) => ofOne(y[at], each, parameters));
    return { value: found.reduce((sum, [value]) => sum + value, 0) / p.length, gradient: found.map(([, slope]) => slope / p.length) };
  };
}

/** @type {OfOne} */
export function binary(y, p) {
  const q = clipped(p);
  return [-(y * Math.log(q) + (1 - y) * Math.log(1 - q)), inside(p) ? (1 - y) / (1 - q) - y / q : 0];
}

/** From the weighted sum z, exact where p would round to 0 or 1. @type {OfOne} */
export const binaryOfSum = (y, z) => [Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z))), sigmoid(z) - y];

/** Lin et al. 2018, equation 5. @type {OfOne} */
export function binaryFocal(y, p, { gamma, alpha, apply_class_balancing: balanced }) {
  const [value, slope] = binary(y, p, {});
  const missing = 1 - (y * p + (1 - y) * (1 - p));
  const weight = balanced ? y * alpha + (1 - y) * (1 - alpha) : 1;
  const bend = gamma ? gamma * missing ** (gamma - 1) * (1 - 2 * y) : 0;
  return [weight * missing ** gamma * value, weight * (missing ** gamma * slope + bend * value)];
}

/** Keras applies the sigmoid and calculates with what comes of it. @type {OfOne} */
export function binaryFocalOfSum(y, z, parameters) {
  const p = sigmoid(z);
  const [value, slope] = binaryFocal(y, p, parameters);
  return [value, slope * p * sigmoid(-z)];
}

/** @type {OfOne} */
export const hinge = (y, p) => [Math.max(1 - y * p, 0), y * p <= 1 ? -y : 0];

/** @type {OfOne} */
export const perceptron = (y, z) => [Math.max(-y * z, 0), y * z <= 0 ? -y : 0];

/** @type {OfOne} */
export const squaredHinge = (y, p) => [Math.max(1 - y * p, 0) ** 2, -2 * y * Math.max(1 - y * p, 0)];

/** @type {OfOne} */
export const squared = (y, p) => [(p - y) ** 2, 2 * (p - y)];

/** @type {OfOne} */
export const halfSquared = (y, p) => [(p - y) ** 2 / 2, p - y];

/** @type {OfOne} */
export const absolute = (y, p) => [Math.abs(p - y), Math.sign(p - y)];

/** @type {OfOne} */
export function huber(y, p, { delta }) {
  const error = p - y;
  const size = Math.abs(error);
  return size <= delta ? [0.5 * error * error, error] : [delta * size - 0.5 * delta * delta, delta * Math.sign(error)];
}

/** @type {OfOne} */
export function logCosh(y, p) {
  const size = Math.abs(p - y);
  return [size + Math.log1p(Math.exp(-2 * size)) - Math.LN2, Math.tanh(p - y)];
}

/** @type {OfOne} */
export function absolutePercentage(y, p) {
  const unit = 100 / Math.max(Math.abs(y), EPSILON);
  return [unit * Math.abs(y - p), unit * Math.sign(p - y)];
}

/** @type {OfOne} */
export function squaredLogarithmic(y, p) {
  const error = Math.log(Math.max(p, EPSILON) + 1) - Math.log(Math.max(y, EPSILON) + 1);
  return [error * error, p >= EPSILON ? (2 * error) / (p + 1) : 0];
}

/** @type {OfOne} */
export const poisson = (y, p) => [p - y * Math.log(p + EPSILON), 1 - y / (p + EPSILON)];
