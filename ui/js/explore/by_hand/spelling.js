// Numbers and names as they stand in formulas.
import { number, withoutZeros } from "../../shared/format.js";

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/**
 * A number in a formula: five digits.
 *
 * @param {number} value
 */
export function spelled(value) {
  return Number.isFinite(value) ? withoutZeros(number(value, 5)) : String(value).replace("-", "−").replace("Infinity", "∞");
}

/**
 * A number behind a sign: what is negative stands in brackets.
 *
 * @param {number} value
 */
export function factor(value) {
  return value < 0 ? `(${spelled(value)})` : spelled(value);
}

/**
 * A name with its indices, counted from 0: `named("w", 0, 1)` is w₁₂.
 *
 * @param {string} letter
 * @param {...number} indices
 */
export function named(letter, ...indices) {
  return letter + indices.map((each) => SUBSCRIPTS[each + 1]).join("");
}

/**
 * Terms with plus signs between them.
 *
 * @param {string[]} terms
 */
export function plus(terms) {
  return terms.join(" + ");
}

/** A slope: `by("L", "w₁₁")` is ∂L/∂w₁₁. @param {string} what @param {string} of */
export function by(what, of) {
  return `∂${what}/∂${of}`;
}
