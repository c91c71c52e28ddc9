// The state of the network after some steps on its batch: computed anew from the first weights, so that back is as easy as forth.
import { batchOf } from "./network.js";
import { stepOf } from "./optimizers.js";

/** @import { Problem, Weights } from "./problem.js" */
/** @import { State as Slots } from "../optimizers/types.d.ts" */
/** @import { Moment } from "./optimizers.js" */

/** What the optimizer remembers of a layer. @typedef {{ kernel: (Slots | null)[][], bias: (Slots | null)[] }} Remembered */

/**
 * @typedef {object} State
 * @property {Weights[]} layers
 * @property {Remembered[]} remembered
 * @property {number} step how many have been taken
 * @property {ReturnType<typeof batchOf>} batch at these weights
 */

/**
 * @param {Problem} problem
 * @returns {State}
 */
export function firstState(problem) {
  const { layers } = problem;
  const remembered = layers.map(({ kernel, bias }) => ({ kernel: kernel.map((ways) => ways.map(() => null)), bias: bias.map(() => null) }));
  return { layers, remembered, step: 0, batch: batchOf(problem, layers) };
}

/**
 * What the next step has to do with one weight of a layer; `from` undefined: with a bias.
 *
 * @param {Problem} problem
 * @param {State} state
 * @param {{ layer: number, from?: number, unit: number }} where
 * @returns {Moment}
 */
export function momentOf({ rate }, { layers, remembered, step, batch }, { layer, from, unit }) {
  const pick = (/** @type {any} */ of) => (from === undefined ? of[layer].bias[unit] : of[layer].kernel[from][unit]);
  return { weight: pick(layers), gradient: pick(batch.gradients), slots: pick(remembered), rate, time: step + 1 };
}

/**
 * @param {Problem} problem
 * @param {State} state
 * @returns {State}
 */
export function nextState(problem, state) {
  const step = (/** @type {{ layer: number, from?: number, unit: number }} */ where) => stepOf(problem.optimizer, momentOf(problem, state, where));
  const moved = state.layers.map(({ kernel, bias }, layer) => ({
    kernel: kernel.map((ways, from) => ways.map((_, unit) => step({ layer, from, unit }))),
    bias: bias.map((_, unit) => step({ layer, unit })),
  }));
  const layers = moved.map(({ kernel, bias }) => ({ kernel: kernel.map((ways) => ways.map(({ weight }) => weight)), bias: bias.map(({ weight }) => weight) }));
  const remembered = moved.map(({ kernel, bias }) => ({ kernel: kernel.map((ways) => ways.map(({ slots }) => slots)), bias: bias.map(({ slots }) => slots) }));
  return { layers, remembered, step: state.step + 1, batch: batchOf(problem, layers) };
}

/**
 * The state after the steps that have been taken.
 *
 * @param {Problem} problem
 */
export function stateOf(problem) {
  let state = firstState(problem);
  while (state.step < problem.steps) state = nextState(problem, state);
  return state;
}
