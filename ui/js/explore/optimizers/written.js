// A term of a step as people write it: its formula in signs, and in numbers.
import { number, withoutZeros } from "../../shared/format.js";
import { SIGNS } from "./rules.js";

/** @import { Value } from "./pairs.js" */
/** @import { Parameters, State, Term } from "./types.d.ts" */

/** @typedef {{ w: Value, state: State, t: number, terms: Term[] }} Step */

/**
 * What every sign stands for before the first term: parameters, what the optimizer remembers, weights, rate and step.
 *
 * @param {Step} step
 * @param {Parameters} parameters
 * @param {number} rate
 * @returns {Map<string, Value>}
 */
export function known({ w, state, t }, parameters, rate) {
  const named = Object.entries(parameters).filter(([key]) => key in SIGNS);
  return new Map([...named.map(([key, value]) => /** @type {[string, Value]} */ ([SIGNS[key], value])), ...Object.entries(state), ["w", w], ["η", rate], ["t", t]]);
}

/** Words of formulas that are no signs. */
const FUNCTIONS = ["max", "min", "mean", "rms", "sign", "clip", "NS"];

/**
 * A formula with numbers for its signs. Of what belongs to each weight that of weight `at`, but right in rms(), mean(), NS() and
 * ‖ ‖, which look at both.
 *
 * @param {string} formula
 * @param {Map<string, Value>} values
 * @param {0 | 1} at
 */
export function inNumbers(formula, values, at) {
  const signs = [...FUNCTIONS, ...[...values.keys()].sort((a, b) => b.length - a.length)];
  let text = "";
  for (let place = 0; place < formula.length; ) {
    const sign = signs.find((each) => formula.startsWith(each, place));
    text += sign === undefined ? formula[place] : numberOf(sign, values.get(sign), at, formula.slice(0, place));
    place += sign?.length ?? 1;
  }
  return text;
}

/**
 * @param {string} sign
 * @param {Value | undefined} value
 * @param {0 | 1} at
 * @param {string} before what stands before the sign
 */
function numberOf(sign, value, at, before) {
  if (FUNCTIONS.includes(sign) || value === undefined) return sign;
  if (typeof value === "number") return bracketed(value);
  const both = `${short(value[0])}, ${short(value[1])}`;
  if (before.endsWith("‖")) return `(${both})`;
  return ["rms(", "mean(", "NS("].some((each) => before.endsWith(each)) ? both : bracketed(value[at]);
}

/** @type {Record<string, string>} */
const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", t: "ᵗ", p: "ᵖ", "+": "⁺", "−": "⁻" };

/**
 * Whole powers and signs as powers are raised, minus a negative number is the number, and minus nothing is nothing.
 *
 * @param {string} formula
 */
export function typeset(formula) {
  return formula
    .replace(/\(−\(−([^()]+)\)\)/g, "$1")
    .replace(/−0(?![.\d])/g, "0")
    .replace(/\^\((\d+) \+ (\d+)\)/g, (_, a, b) => `^${Number(a) + Number(b)}`)
    .replace(/\^(?:\(([−tp\d +]+)\)|([tp]|\d+(?![.\d])))/g, (_, inner, bare) => [...(inner ?? bare).replaceAll(" ", "")].map((sign) => RAISED[sign]).join(""));
}

/** @param {number} value */
const bracketed = (value) => (value < 0 ? `(${short(value)})` : short(value));

/** @param {number} value */
export const short = (value) => (Number.isFinite(value) ? withoutZeros(number(value, 4)) : String(value).replace("Infinity", "∞").replace("-", "−"));

/**
 * All terms of a step, each with its numbers for both weights.
 *
 * @param {Step} step
 * @param {Parameters} parameters
 * @param {number} rate
 */
export function linesOf(step, parameters, rate) {
  const values = known(step, parameters, rate);
  return step.terms.map((term) => {
    const numbers = term.formula ? /** @type {const} */ ([0, 1]).map((at) => typeset(inNumbers(term.formula, values, at))) : [];
    values.set(term.symbol, term.value);
    const single = typeof term.value === "number";
    return { ...term, formula: typeset(term.formula), numbers: single ? numbers.slice(0, 1) : numbers, results: (typeof term.value === "number" ? [term.value] : term.value).map(short) };
  });
}
