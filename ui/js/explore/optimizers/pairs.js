// Arithmetic of two weights side by side, rounded to float32 after every operation, as TensorFlow rounds it.

/** @typedef {readonly [number, number]} Pair the two weights, or what belongs to each */
/** @typedef {number | Pair} Value a number stands for both */

export const f = Math.fround;

/** @type {Pair} */
export const ZERO = [0, 0];

/**
 * An operation on two numbers as one on pairs.
 *
 * @param {(a: number, b: number) => number} operation
 */
function lifted(operation) {
  /** @type {{ (a: number, b: number): number, (a: Value, b: Pair): Pair, (a: Pair, b: Value): Pair }} */
  const both = (/** @type {Value} */ a, /** @type {Value} */ b) => {
    if (typeof a === "number") return typeof b === "number" ? f(operation(a, b)) : /** @type {any} */ ([f(operation(a, b[0])), f(operation(a, b[1]))]);
    if (typeof b === "number") return [f(operation(a[0], b)), f(operation(a[1], b))];
    return [f(operation(a[0], b[0])), f(operation(a[1], b[1]))];
  };
  return both;
}

export const add = lifted((a, b) => a + b);
export const sub = lifted((a, b) => a - b);
export const mul = lifted((a, b) => a * b);
export const div = lifted((a, b) => a / b);
export const max = lifted(Math.max);
export const pow = lifted(Math.pow);

/** @param {Pair} a @param {(each: number) => number} operation @returns {Pair} */
export const each = (a, operation) => [f(operation(a[0])), f(operation(a[1]))];

/** @param {Pair} a */
export const root = (a) => each(a, Math.sqrt);
/** @param {Pair} a */
export const square = (a) => mul(a, a);
/** @param {Pair} a */
export const sum = ([a, b]) => f(a + b);
/** @param {Pair} a */
export const mean = (a) => f(sum(a) / 2);
/** Root of the mean of the squares. @param {Pair} a */
export const rms = (a) => f(Math.sqrt(mean(square(a))));
/** Length. @param {Pair} a */
export const norm = (a) => f(Math.sqrt(sum(square(a))));
/** What is left to 1. @param {number} a */
export const rest = (a) => f(1 - a);
