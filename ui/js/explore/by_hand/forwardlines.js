// The forward pass and the loss of a row, line by line.
import { formulaOf } from "./formulas.js";
import { lossName, sourceName, sumName, unitAt, weightAt } from "./quantities.js";
import { factor, named, plus, spelled } from "./spelling.js";

/** @import { Line, View } from "./derivation.js" */

/**
 * Sums and values of all units.
 *
 * @param {View} view
 * @returns {Line[]}
 */
export function forwardLines(view) {
  return view.state.layers.flatMap((layer, at) => layer.bias.flatMap((_, unit) => [sumLine(view, at, unit), valueLine(view, at, unit)]));
}

/**
 * @param {View} view
 * @param {number} layer
 * @param {number} unit
 * @returns {Line}
 */
function sumLine({ problem, state, pass, row }, layer, unit) {
  const { kernel, bias } = state.layers[layer];
  const before = pass.values[layer];
  const name = sumName(problem, layer, unit);
  const terms = kernel.map((_, from) => `${weightAt(problem, layer, unit, from).name}·${sourceName(problem, layer, from)}`);
  return {
    id: `${name}@${row}`,
    name,
    formula: plus([...terms, weightAt(problem, layer, unit).name]),
    factors: () => plus([...kernel.map((ways, from) => `${from ? factor(ways[unit]) : spelled(ways[unit])}·${factor(before[from])}`), factor(bias[unit])]),
    value: pass.sums[layer][unit],
  };
}

/**
 * @param {View} view
 * @param {number} layer
 * @param {number} unit
 * @returns {Line}
 */
function valueLine({ problem, pass, row }, layer, unit) {
  const { name } = unitAt(problem, layer, unit);
  const z = pass.sums[layer][unit];
  const line = { id: `${name}@${row}`, name, value: pass.values[layer + 1][unit] };
  if (layer === problem.layers.length - 1 && problem.output === "softmax") {
    const sums = pass.sums[layer];
    const all = plus(sums.map((_, at) => `exp(${sumName(problem, layer, at)})`));
    return { ...line, formula: `exp(${sumName(problem, layer, unit)})/(${all})`, factors: () => `exp(${spelled(z)})/(${plus(sums.map((each) => `exp(${spelled(each)})`))})` };
  }
  const formula = formulaOf(functionOf(problem, layer));
  return { ...line, formula: formula.value(sumName(problem, layer, unit)), factors: () => formula.valueAt(z) };
}

/**
 * Key of the function that the units of a layer apply; of softmax, that of a single output.
 *
 * @param {View["problem"]} problem
 * @param {number} layer
 */
export function functionOf(problem, layer) {
  const { output, layers, named: key } = problem;
  return layer < layers.length - 1 || output === "activation" ? key : output;
}

/**
 * Of a row; of several also that of the batch.
 *
 * @param {View} view
 * @returns {Line[]}
 */
export function lossLines(view) {
  const { problem, state, row } = view;
  const lines = [rowLine(view)];
  const { passes, loss } = state.batch;
  if (passes.length === 1) return lines;
  const count = passes.length;
  passes.forEach((pass, at) => at !== row && lines.push({ id: `L@${at}`, name: lossName(problem, at), formula: "", factors: () => "", value: pass.loss, given: true }));
  const names = passes.map((_, at) => lossName(problem, at));
  return [...lines, { id: "L", name: "L", formula: `(${plus(names)})/${count}`, factors: () => `(${plus(passes.map((pass) => factor(pass.loss)))})/${count}`, value: loss }];
}

/**
 * @param {View} view
 * @returns {Line}
 */
function rowLine({ problem, pass, row }) {
  const o = pass.values[pass.values.length - 1];
  const y = problem.y[row];
  const terms = o.map((_, at) => termOf(problem.loss, named("o", at), named("y", at)));
  const told = () => o.map((value, at) => termOf(problem.loss, factor(value), factor(y[at])));
  const whole = (/** @type {string[]} */ all) => wholeOf(problem, all);
  return { id: problem.sizes.rows > 1 ? `L@${row}` : "L", name: lossName(problem, row), formula: whole(terms), factors: () => whole(told()), value: pass.loss };
}

/**
 * @param {string} loss
 * @param {string} o
 * @param {string} y
 */
function termOf(loss, o, y) {
  if (loss === "mean_squared_error") return `(${o} − ${y})²`;
  return loss === "binary_crossentropy" ? `${y}·ln ${o} + (1 − ${y})·ln(1 − ${o})` : `${y}·ln ${o}`;
}

/**
 * @param {View["problem"]} problem
 * @param {string[]} terms
 */
function wholeOf({ loss }, terms) {
  const many = terms.length > 1;
  if (loss === "mean_squared_error") return many ? `(${plus(terms)})/${terms.length}` : terms[0];
  const all = many || loss === "binary_crossentropy" ? `−(${plus(terms)})` : `−${terms[0]}`;
  return many && loss === "binary_crossentropy" ? `${all}/${terms.length}` : all;
}
