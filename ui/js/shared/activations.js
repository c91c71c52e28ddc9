// Activation functions and their slopes as Keras defines them, in double precision (tests/explore holds them to Keras).

/** @import { Texts } from "./menus.d.ts" */

/** @typedef {{ value: (z: number) => number, slope: (z: number) => number }} Activation */
/** @typedef {Record<string, number>} Parameters */

const sigmoid = (/** @type {number} */ z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
const bell = (/** @type {number} */ z) => {
  const tail = Math.exp(-Math.abs(z));
  return tail / (1 + tail) ** 2;
};

/** @param {number} below slope of negative values */
const bent = (below) => ({ value: (/** @type {number} */ z) => (z > 0 ? z : below * z), slope: (/** @type {number} */ z) => (z > 0 ? 1 : below) });

/** @param {number} alpha @param {number} [scale] */
const exponentialUnit = (alpha, scale = 1) => ({
  value: (/** @type {number} */ z) => scale * (z > 0 ? z : alpha * Math.expm1(z)),
  slope: (/** @type {number} */ z) => scale * (z > 0 ? 1 : alpha * Math.exp(z)),
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
  prelu: ({ slope }) => bent(slope),
  elu: ({ alpha }) => exponentialUnit(alpha),
  selu: () => exponentialUnit(1.6732632423543772, 1.0507009873554805),
};

/**
 * The function that is chosen at `path`.
 *
 * @param {Texts} texts
 * @param {string} path
 */
export function activationOf(texts, path) {
  const parameters = Object.fromEntries(
    Object.entries(texts)
      .filter(([each]) => each.startsWith(`${path}.`))
      .map(([each, text]) => [each.slice(path.length + 1), Number(text)]),
  );
  return ACTIVATIONS[texts[path]](parameters);
}
