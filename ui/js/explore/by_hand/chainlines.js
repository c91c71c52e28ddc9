// The chain rule for a row, factor by factor, from the loss back to a weight.
import { functionOf } from "./forwardlines.js";
import { formulaOf } from "./formulas.js";
import { lossName, sourceName, sumName, unitAt } from "./quantities.js";
import { by, factor, named, plus } from "./spelling.js";

/** @import { Line, View } from "./derivation.js" */
/** @import { Quantity } from "./quantities.js" */

/**
 * Back to the sums of the output units: of one, or of all.
 *
 * @param {View} view
 * @param {number} [only]
 * @returns {Line[]}
 */
export function outputLines(view, only) {
  const { o, layer } = outputsOf(view);
  const units = only === undefined ? o.map((_, unit) => unit) : [only];
  const soft = view.problem.output === "softmax";
  const pulled = soft ? o.map((_, unit) => unit) : units;
  return [
    ...(soft ? pulled.map((unit) => pullLine(view, unit)) : []),
    ...units.flatMap((unit) => (soft ? [...o.map((_, of) => softLine(view, of, unit)), softDelta(view, unit)] : [pullLine(view, unit), slopeLine(view, layer, unit), deltaLine(view, unit)])),
  ];
}

/** @param {View} view */
function outputsOf({ pass }) {
  return { o: pass.values[pass.values.length - 1], layer: pass.sums.length - 1 };
}

/** @param {View} view @param {string} id @param {string} of */
function head({ problem, row }, id, of) {
  return { id: `${id}@${row}`, name: by(lossName(problem, row), of) };
}

/**
 * Slope of the row's loss by an output.
 *
 * @param {View} view
 * @param {number} unit
 * @returns {Line}
 */
function pullLine(view, unit) {
  const { problem, pass, row } = view;
  const { o } = outputsOf(view);
  const spell = (/** @type {string} */ value, /** @type {string} */ target) => {
    const share = problem.sizes.outputs > 1 ? `/${problem.sizes.outputs}` : "";
    if (problem.loss === "mean_squared_error") return `2·(${value} − ${target})${share}`;
    return problem.loss === "binary_crossentropy" ? `(${value} − ${target})/(${value}·(1 − ${value}))${share}` : `−${target}/${value}`;
  };
  const name = named("o", unit);
  return { ...head(view, `d${name}`, name), formula: spell(name, named("y", unit)), factors: () => spell(factor(o[unit]), factor(problem.y[row][unit])), value: pass.pulls[unit] };
}

/**
 * Slope of a unit's function.
 *
 * @param {View} view
 * @param {number} layer
 * @param {number} unit
 * @returns {Line}
 */
function slopeLine({ problem, pass, row }, layer, unit) {
  const z = sumName(problem, layer, unit);
  const a = unitAt(problem, layer, unit).name;
  const formula = formulaOf(functionOf(problem, layer));
  const name = by(a, z);
  return { id: `${name}@${row}`, name, formula: formula.slope(z, a), factors: () => formula.slopeAt(pass.sums[layer][unit], pass.values[layer + 1][unit]), value: pass.slopes[layer][unit] };
}

/**
 * Slope of softmax's output `of` by the sum of another, or by its own.
 *
 * @param {View} view
 * @param {number} of
 * @param {number} unit
 * @returns {Line}
 */
function softLine(view, of, unit) {
  const { o } = outputsOf(view);
  const [first, second] = [named("o", of), named("o", unit)];
  const spell = (/** @type {string} */ one, /** @type {string} */ other) => (of === unit ? `${one}·(1 − ${one})` : `−${one}·${other}`);
  const name = by(first, named("s", unit));
  return { id: `${name}@${view.row}`, name, formula: spell(first, second), factors: () => spell(factor(o[of]), factor(o[unit])), value: o[of] * (Number(of === unit) - o[unit]) };
}

/**
 * Slope of the row's loss by the sum of an output of softmax: over all outputs, on which it acts.
 *
 * @param {View} view
 * @param {number} unit
 * @returns {Line}
 */
function softDelta(view, unit) {
  const { problem, pass, row } = view;
  const { o, layer } = outputsOf(view);
  const loss = lossName(problem, row);
  const sum = named("s", unit);
  const slope = (/** @type {number} */ of) => o[of] * (Number(of === unit) - o[unit]);
  return {
    ...head(view, `d${sum}`, sum),
    formula: plus(o.map((_, of) => `${by(loss, named("o", of))}·${by(named("o", of), sum)}`)),
    factors: () => plus(o.map((_, of) => `${factor(pass.pulls[of])}·${factor(slope(of))}`)),
    value: pass.deltas[layer][unit],
  };
}

/**
 * Of binary cross-entropy both factors multiply to a difference, which stays right where they are infinite and 0.
 *
 * @param {View} view
 * @param {number} unit
 * @returns {Line}
 */
function deltaLine(view, unit) {
  const { problem, pass, row } = view;
  const { o, layer } = outputsOf(view);
  const [sum, out] = [named("s", unit), named("o", unit)];
  const [pull, slope] = [pass.pulls[unit], pass.slopes[layer][unit]];
  const crossed = problem.loss === "binary_crossentropy";
  const share = problem.sizes.outputs > 1 ? `/${problem.sizes.outputs}` : "";
  const short = (/** @type {string} */ value, /** @type {string} */ target) => `(${value} − ${target})${share}`;
  return {
    ...head(view, `d${sum}`, sum),
    formula: `${by(lossName(problem, row), out)}·${by(out, sum)}${crossed ? ` = ${short(out, named("y", unit))}` : ""}`,
    factors: () => (crossed ? short(factor(o[unit]), factor(problem.y[row][unit])) : `${factor(pull)}·${factor(slope)}`),
    value: pass.deltas[layer][unit],
  };
}

/**
 * On to the sum of a hidden unit.
 *
 * @param {View} view
 * @param {number} unit
 * @returns {Line[]}
 */
export function hiddenLines(view, unit) {
  const { problem, state, pass, row } = view;
  const loss = lossName(problem, row);
  const { name } = unitAt(problem, 0, unit);
  const sum = sumName(problem, 0, unit);
  const ways = state.layers[1].kernel[unit];
  const back = {
    ...head(view, `d${name}`, name),
    formula: plus(ways.map((_, out) => `${by(loss, named("s", out))}·${named("v", unit, out)}`)),
    factors: () => plus(ways.map((weight, out) => `${factor(pass.deltas[1][out])}·${factor(weight)}`)),
    value: pass.back[unit],
  };
  const delta = {
    ...head(view, `d${sum}`, sum),
    formula: `${by(loss, name)}·${by(name, sum)}`,
    factors: () => `${factor(pass.back[unit])}·${factor(pass.slopes[0][unit])}`,
    value: pass.deltas[0][unit],
  };
  return [back, slopeLine(view, 0, unit), delta];
}

/**
 * The last factor, and the product: of the row of `view`, and of the others as they are.
 *
 * @param {View} view
 * @param {Quantity} weight
 * @returns {Line[]}
 */
export function weightLines(view, weight) {
  const { problem, pass, row } = view;
  const { name, layer, unit, from } = weight;
  const sum = sumName(problem, layer, unit);
  const source = from === undefined ? "1" : sourceName(problem, layer, from);
  const value = from === undefined ? 1 : pass.values[layer][from];
  const last = { id: `${by(sum, name)}@${row}`, name: by(sum, name), formula: source, factors: () => "", value };
  return [last, product(view, weight)];
}

/**
 * Slope of a row's loss by a weight.
 *
 * @param {View} view
 * @param {Quantity} weight
 * @returns {Line}
 */
export function product({ problem, pass, row }, { key, name, layer, unit, from }) {
  const sum = sumName(problem, layer, unit);
  const loss = lossName(problem, row);
  const value = from === undefined ? 1 : pass.values[layer][from];
  const delta = pass.deltas[layer][unit];
  return { id: problem.sizes.rows > 1 ? `d${key}@${row}` : `d${key}`, name: by(loss, name), formula: `${by(loss, sum)}·${by(sum, name)}`, factors: () => `${factor(delta)}·${factor(value)}`, value: delta * value };
}
