// Activation functions and their slopes as Keras defines them, in double precision: tests/explore holds them to those that
// theory uses (core/theory/activations.py), which are held to Keras.

/** @import { Texts } from "./menus.d.ts" */

/** @typedef {(z: number) => number} Curve */
/** @typedef {{ value: Curve, slope: Curve }} Activation `slope` at a kink: any of the two */
/** @typedef {Record<string, number>} Parameters */

/** @type {Curve} */
const sigmoid = (z) => 0.5 + 0.5 * Math.tanh(0.5 * z);

/** Slope of the sigmoid; exact far out too. @type {Curve} */
const bell = (z) => {
  const tail = Math.exp(-Math.abs(z));
  return tail / (1 + tail) ** 2;
};

/** @type {Curve} */
const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));

/** Between `low` and `high`. @type {(z: number, low: number, high: number) => number} */
const clip = (z, low, high) => Math.min(Math.max(z, low), high);

/**
 * Share of a standard normal distribution below z: the series of the error function, far out its continued fraction.
 *
 * @param {number} z
 */
export function below(z) {
  const size = Math.abs(z);
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (size > 5) {
    let fraction = size;
    for (let at = 40; at > 0; at--) fraction = size + at / fraction;
    return z > 0 ? 1 - density / fraction : density / fraction;
  }
  let term = size;
  let sum = size;
  for (let at = 3; term > 1e-17 * sum; at += 2) sum += term *= (size * size) / at;
  return 0.5 + Math.sign(z) * density * sum;
}

/** @param {number} negative slope of negative values @returns {Activation} */
const bent = (negative) => ({ value: (z) => (z > 0 ? z : negative * z), slope: (z) => (z > 0 ? 1 : negative) });

/** @param {number} alpha @param {number} [scale] @returns {Activation} */
const exponentialUnit = (alpha, scale = 1) => ({
  value: (z) => scale * (z > 0 ? z : alpha * Math.expm1(z)),
  slope: (z) => scale * (z > 0 ? 1 : alpha * Math.exp(z)),
});

/**
 * A straight line from `low` to `high`, and flat beyond.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} steep
 * @param {number} [middle] at 0
 * @returns {Activation}
 */
const ramp = (low, high, steep, middle = 0) => ({
  value: (z) => clip(steep * z + middle, low, high),
  slope: (z) => (steep * z + middle > low && steep * z + middle < high ? steep : 0),
});

/** @param {number} threshold @param {boolean} soft @returns {Activation} */
const shrink = (threshold, soft) => ({
  value: (z) => (Math.abs(z) > threshold ? z - (soft ? Math.sign(z) * threshold : 0) : 0),
  slope: (z) => Number(Math.abs(z) > threshold),
});

/** @returns {Activation} */
const mish = () => ({
  value: (z) => z * Math.tanh(softplus(z)),
  slope: (z) => {
    const bend = Math.tanh(softplus(z));
    return bend + z * (1 - bend * bend) * sigmoid(z);
  },
});

/**
 * By the key of the lab's registry, from the parameters.
 *
 * @type {Record<string, (parameters: Parameters) => Activation>}
 */
export const ACTIVATIONS = {
  linear: () => ({ value: (z) => z, slope: () => 1 }),
  sigmoid: () => ({ value: sigmoid, slope: bell }),
  tanh: () => ({ value: Math.tanh, slope: (z) => 4 * bell(2 * z) }),
  relu: () => bent(0),
  leaky_relu: ({ slope }) => bent(slope),
  elu: ({ alpha }) => exponentialUnit(alpha),
  selu: () => exponentialUnit(1.6732632423543772, 1.0507009873554805), // Klambauer et al. 2017, equation 14
  gelu: () => ({ value: (z) => z * below(z), slope: (z) => below(z) + (z * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI) }),
  silu: () => ({ value: (z) => z * sigmoid(z), slope: (z) => sigmoid(z) + z * bell(z) }),
  softplus: () => ({ value: softplus, slope: sigmoid }),
  softsign: () => ({ value: (z) => z / (1 + Math.abs(z)), slope: (z) => (1 + Math.abs(z)) ** -2 }),
  prelu: ({ slope }) => bent(slope),
  celu: ({ alpha }) => ({ value: (z) => (z > 0 ? z : alpha * Math.expm1(z / alpha)), slope: (z) => (z > 0 ? 1 : Math.exp(z / alpha)) }),
  mish,
  squareplus: ({ b }) => ({ value: (z) => 0.5 * (z + Math.sqrt(z * z + b)), slope: (z) => 0.5 * (1 + z / Math.sqrt(z * z + b)) }),
  sparse_plus: () => ({ value: (z) => (z <= -1 ? 0 : z >= 1 ? z : 0.25 * (z + 1) ** 2), slope: (z) => clip(0.5 * (z + 1), 0, 1) }),
  relu6: () => ramp(0, 6, 1),
  exponential: () => ({ value: Math.exp, slope: Math.exp }),
  log_sigmoid: () => ({ value: (z) => -softplus(-z), slope: (z) => sigmoid(-z) }),
  hard_silu: () => ({ value: (z) => z * clip(z / 6 + 0.5, 0, 1), slope: (z) => (Math.abs(z) < 3 ? z / 3 + 0.5 : Number(z > 0)) }),
  hard_sigmoid: () => ramp(0, 1, 1 / 6, 0.5),
  sparse_sigmoid: () => ramp(0, 1, 0.5, 0.5),
  hard_tanh: () => ramp(-1, 1, 1),
  tanh_shrink: () => ({ value: (z) => z - Math.tanh(z), slope: (z) => Math.tanh(z) ** 2 }),
  soft_shrink: ({ threshold }) => shrink(threshold, true),
  hard_shrink: ({ threshold }) => shrink(threshold, false),
  threshold: ({ threshold, default_value: other }) => ({ value: (z) => (z > threshold ? z : other), slope: (z) => Number(z > threshold) }),
};

/**
 * The function that is chosen at `path`, with its parameters.
 *
 * @param {Texts} texts
 * @param {string} path
 */
export function activationOf(texts, path) {
  const own = Object.entries(texts).filter(([each]) => each.startsWith(`${path}.`));
  return ACTIVATIONS[texts[path]](Object.fromEntries(own.map(([each, text]) => [each.slice(path.length + 1), Number(text)])));
}

/**
 * Values and slopes at each of `z`, for tests.
 *
 * @param {Texts} texts
 * @param {number[]} z
 */
export function evaluated(texts, z) {
  const { value, slope } = activationOf(texts, "activation");
  return { value: z.map(value), slope: z.map(slope) };
}
