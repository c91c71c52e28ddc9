// The line, or the constant, that is best by a loss: four losses of regression, which an outlier moves more or less.
import { absolute, huber, logCosh, squared } from "./columns.js";

/** @import { OfOne } from "./columns.js" */

/** @typedef {[x: number, y: number]} Point */
/** @typedef {{ slope: number, base: number, loss: number }} Fit y = base + slope x, and the mean loss */
/** @typedef {"mean_squared_error" | "mean_absolute_error" | "huber" | "log_cosh"} Key */

/** @type {Record<Key, OfOne>} */
export const OF_ERRORS = { mean_squared_error: squared, mean_absolute_error: absolute, huber, log_cosh: logCosh };

/** Weight of a row in weighted least squares by which the loss falls: its slope over the error. @type {Record<"huber" | "log_cosh", (error: number, delta: number) => number>} */
const WEIGHTS = {
  huber: (error, delta) => (Math.abs(error) <= delta ? 1 : delta / Math.abs(error)),
  log_cosh: (error) => (Math.abs(error) < 1e-6 ? 1 : Math.tanh(error) / error),
};
const ROUNDS = 400;

/**
 * @param {Key} key
 * @param {Point[]} points
 * @param {number} delta of Huber's loss
 * @param {{ slope: number, base: number }} line
 */
export function meanLoss(key, points, delta, { slope, base }) {
  return points.reduce((sum, [x, y]) => sum + OF_ERRORS[key](y, base + slope * x, { delta })[0], 0) / points.length;
}

/**
 * Weighted least squares.
 *
 * @param {Point[]} points
 * @param {number[]} weights
 * @param {boolean} flat a constant instead of a line
 */
function leastSquares(points, weights, flat) {
  let [sum, sumX, sumY] = [0, 0, 0];
  points.forEach(([x, y], at) => {
    sum += weights[at];
    sumX += weights[at] * x;
    sumY += weights[at] * y;
  });
  const [meanX, meanY] = [sumX / sum, sumY / sum];
  let [spread, together] = [0, 0];
  points.forEach(([x, y], at) => {
    spread += weights[at] * (x - meanX) ** 2;
    together += weights[at] * (x - meanX) * (y - meanY);
  });
  const slope = flat || !spread ? 0 : together / spread;
  return { slope, base: meanY - slope * meanX };
}

/**
 * The best of all lines through two of the points, or through one with slope 0: one of these is best by the absolute error
 * (Bloomfield & Steiger 1983). Of equally good constants, their middle, as a median is.
 *
 * @param {Point[]} points
 * @param {boolean} flat
 */
function leastAbsolute(points, flat) {
  if (flat) {
    const sorted = points.map(([, y]) => y).sort((a, b) => a - b);
    const half = sorted.length / 2;
    return { slope: 0, base: (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2 };
  }
  let best = { slope: 0, base: points[0][1] };
  let least = Infinity;
  points.forEach(([x, y], at) => {
    for (const [otherX, otherY] of points.slice(at + 1)) {
      if (x === otherX) continue;
      const slope = (otherY - y) / (otherX - x);
      const line = { slope, base: y - slope * x };
      const loss = meanLoss("mean_absolute_error", points, 1, line);
      if (loss < least) [best, least] = [line, loss];
    }
  });
  return best;
}

/**
 * @param {Key} key
 * @param {Point[]} points of which not all have the same x
 * @param {number} delta of Huber's loss
 * @param {boolean} flat a constant instead of a line
 * @returns {Fit}
 */
export function fitOf(key, points, delta, flat) {
  let line = leastSquares(points, points.map(() => 1), flat);
  if (key === "mean_absolute_error") line = leastAbsolute(points, flat);
  else if (key !== "mean_squared_error") {
    line = leastAbsolute(points, flat); // near the outcome already, wherever the outlier is
    for (let round = 0; round < ROUNDS; round++) {
      const weights = points.map(([x, y]) => WEIGHTS[key](line.base + line.slope * x - y, delta));
      const next = leastSquares(points, weights, flat);
      const moved = Math.abs(next.slope - line.slope) + Math.abs(next.base - line.base);
      line = next;
      if (moved < 1e-12) break;
    }
  }
  return { ...line, loss: meanLoss(key, points, delta, line) };
}
