// Reading a confusion matrix: counts row by row, a row is a true class, a column an answer.

/** @import { Numbers } from "../shared/types.d.ts" */

/**
 * How often a class was answered so, of how many points, and which share that is; no number of none.
 *
 * @param {Numbers} counts
 * @param {number} size classes
 * @param {number} row
 * @param {number} column
 */
export function answers(counts, size, row, column) {
  let total = 0;
  for (let at = 0; at < size; at++) total += counts[row * size + at];
  const count = counts[row * size + column];
  return { count, total, share: total ? count / total : NaN };
}
