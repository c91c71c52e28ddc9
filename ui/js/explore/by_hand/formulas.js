// Activation functions and their slopes as formulas, for those that have short ones.
import { factor } from "./spelling.js";

/** @typedef {{ value: (z: string) => string, slope: (z: string, a: string) => string }} Formula `a` is the value */

/** @param {string} above @param {string} below */
const over = (above, below) => `${above}/${below}`;

/** @type {Record<string, Formula>} */
const FORMULAS = {
  linear: { value: (z) => z, slope: () => "1" },
  sigmoid: { value: (z) => `1/(1 + exp(−${z}))`, slope: (_, a) => `${a}·(1 − ${a})` },
  tanh: { value: (z) => `tanh(${z})`, slope: (_, a) => `1 − ${a}²` },
  relu: { value: (z) => `max(0, ${z})`, slope: (z) => `φ′(${z})` },
  silu: { value: (z) => `${z}/(1 + exp(−${z}))`, slope: (z) => `φ′(${z})` },
  softplus: { value: (z) => `ln(1 + exp(${z}))`, slope: (z) => `1/(1 + exp(−${z}))` },
  softsign: { value: (z) => over(z, `(1 + |${z}|)`), slope: (z) => over("1", `(1 + |${z}|)²`) },
  exponential: { value: (z) => `exp(${z})`, slope: (_, a) => a },
};

/** @type {Formula} */
const ANY = { value: (z) => `φ(${z})`, slope: (z) => `φ′(${z})` };

/**
 * The formula of an activation function, by its key, with names and with numbers.
 *
 * @param {string} key
 */
export function formulaOf(key) {
  const { value, slope } = FORMULAS[key] ?? ANY;
  return {
    value: (/** @type {string} */ z) => value(z),
    slope: (/** @type {string} */ z, /** @type {string} */ a) => slope(z, a),
    valueAt: (/** @type {number} */ z) => value(factor(z)),
    slopeAt: (/** @type {number} */ z, /** @type {number} */ a) => slope(factor(z), factor(a)),
  };
}
