// The whole derivation of one number of a network: forward pass, loss, chain rule, the batch's mean, the optimizer's step.
import { hiddenLines, outputLines, product, weightLines } from "./chainlines.js";
import { forwardLines, lossLines } from "./forwardlines.js";
import { momentOf, nextState, stateOf } from "./learning.js";
import { linesOfStep, stepOf } from "./optimizers.js";
import { problemOf } from "./problem.js";
import { quantitiesOf } from "./quantities.js";
import { by, factor, plus, spelled } from "./spelling.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { State } from "./learning.js" */
/** @import { Pass } from "./network.js" */
/** @import { Problem } from "./problem.js" */
/** @import { Quantity } from "./quantities.js" */

/**
 * One number: name = formula = factors = value. `given`: an exercise does not ask for it, as for what is not finite.
 *
 * @typedef {object} Line
 * @property {string} id the same number has it in every derivation
 * @property {string} name
 * @property {string} formula
 * @property {() => string} factors the formula with numbers; "" where there is nothing to put in
 * @property {number} value
 * @property {boolean} [given]
 */

/** `key`: of its title among the words. @typedef {{ key: "given" | "forward" | "loss" | "chain" | "batch" | "step", lines: Line[] }} Section */

/** A row at a state. @typedef {{ problem: Problem, state: State, pass: Pass, row: number }} View */

/**
 * @param {Problem} problem
 * @param {State} state
 * @param {Quantity} quantity
 * @param {number} row
 * @returns {Section[]}
 */
export function derivationOf(problem, state, quantity, row) {
  const view = { problem, state, pass: state.batch.passes[row], row };
  return sectionsOf(view, quantity).map(({ key, lines }) => ({ key, lines: lines.map((line) => (Number.isFinite(line.value) ? line : { ...line, given: true })) }));
}

/**
 * @param {View} view
 * @param {Quantity} quantity
 * @returns {Section[]}
 */
function sectionsOf(view, quantity) {
  const { problem, row } = view;
  const { kind, name, unit } = quantity;
  if (kind === "input") return [{ key: "given", lines: [{ id: `${name}@${row}`, name, formula: "", factors: () => "", value: problem.x[row][unit], given: true }] }];
  /** @type {Section[]} */
  const sections = [
    { key: "forward", lines: forwardLines(view) },
    { key: "loss", lines: lossLines(view) },
  ];
  if (kind === "loss") return sections;
  sections.push({ key: "chain", lines: chainOf(view, quantity) });
  if (kind === "unit") return sections;
  if (problem.sizes.rows > 1) sections.push({ key: "batch", lines: batchLines(view, quantity) });
  return [...sections, { key: "step", lines: stepLines(view, quantity) }];
}

/**
 * @param {View} view
 * @param {Quantity} quantity
 */
function chainOf(view, quantity) {
  const { layer, unit, kind } = quantity;
  const outer = layer === view.problem.layers.length - 1;
  const lines = outer ? outputLines(view, unit) : [...outputLines(view), ...hiddenLines(view, unit)];
  return kind === "unit" ? lines : [...lines, ...weightLines(view, quantity)];
}

/**
 * @param {View} view
 * @param {Quantity} weight
 * @returns {Line[]}
 */
function batchLines(view, weight) {
  const { problem, state, row } = view;
  const count = problem.sizes.rows;
  const products = state.batch.passes.map((pass, at) => product({ problem, state, pass, row: at }, weight));
  const others = products.filter((_, at) => at !== row).map((line) => ({ ...line, given: true }));
  const mean = {
    id: `d${weight.key}`,
    name: by("L", weight.name),
    formula: `(${plus(products.map(({ name }) => name))})/${count}`,
    factors: () => `(${plus(products.map(({ value }) => factor(value)))})/${count}`,
    value: gradientOf(state, weight),
  };
  return [...others, mean];
}

/**
 * Slope of the batch's loss by a weight or bias.
 *
 * @param {State} state
 * @param {Quantity} weight
 */
export function gradientOf({ batch }, { layer, unit, from }) {
  const { kernel, bias } = batch.gradients[layer];
  return from === undefined ? bias[unit] : kernel[from][unit];
}

/**
 * @param {View} view
 * @param {Quantity} weight
 * @returns {Line[]}
 */
function stepLines({ problem, state }, weight) {
  const { key, name } = weight;
  const lines = linesOfStep(problem.optimizer, momentOf(problem, state, weight));
  return lines.map(({ symbol, formula, factors, value }, at) => {
    const fresh = at === lines.length - 1;
    const named = symbol.replace("w", name);
    return { id: fresh ? `new ${key}` : `${symbol} ${key}`, name: fresh ? `${name}⁺` : named, formula: formula.replaceAll("w", name), factors: () => factors, value };
  });
}

/**
 * A sentence's gaps for a weight: what it is, its gradient and what it becomes.
 *
 * @param {Problem} problem
 * @param {State} state
 * @param {Quantity} weight
 */
export function summaryOf(problem, state, weight) {
  const { layers } = state;
  const { layer, unit, from, name } = weight;
  const now = from === undefined ? layers[layer].bias[unit] : layers[layer].kernel[from][unit];
  return { name, now: spelled(now), gradient: spelled(gradientOf(state, weight)), after: spelled(stepOf(problem.optimizer, momentOf(problem, state, weight)).weight) };
}

/**
 * All numbers of a network as its texts have it, for tests.
 *
 * @param {Texts} texts
 */
export function worked(texts) {
  const problem = problemOf(texts);
  const state = stateOf(problem);
  const row = Math.min(Number(texts.row), problem.sizes.rows) - 1;
  const { layers, batch } = state;
  const derivations = Array.from(quantitiesOf(problem).values(), (each) => ({
    key: each.key,
    lines: derivationOf(problem, state, each, row).flatMap(({ lines }) => lines.map((line) => ({ ...line, factors: line.factors() }))),
  }));
  return { layers, loss: batch.loss, gradients: batch.gradients, passes: batch.passes, next: nextState(problem, state).layers, derivations };
}
