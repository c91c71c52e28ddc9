// Forward and backward pass of a row through a network of one hidden layer at most, and the mean gradient of a batch.
import { ACTIVATIONS } from "../../shared/activations.js";

/** @import { Problem, Weights } from "./problem.js" */

/**
 * What a row becomes. Lists are by layer, the output layer last.
 *
 * @typedef {object} Pass
 * @property {number[][]} sums weighted sums, z
 * @property {number[][]} values what the units make of them; the row itself comes first
 * @property {number[]} costs what each output adds to the loss, before the mean over outputs
 * @property {number} loss of the row
 * @property {number[]} pulls slope of the row's loss by each output
 * @property {number[][]} slopes of each unit's function; of softmax, by its own sum
 * @property {number[][]} deltas slope of the row's loss by each weighted sum
 * @property {number[]} back slope of the row's loss by each hidden unit
 */

/** Of two outputs the mean counts; of categorical cross-entropy, their sum. @param {Problem} problem */
export function shareOf({ loss, sizes }) {
  return loss === "categorical_crossentropy" ? 1 : 1 / sizes.outputs;
}

/**
 * The function of the output units; softmax is none of a single sum.
 *
 * @param {Problem} problem
 */
export function outputFunction({ output, activation }) {
  return output === "activation" ? activation : ACTIVATIONS[output === "linear" ? "linear" : "sigmoid"]({});
}

/** @param {number[]} sums */
function softmax(sums) {
  const most = Math.max(...sums);
  const powers = sums.map((each) => Math.exp(each - most));
  const all = powers.reduce((sum, each) => sum + each);
  return powers.map((each) => each / all);
}

/**
 * Weighted sums of a layer.
 *
 * @param {Weights} layer
 * @param {number[]} values
 */
function summed({ kernel, bias }, values) {
  return bias.map((offset, unit) => values.reduce((sum, value, from) => sum + value * kernel[from][unit], 0) + offset);
}

/**
 * @param {Problem} problem
 * @param {Weights[]} layers
 * @param {number} row
 * @returns {Pass}
 */
export function passOf(problem, layers, row) {
  const { activation, output } = problem;
  const targets = problem.y[row];
  const values = [problem.x[row]];
  const sums = layers.map((layer, at) => {
    const z = summed(layer, values[at]);
    const last = at === layers.length - 1;
    values.push(last && output === "softmax" ? softmax(z) : z.map(last ? outputFunction(problem).value : activation.value));
    return z;
  });
  const [s, o] = [sums[sums.length - 1], values[values.length - 1]];
  const costs = s.map((_, at) => costOf(problem, s, o, targets, at));
  const share = shareOf(problem);
  const loss = share * costs.reduce((sum, each) => sum + each);
  const pulls = o.map((value, at) => share * pullOf(problem, value, targets[at]));
  const outer = output === "softmax" ? o.map((value) => value * (1 - value)) : s.map(outputFunction(problem).slope);
  const slopes = [...sums.slice(0, -1).map((z) => z.map(activation.slope)), outer];
  const delta = o.map((_, at) => deltaOf(problem, { s, o, targets, share }, at));
  const deltas = [delta];
  /** @type {number[]} */
  let back = [];
  if (layers.length > 1) {
    const { kernel } = layers[1];
    back = kernel.map((ways) => ways.reduce((sum, weight, unit) => sum + weight * delta[unit], 0));
    deltas.unshift(back.map((each, unit) => each * slopes[0][unit]));
  }
  return { sums, values, costs, loss, pulls, slopes, deltas, back };
}

/**
 * From the sums, where values would round to 0 or 1.
 *
 * @param {Problem} problem
 * @param {number[]} s
 * @param {number[]} o
 * @param {number[]} targets
 * @param {number} at
 */
function costOf({ loss }, s, o, targets, at) {
  if (loss === "mean_squared_error") return (o[at] - targets[at]) ** 2;
  if (loss === "binary_crossentropy") return Math.max(s[at], 0) - s[at] * targets[at] + Math.log1p(Math.exp(-Math.abs(s[at])));
  const most = Math.max(...s);
  return targets[at] && targets[at] * (most + Math.log(s.reduce((sum, each) => sum + Math.exp(each - most), 0)) - s[at]);
}

/**
 * @param {Problem} problem
 * @param {number} value
 * @param {number} target
 */
function pullOf({ loss }, value, target) {
  if (loss === "mean_squared_error") return 2 * (value - target);
  return loss === "binary_crossentropy" ? (value - target) / (value * (1 - value)) : -target / value;
}

/**
 * Of cross-entropy the factors multiply to a difference, which is exact where they are not.
 *
 * @param {Problem} problem
 * @param {{ s: number[], o: number[], targets: number[], share: number }} of
 * @param {number} at
 */
function deltaOf(problem, { s, o, targets, share }, at) {
  if (problem.output === "softmax") return o[at] * targets.reduce((sum, each) => sum + each) - targets[at];
  if (problem.loss === "binary_crossentropy") return share * (o[at] - targets[at]);
  return share * 2 * (o[at] - targets[at]) * outputFunction(problem).slope(s[at]);
}

/**
 * Loss of the batch and its slope by every weight and bias: means over the rows.
 *
 * @param {Problem} problem
 * @param {Weights[]} layers
 * @returns {{ passes: Pass[], loss: number, gradients: Weights[] }}
 */
export function batchOf(problem, layers) {
  const passes = problem.x.map((_, row) => passOf(problem, layers, row));
  const mean = (/** @type {(pass: Pass) => number} */ of) => passes.reduce((sum, pass) => sum + of(pass), 0) / passes.length;
  const gradients = layers.map(({ kernel }, layer) => ({
    kernel: kernel.map((ways, from) => ways.map((_, unit) => mean(({ values, deltas }) => values[layer][from] * deltas[layer][unit]))),
    bias: kernel[0].map((_, unit) => mean(({ deltas }) => deltas[layer][unit])),
  }));
  return { passes, loss: mean(({ loss }) => loss), gradients };
}
