// The squared error of a model with two weights and no bias, and gradient descent on it.

/** @typedef {[w1: number, w2: number]} Weights */

/**
 * The loss as a bowl: `least` plus half the curvature in the two directions, of the distance from `bottom`.
 *
 * @typedef {object} Bowl
 * @property {[number, number]} curvatures eigenvalues of the Hessian, the larger first
 * @property {[Weights, Weights]} directions of these, of length 1
 * @property {Weights} bottom weights of the least loss, the shortest of several
 * @property {number} least
 */

/** A direction counts as level where its curvature is below this share of the other's. */
const LEVEL = 1e-13;
const FAR = 1e12;

/**
 * @param {Weights[]} features
 * @param {number[]} targets
 * @returns {Bowl}
 */
export function bowlOf(features, targets) {
  const n = features.length;
  const mean = (/** @type {(row: Weights, at: number) => number} */ of) => features.reduce((sum, row, at) => sum + of(row, at), 0) / n;
  const [a, b, d] = [mean(([x]) => 2 * x * x), mean(([x, z]) => 2 * x * z), mean(([, z]) => 2 * z * z)];
  const half = Math.hypot((a - d) / 2, b);
  const large = (a + d) / 2 + half;
  // Not (a + d) / 2 - half, of which nearly all digits may cancel.
  const small = large > 0 ? Math.max(0, (a * d - b * b) / large) : 0;
  const angle = 0.5 * Math.atan2(2 * b, a - d);
  /** @type {[Weights, Weights]} */
  const directions = [[Math.cos(angle), Math.sin(angle)], [-Math.sin(angle), Math.cos(angle)]];
  const pull = [mean(([x], at) => 2 * x * targets[at]), mean(([, z], at) => 2 * z * targets[at])];
  /** @type {Weights} */
  const bottom = [0, 0];
  [large, small].forEach((curvature, at) => {
    if (curvature <= LEVEL * large) return;
    const [u, v] = directions[at];
    const along = (u * pull[0] + v * pull[1]) / curvature;
    bottom[0] += along * u;
    bottom[1] += along * v;
  });
  const least = mean(([x, z], at) => (bottom[0] * x + bottom[1] * z - targets[at]) ** 2);
  return { curvatures: [large, small > LEVEL * large ? small : 0], directions, bottom, least };
}

/** How many times the bowl is steeper in one direction than in the other. @param {Bowl} bowl */
export const conditionOf = ({ curvatures: [large, small] }) => (small ? large / small : large ? Infinity : NaN);

/** Gradient descent diverges above this rate. @param {Bowl} bowl */
export const largestRate = ({ curvatures: [large] }) => (large ? 2 / large : Infinity);

/** The rate at which the slowest direction is quickest; where one is level, that of the other. @param {Bowl} bowl */
export const bestRate = ({ curvatures: [large, small] }) => (large ? 2 / (large + (small || large)) : 1);

/**
 * What is left of the distance from the bottom after a step, in the slowest of the directions that are not level.
 *
 * @param {Bowl} bowl
 * @param {number} rate
 */
export function left({ curvatures }, rate) {
  return Math.max(...curvatures.filter((each) => each > 0).map((each) => Math.abs(1 - rate * each)), 0);
}

/**
 * How much the loss is above the least.
 *
 * @param {Bowl} bowl
 * @param {Weights} weights
 */
export function above({ curvatures, directions, bottom }, [w1, w2]) {
  const [x, y] = [w1 - bottom[0], w2 - bottom[1]];
  return directions.reduce((sum, [u, v], at) => sum + 0.5 * curvatures[at] * (u * x + v * y) ** 2, 0);
}

/**
 * Weights after each step, the start first; it ends early where it has gone very far.
 *
 * @param {Weights[]} features
 * @param {number[]} targets
 * @param {{ start: Weights, rate: number, steps: number }} course
 * @returns {Weights[]}
 */
export function descent(features, targets, { start, rate, steps }) {
  const way = [start];
  for (let step = 0; step < steps; step++) {
    const [w1, w2] = way[step];
    let [g1, g2] = [0, 0];
    features.forEach(([x, z], at) => {
      const error = w1 * x + w2 * z - targets[at];
      g1 += (2 * error * x) / features.length;
      g2 += (2 * error * z) / features.length;
    });
    /** @type {Weights} */
    const next = [w1 - rate * g1, w2 - rate * g2];
    if (!(Math.max(Math.abs(next[0]), Math.abs(next[1])) < FAR)) break;
    way.push(next);
  }
  return way;
}

/**
 * Points around the bowl at a height above its bottom; a level direction is very long.
 *
 * @param {Bowl} bowl
 * @param {number} height
 * @returns {Weights[]}
 */
export function contour({ curvatures, directions, bottom }, height) {
  const [along, across] = curvatures.map((each) => Math.sqrt((2 * height) / Math.max(each, 1e-7 * curvatures[0], 1e-300)));
  return Array.from({ length: 121 }, (_, at) => {
    const angle = (at * Math.PI) / 60;
    const [u, v] = [along * Math.cos(angle), across * Math.sin(angle)];
    return [bottom[0] + u * directions[0][0] + v * directions[1][0], bottom[1] + u * directions[0][1] + v * directions[1][1]];
  });
}
