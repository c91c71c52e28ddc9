// Cross-entropy of a table of probabilities, row by row, in each of the codings that targets come in.
import { EPSILON, averaged, binary } from "./columns.js";
import { categorical, sparse, total } from "./rows.js";

/**
 * @typedef {object} Entropy
 * @property {{ right: number, oneHot: number[], sum: number, clipped: boolean, loss: number }[]} rows `right`: index of the
 *   class; `sum` of the probabilities; `clipped`: the right one was moved to Keras's epsilon; `loss`: with one-hot targets
 * @property {number} sum
 * @property {number} mean
 * @property {number} sparse mean, from the classes' indices
 * @property {number} binary mean, of two classes from the second column, of more each column for itself
 * @property {number} uniform what equal probabilities would give
 */

/**
 * @param {number[][]} table a row for each example
 * @param {number[]} answers index of the right class of each; 0 where there is none, the last where it is more
 * @returns {Entropy}
 */
export function entropyOf(table, answers) {
  const classes = table[0].length;
  const rows = table.map((row, at) => {
    const right = Math.min(answers[at] ?? 0, classes - 1);
    const oneHot = row.map((_, each) => Number(each === right));
    const sum = total(row);
    const share = row[right] / sum;
    return { right, oneHot, sum, clipped: share < EPSILON || share > 1 - EPSILON, loss: sum ? categorical(oneHot, row, {}).value : NaN };
  });
  const sum = total(rows.map(({ loss }) => loss));
  const mean = (/** @type {(row: number[], at: number) => number} */ of) => total(table.map(of)) / table.length;
  const columns = (/** @type {number[]} */ list) => (classes === 2 ? list.slice(1) : list);
  return {
    rows,
    sum,
    mean: sum / table.length,
    sparse: mean((row, at) => sparse(rows[at].oneHot, row, {}).value),
    binary: mean((row, at) => averaged(binary)(columns(rows[at].oneHot), columns(row), {}).value),
    uniform: Math.log(classes),
  };
}

/**
 * A row in which a class has the probability `p`; the others share the rest as they did before. Three decimals, and the
 * last of the others takes what rounding leaves, so that the row adds up to 1.
 *
 * @param {number[]} row
 * @param {number} right index of the class
 * @param {number} p 0 to 1
 */
export function withShare(row, right, p) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(3));
  const share = round(p);
  const before = total(row) - row[right];
  const found = row.map((each, at) => (at === right ? share : round((1 - share) * (before ? each / before : 1 / (row.length - 1)))));
  const last = right === row.length - 1 ? right - 1 : row.length - 1;
  found[last] = round(Math.max(0, found[last] + 1 - total(found)));
  return found;
}
