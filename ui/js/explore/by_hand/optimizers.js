// One weight's step, every number of it named: by the lab's table of rules, which knows two weights at a time. Of optimizers that
// move each weight by its own gradient alone (`by_entry`), two equal ones move as one.
import { RULES, stepped, told } from "../optimizers/rules.js";
import { linesOf } from "../optimizers/written.js";

/** @import { Pair } from "../optimizers/pairs.js" */
/** @import { State as Slots } from "../optimizers/types.d.ts" */

/** @typedef {{ key: string, parameters: Record<string, number> }} Optimizer */

/**
 * `slots`: what the optimizer remembers of the weight, nothing before the first step; `time`: 1 at the first step.
 *
 * @typedef {{ weight: number, gradient: number, slots: Slots | null, rate: number, time: number }} Moment
 */

/**
 * A line of a step: symbol = formula = factors = value, with w for the weight and g for its gradient.
 *
 * @typedef {{ symbol: string, formula: string, factors: string, value: number }} StepLine
 */

/**
 * @param {Optimizer} optimizer
 * @param {Moment} moment
 */
function given({ key, parameters }, { weight, gradient, slots, rate, time }) {
  const pair = (/** @type {number} */ value) => /** @type {Pair} */ ([Math.fround(value), Math.fround(value)]);
  return { now: { w: pair(weight), g: pair(gradient), t: time, rate }, state: slots ?? RULES[key].begin(parameters) };
}

/**
 * The weight after a step, and what is remembered of it then.
 *
 * @param {Optimizer} optimizer
 * @param {Moment} moment
 * @returns {{ weight: number, slots: Slots }}
 */
export function stepOf(optimizer, moment) {
  const { now, state } = given(optimizer, moment);
  const after = stepped(optimizer.key, now, state, optimizer.parameters);
  return { weight: after.w[0], slots: after.state };
}

/**
 * The step in lines, the new weight last.
 *
 * @param {Optimizer} optimizer
 * @param {Moment} moment
 * @returns {StepLine[]}
 */
export function linesOfStep(optimizer, moment) {
  const { key, parameters } = optimizer;
  const { now, state } = given(optimizer, moment);
  const { terms } = told(key, now, state, parameters);
  const lines = linesOf({ w: now.w, state, t: now.t, terms }, parameters, now.rate);
  return lines.filter(({ formula }) => formula).map(({ symbol, formula, numbers, value }) => ({ symbol, formula, factors: numbers[0], value: typeof value === "number" ? value : value[0] }));
}
