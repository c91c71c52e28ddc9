// Scalings of a column, each with its steps in numbers, as scikit-learn's classes do it.
import { below } from "../../shared/activations.js";
import { spell } from "../told.js";

/**
 * @typedef {object} Fitted
 * @property {(x: number) => number} apply
 * @property {(x: number) => string} formula of a value, with the numbers put in
 * @property {{ name: Name, formula: string }[]} steps what was found of the column, and how
 */

/**
 * What is said of a column, by the key of its word.
 *
 * @typedef {"min" | "max" | "range" | "mean" | "variance" | "deviation" | "largest" | "median" | "quartiles" | "logarithms" | "sorted" | "constant"} Name
 */

const EPSILON = 2 ** -52;
/** Beyond it scikit-learn's QuantileTransformer clips: the normal quantile of 1e-7. */
const FARTHEST = normalQuantile(1e-7 - EPSILON);

const total = (/** @type {number[]} */ list) => list.reduce((sum, value) => sum + value, 0);
/** A negative number in a formula stands in parentheses. @param {number} value */
const within = (value) => (value < 0 ? `(${spell(value)})` : spell(value));

/**
 * scikit-learn takes 1 for a width that is 0, so that a column that does not vary stays finite.
 *
 * @param {number} width
 */
const unlessZero = (width) => (width < 10 * EPSILON ? 1 : width);

/**
 * Mean and standard deviation of all values, of which the squares are averaged over n (ddof 0), not over n - 1.
 *
 * @param {number[]} column
 */
export function meanAndDeviation(column) {
  const n = column.length;
  const mean = total(column) / n;
  const apart = column.map((x) => x - mean);
  const variance = Math.max(0, (total(apart.map((each) => each * each)) - total(apart) ** 2 / n) / n);
  const constant = variance <= n * EPSILON * variance + (n * mean * EPSILON) ** 2;
  return { mean, variance, deviation: constant ? 1 : Math.sqrt(variance), constant };
}

/**
 * The value below which a share of a column is, between its values along a line (NumPy's `percentile`).
 *
 * @param {number[]} sorted
 * @param {number} share
 */
export function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const low = Math.min(Math.floor(at), sorted.length - 1);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (at - low);
}

/**
 * Where a standard normal distribution has a share below it, by halving.
 *
 * @param {number} share
 */
function normalQuantile(share) {
  let [low, high] = [-40, 40];
  while (high - low > 1e-14 * Math.max(1, Math.abs(low))) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (below(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** @returns {Fitted} */
const none = () => ({ apply: (x) => x, formula: (x) => spell(x), steps: [] });

/** @param {number} low @param {number} high @returns {(column: number[]) => Fitted} */
const minMax = (low, high) => (column) => {
  const [min, max] = [Math.min(...column), Math.max(...column)];
  const width = unlessZero(max - min);
  const [times, more] = low ? [`${high - low} · `, " − 1"] : ["", ""];
  return {
    apply: (x) => ((x - min) / width) * (high - low) + low,
    formula: (x) => `${times}(${spell(x)} − ${within(min)}) / ${spell(width)}${more}`,
    steps: [
      { name: "min", formula: spell(min) },
      { name: "max", formula: spell(max) },
      { name: "range", formula: `${spell(max)} − ${within(min)} = ${spell(max - min)}` },
      ...constantStep(max - min !== width),
    ],
  };
};

/** @param {boolean} constant @returns {Fitted["steps"]} */
const constantStep = (constant) => (constant ? [{ name: "constant", formula: "" }] : []);

/** @param {number[]} column @returns {Fitted} */
function standard(column) {
  const { mean, variance, deviation, constant } = meanAndDeviation(column);
  const n = column.length;
  return {
    apply: (x) => (x - mean) / deviation,
    formula: (x) => `(${spell(x)} − ${within(mean)}) / ${spell(deviation)}`,
    steps: [
      { name: "mean", formula: `(${column.map(within).join(" + ")}) / ${n} = ${spell(mean)}` },
      { name: "variance", formula: `(${column.map((x) => `${within(x - mean)}²`).join(" + ")}) / ${n} = ${spell(variance)}` },
      { name: "deviation", formula: `√${spell(variance)} = ${spell(Math.sqrt(variance))}` },
      ...constantStep(constant),
    ],
  };
}

/** @param {number[]} column @returns {Fitted} */
function maxAbs(column) {
  const largest = Math.max(...column.map(Math.abs));
  const width = unlessZero(largest);
  return { apply: (x) => x / width, formula: (x) => `${spell(x)} / ${spell(width)}`, steps: [{ name: "largest", formula: spell(largest) }, ...constantStep(largest !== width)] };
}

/** @param {number[]} column @returns {Fitted} */
function robust(column) {
  const sorted = column.toSorted((a, b) => a - b);
  const [first, median, third] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  const width = unlessZero(third - first);
  return {
    apply: (x) => (x - median) / width,
    formula: (x) => `(${spell(x)} − ${within(median)}) / ${spell(width)}`,
    steps: [
      { name: "median", formula: spell(median) },
      { name: "quartiles", formula: `${spell(third)} − ${within(first)} = ${spell(third - first)}` },
      ...constantStep(third - first !== width),
    ],
  };
}

/** @param {number[]} column @returns {Fitted} */
function logarithm(column) {
  const log = (/** @type {number} */ x) => Math.sign(x) * Math.log1p(Math.abs(x));
  const logs = column.map(log);
  const { apply, steps } = standard(logs);
  const { mean, deviation } = meanAndDeviation(logs);
  return {
    apply: (x) => apply(log(x)),
    formula: (x) => `(${x < 0 ? "−" : ""}ln(1 + ${spell(Math.abs(x))}) − ${within(mean)}) / ${spell(deviation)}`,
    steps: [{ name: "logarithms", formula: logs.map((each) => spell(each)).join(", ") }, ...steps],
  };
}

/** @param {boolean} normal bent to a normal distribution @returns {(column: number[]) => Fitted} */
const quantiles = (normal) => (column) => {
  const sorted = column.toSorted((a, b) => a - b);
  const share = (/** @type {number} */ x) => {
    const margin = normal ? 1e-7 : 0;
    if (normal ? x - margin < sorted[0] : x === sorted[0]) return 0;
    if (normal ? x + margin > sorted[sorted.length - 1] : x === sorted[sorted.length - 1]) return 1;
    return rank(sorted, x) / (sorted.length - 1);
  };
  const bend = (/** @type {number} */ part) => Math.min(Math.max(normalQuantile(part), FARTHEST), -FARTHEST);
  return {
    apply: (x) => (normal ? bend(share(x)) : share(x)),
    formula: (x) => (normal ? `Φ⁻¹(${spell(share(x))})` : `${spell(rank(sorted, x))} / ${sorted.length - 1}`),
    steps: [{ name: "sorted", formula: sorted.map((each) => spell(each)).join(" ≤ ") }],
  };
};

/**
 * Place of a value in a sorted column, from 0, the middle of equal ones; between values along a line.
 *
 * @param {number[]} sorted
 * @param {number} x
 */
function rank(sorted, x) {
  const first = sorted.findIndex((each) => each >= x);
  if (first < 0) return sorted.length - 1;
  if (sorted[first] === x) return (first + sorted.lastIndexOf(x)) / 2;
  return first ? first - 1 + (x - sorted[first - 1]) / (sorted[first] - sorted[first - 1]) : 0;
}

/** By the key of the lab's registry. @type {Record<string, (column: number[]) => Fitted>} */
export const SCALERS = {
  none,
  standard,
  minmax: minMax(0, 1),
  symmetric: minMax(-1, 1),
  maxabs: maxAbs,
  robust,
  log: logarithm,
  quantile: quantiles(false),
  quantile_normal: quantiles(true),
};

/** Their keys, for tests. */
export const known = () => Object.keys(SCALERS);

/**
 * A column, scaled.
 *
 * @param {string} key
 * @param {number[]} column
 */
export function scaled(key, column) {
  return column.map(SCALERS[key](column).apply);
}
