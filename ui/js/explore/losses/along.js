// What a loss says while one output of a network moves, and how steep it is there.
import { LOSSES } from "./entries.js";
import { sigmoid } from "./columns.js";
import { softmax, total } from "./rows.js";

/** @import { Parameters } from "./columns.js" */
/** @import { Range } from "../../shared/ranges.js" */

/** @typedef {"binary" | "multiclass" | "regression"} Task */

/**
 * @typedef {object} Setting
 * @property {string} loss its key
 * @property {Parameters} parameters
 * @property {Task} task
 * @property {"sum" | "output"} axis what moves: the weighted sum, or what the activation makes of it
 * @property {boolean} truth of classes: whether the one that moves is the right one
 * @property {number} target of a number
 */

/** @typedef {"linear" | "sigmoid" | "tanh" | "softplus" | "softmax"} Output */

/** Value, slope and inverse of the output's activation, of one column. */
const OUTPUTS = {
  linear: { value: (/** @type {number} */ z) => z, slope: () => 1, sum: (/** @type {number} */ p) => p },
  sigmoid: { value: sigmoid, slope: (/** @type {number} */ z) => sigmoid(z) * sigmoid(-z), sum: (/** @type {number} */ p) => Math.log(p) - Math.log1p(-p) },
  tanh: { value: Math.tanh, slope: (/** @type {number} */ z) => 4 * sigmoid(2 * z) * sigmoid(-2 * z), sum: Math.atanh },
  softplus: { value: (/** @type {number} */ z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), slope: sigmoid, sum: (/** @type {number} */ p) => Math.log(Math.expm1(p)) },
};

/**
 * How many columns the output has.
 *
 * @param {Pick<Setting, "loss" | "task">} setting
 */
export function columnsOf({ loss, task }) {
  if (task === "regression") return 1;
  const { target } = LOSSES[loss];
  if (task === "binary") return target === "classes" ? 2 : 1;
  return 3;
}

/**
 * @param {Pick<Setting, "loss" | "task">} setting
 * @returns {Output}
 */
export function outputOf(setting) {
  const { output = "sigmoid", ofNumber = "linear" } = LOSSES[setting.loss];
  if (setting.task === "regression") return ofNumber;
  return columnsOf(setting) > 1 ? "softmax" : output;
}

/**
 * The targets, a column each; the class that moves is the first of several.
 *
 * @param {Setting} setting
 */
export function targetsOf({ loss, task, truth, target }) {
  if (task === "regression") return [target];
  const columns = columnsOf({ loss, task });
  if (columns === 1) return [truth ? 1 : LOSSES[loss].target === "sign" ? -1 : 0];
  return Array.from({ length: columns }, (_, at) => Number(at === (truth ? 0 : 1)));
}

/**
 * The outputs where the weighted sum of the one that moves is z; those of the others are 0.
 *
 * @param {Setting} setting
 * @param {number} z
 */
export function outputsAt(setting, z) {
  const output = outputOf(setting);
  return output === "softmax" ? softmax([z, ...Array(columnsOf(setting) - 1).fill(0)]) : [OUTPUTS[output].value(z)];
}

/**
 * Where on the axis the weighted sum z is.
 *
 * @param {Setting} setting
 * @param {number} z
 */
export const placeOf = (setting, z) => (setting.axis === "sum" ? z : outputsAt(setting, z)[0]);

/**
 * The weighted sum at a place on the axis: the way back from `placeOf`.
 *
 * @param {Setting} setting
 * @param {number} at
 */
export function sumAt(setting, at) {
  const output = outputOf(setting);
  if (setting.axis === "sum") return at;
  if (output !== "softmax") return OUTPUTS[output].sum(at);
  return Math.log(columnsOf(setting) - 1) + OUTPUTS.sigmoid.sum(at);
}

/**
 * The axis from end to end.
 *
 * @param {Setting} setting
 * @returns {Range}
 */
export function reach(setting) {
  if (setting.axis === "sum") return [-8, 8];
  /** @type {Record<Output, Range>} */
  const ranges = { linear: [-8, 8], sigmoid: [0, 1], softmax: [0, 1], tanh: [-1, 1], softplus: [0, 8] };
  return ranges[outputOf(setting)];
}

/**
 * The loss at a place on the axis, and its slope along the axis.
 *
 * @param {Setting} setting
 * @param {number} at
 * @returns {[value: number, slope: number]}
 */
export function lossAt(setting, at) {
  const { of, ofSums } = LOSSES[setting.loss];
  const y = targetsOf(setting);
  const others = y.length - 1;
  if (setting.axis === "output") {
    // Several outputs add up to 1: what one takes, the others give, in equal shares.
    const { value, gradient } = of(y, [at, ...Array(others).fill((1 - at) / others)], setting.parameters);
    return [value, gradient[0] - (others ? total(gradient.slice(1)) / others : 0)];
  }
  if (ofSums) {
    const { value, gradient } = ofSums(y, [at, ...Array(others).fill(0)], setting.parameters);
    return [value, gradient[0]];
  }
  const p = outputsAt(setting, at);
  const { value, gradient } = of(y, p, setting.parameters);
  const output = outputOf(setting);
  if (output !== "softmax") return [value, gradient[0] * OUTPUTS[output].slope(at)];
  return [value, p[0] * (gradient[0] - total(gradient.map((slope, each) => slope * p[each])))];
}

/**
 * `lossAt` at many places.
 *
 * @param {Setting} setting
 * @param {number[]} places
 */
export function curveOf(setting, places) {
  const found = places.map((at) => lossAt(setting, at));
  return { value: found.map(([value]) => value), slope: found.map(([, slope]) => slope) };
}
