// The way of one optimizer down a surface, step by step.
import { f } from "./pairs.js";
import { RULES, stepped, told } from "./rules.js";
import { normals, SURFACES } from "./surfaces.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Pair } from "./pairs.js" */
/** @import { Surface } from "./surfaces.js" */
/** @import { Parameters, State } from "./types.d.ts" */

/** A way that is farther out has diverged: pictures reach to 5 at most. */
export const FAR = 1000;

/**
 * @typedef {object} Course what all that race have in common
 * @property {Surface} surface
 * @property {Pair} start
 * @property {number} rate
 * @property {number} steps
 * @property {number} seed of the noise
 */

/**
 * @typedef {object} Way
 * @property {number[]} x the weights before the first step, and after every one
 * @property {number[]} y
 * @property {number[]} loss
 * @property {State[]} states what the optimizer remembers there, where that was asked for
 * @property {number | null} diverged the step that led out of sight, after which there is none
 */

/**
 * The parameters of what is chosen at `path`, as numbers.
 *
 * @param {Texts} texts
 * @param {string} path
 * @returns {Parameters}
 */
export function parametersOf(texts, path) {
  const own = Object.entries(texts).filter(([each]) => each.startsWith(`${path}.`));
  return Object.fromEntries(own.map(([each, text]) => [each.slice(path.length + 1), Number(text)]));
}

/**
 * What the choices of the page say of the race.
 *
 * @param {Texts} texts
 * @returns {Course}
 */
export function courseOf(texts) {
  const chosen = parametersOf(texts, "surface");
  return {
    surface: SURFACES[texts.surface](chosen),
    start: [f(chosen.x), f(chosen.y)],
    rate: Number(texts.rate),
    steps: Number(texts.steps),
    seed: chosen.seed ?? 0,
  };
}

/**
 * The gradient that a step is given: rounded to float32, with noise where the surface has it.
 *
 * @param {Course} course
 * @param {number} x
 * @param {number} y
 * @param {number} t step, from 1
 * @returns {Pair}
 */
export function gradientAt({ surface, seed }, x, y, t) {
  const [across, up] = surface.gradient(x, y);
  if (!surface.noise) return [f(across), f(up)];
  const [first, second] = normals(seed, t);
  return [f(across + surface.noise * first), f(up + surface.noise * second)];
}

/**
 * @param {string} key of the optimizer
 * @param {Parameters} parameters
 * @param {Course} course
 * @param {boolean} [remembering] keep all that it remembers
 * @returns {Way}
 */
export function wayOf(key, parameters, course, remembering = false) {
  const { surface, start, rate, steps } = course;
  let state = RULES[key].begin(parameters);
  let w = start;
  /** @type {Way} */
  const way = { x: [w[0]], y: [w[1]], loss: [surface.loss(...w)], states: [state], diverged: null };
  for (let t = 1; t <= steps; t++) {
    ({ w, state } = stepped(key, { w, g: gradientAt(course, w[0], w[1], t), t, rate }, state, parameters));
    way.x.push(w[0]);
    way.y.push(w[1]);
    way.loss.push(surface.loss(...w));
    if (remembering) way.states.push(state);
    if (!(Math.abs(w[0]) < FAR && Math.abs(w[1]) < FAR)) return { ...way, diverged: t };
  }
  return way;
}

/**
 * Step `t` of a way (from 1), with all its terms and what was there before it.
 *
 * @param {string} key
 * @param {Parameters} parameters
 * @param {Course} course
 * @param {Way} way
 * @param {number} t
 */
export function stepOf(key, parameters, course, way, t) {
  /** @type {Pair} */
  const w = [way.x[t - 1], way.y[t - 1]];
  const state = way.states[t - 1];
  const given = { w, g: gradientAt(course, ...w, t), t, rate: course.rate };
  return { w, state, t, terms: told(key, given, state, parameters).terms };
}

/**
 * The way of an optimizer by the choices of the page.
 *
 * @param {Texts} texts
 * @param {string} key
 * @param {Parameters} parameters
 */
export const raced = (texts, key, parameters) => wayOf(key, parameters, courseOf(texts));

/**
 * Loss and gradient, without noise, at a place of the surface that is chosen.
 *
 * @param {Texts} texts
 * @param {number} x
 * @param {number} y
 */
export function lookedAt(texts, x, y) {
  const { loss, gradient, floor, lowest } = courseOf(texts).surface;
  return { loss: loss(x, y), gradient: gradient(x, y), floor, lowest };
}
