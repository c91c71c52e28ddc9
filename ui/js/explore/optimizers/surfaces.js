// Surfaces that optimizers go down on: the loss of two weights, and its gradient.

/**
 * @typedef {object} Surface
 * @property {(x: number, y: number) => number} loss
 * @property {(x: number, y: number) => [number, number]} gradient without noise
 * @property {[x: number, y: number]} centre of the picture
 * @property {number} reach from the centre to the nearer edges of the picture
 * @property {number} floor the least loss
 * @property {[x: number, y: number][]} lowest where it is
 * @property {[flat: number, steep: number]} [curvatures] of a quadratic surface: the eigenvalues of its Hessian
 * @property {number} [noise] standard deviation of what is added to each part of the gradient
 */

/** @typedef {Record<string, number>} Parameters */

/**
 * ½ (u² + condition·v²), where u and v are the axes turned by an angle.
 *
 * @param {number} condition of its Hessian: the steep curvature over the flat one, which is 1
 * @param {number} degrees
 * @returns {Surface}
 */
function quadratic(condition, degrees = 0) {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [xx, xy, yy] = [c * c + condition * s * s, c * s * (1 - condition), s * s + condition * c * c];
  return {
    loss: (x, y) => (xx * x * x + 2 * xy * x * y + yy * y * y) / 2,
    gradient: (x, y) => [xx * x + xy * y, xy * x + yy * y],
    centre: [0, 0],
    reach: 2,
    floor: 0,
    lowest: [[0, 0]],
    curvatures: [1, condition],
  };
}

/** One side of Styblinski and Tang's function: two valleys of different depths. @param {number} x */
const valleys = (x) => (x ** 4 - 16 * x * x + 5 * x) / 2;
/** @param {number} x */
const slope = (x) => 2 * x ** 3 - 16 * x + 2.5;
const DEEPEST = -2.903534027771177;

/** By the key of the registry in core/explorers/surfaces.py. @type {Record<string, (parameters: Parameters) => Surface>} */
export const SURFACES = {
  ravine: ({ condition, angle }) => quadratic(condition, angle),
  bowl: () => quadratic(1),
  saddle: () => ({
    loss: (x, y) => (x * x - y * y) / 2 + y ** 4 / 4,
    gradient: (x, y) => [x, y ** 3 - y],
    centre: [0, 0],
    reach: 1.7,
    floor: -0.25,
    lowest: [[0, 1], [0, -1]],
  }),
  plateau: () => ({
    loss: (x, y) => -Math.expm1(-(x * x + 2 * y * y) / 2),
    gradient: (x, y) => {
      const left = Math.exp(-(x * x + 2 * y * y) / 2);
      return [x * left, 2 * y * left];
    },
    centre: [0, 0],
    reach: 3,
    floor: 0,
    lowest: [[0, 0]],
  }),
  rosenbrock: () => ({
    loss: (x, y) => (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: (x, y) => [2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)],
    centre: [0, 0.6],
    reach: 1.6,
    floor: 0,
    lowest: [[1, 1]],
  }),
  beale: () => ({
    loss: (x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y ** 3) ** 2,
    gradient: (x, y) => {
      const [a, b, c] = [1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y ** 3];
      return [2 * (a * (y - 1) + b * (y * y - 1) + c * (y ** 3 - 1)), 2 * x * (a + 2 * b * y + 3 * c * y * y)];
    },
    centre: [1.4, 0.4],
    reach: 2.4,
    floor: 0,
    lowest: [[3, 0.5]],
  }),
  minima: () => ({
    loss: (x, y) => valleys(x) + valleys(y),
    gradient: (x, y) => [slope(x), slope(y)],
    centre: [0, 0],
    reach: 4.2,
    floor: 2 * valleys(DEEPEST),
    lowest: [[DEEPEST, DEEPEST]],
  }),
  noisy: ({ condition, noise }) => ({ ...quadratic(condition), noise }),
};

/**
 * Standard normal numbers that a seed and a step fix: every optimizer meets the same noise, as if it saw the same batches.
 *
 * @param {number} seed
 * @param {number} step
 * @returns {[number, number]}
 */
export function normals(seed, step) {
  const radius = Math.sqrt(-2 * Math.log(1 - share(seed, 2 * step)));
  const angle = 2 * Math.PI * share(seed, 2 * step + 1);
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

/** From 0 to below 1, by two whole numbers (the mixing of MurmurHash3). @param {number} seed @param {number} at */
function share(seed, at) {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(at + 1, 0xc2b2ae35);
  for (const factor of [0x85ebca6b, 0xc2b2ae35]) mixed = Math.imul(mixed ^ (mixed >>> 15), factor);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * The largest learning rate with which SGD does not leave a quadratic surface: what a step multiplies the way to the minimum
 * by must stay below 1 in size. Without momentum and decay it is 2 / λ; undefined for optimizers that have no such limit.
 *
 * @param {string} optimizer
 * @param {Parameters} parameters
 * @param {Surface} surface
 */
export function largestRate(optimizer, { momentum = 0, nesterov = 0, weight_decay: decay = 0 }, { curvatures }) {
  if (optimizer !== "sgd" || !curvatures) return undefined;
  const ahead = momentum && nesterov ? 1 + 2 * momentum : 1;
  return (2 * (1 + momentum)) / (ahead * curvatures[1] + (1 + momentum) * decay);
}
