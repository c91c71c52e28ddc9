// Softmax step by step, and cross-entropy from logits beside that from probabilities, in single precision as Keras trains.
import { EPSILON } from "./columns.js";
import { logSumExp, softmax, total } from "./rows.js";

const { fround } = Math;

/**
 * @typedef {object} Outputs
 * @property {number[]} scaled logits over temperature
 * @property {number[]} shifted the same without the largest
 * @property {number[]} powers exponentials of these
 * @property {number} sum of the powers
 * @property {number[]} shares what softmax makes of the logits
 * @property {number[]} naive exponentials in single precision without taking the largest away: infinite from 88.73 on
 * @property {number} argmax
 * @property {number} fromLogits cross-entropy, exact
 * @property {number} fromShares the same from probabilities of single precision, which Keras keeps between epsilon and 1 - epsilon
 * @property {number} twice what comes of probabilities that are called logits: softmax is applied twice
 * @property {number[]} pull gradient over the scaled logits
 * @property {number[]} pullFromShares the same through the probabilities: nothing where the right one was clipped
 */

/**
 * @param {number[]} logits
 * @param {number} temperature
 * @param {number} right index of the right class
 * @returns {Outputs}
 */
export function outputsOf(logits, temperature, right) {
  const scaled = logits.map((each) => each / temperature);
  const largest = Math.max(...scaled);
  const shifted = scaled.map((each) => each - largest);
  const powers = shifted.map(Math.exp);
  const shares = softmax(scaled);
  const pull = shares.map((share, at) => share - Number(at === right));
  // In single precision 1 - epsilon is 0.99999988.
  const kept = fround(Math.min(Math.max(fround(shares[right]), fround(EPSILON)), fround(1 - fround(EPSILON))));
  const clipped = kept !== fround(shares[right]);
  return {
    scaled,
    shifted,
    powers,
    sum: total(powers),
    shares,
    naive: scaled.map((each) => fround(Math.exp(each))),
    argmax: logits.indexOf(Math.max(...logits)),
    fromLogits: logSumExp(scaled) - scaled[right],
    fromShares: -Math.log(kept),
    twice: logSumExp(shares) - shares[right],
    pull,
    pullFromShares: clipped ? pull.map(() => 0) : pull,
  };
}

/**
 * The shares of each class at many temperatures, class by class.
 *
 * @param {number[]} logits
 * @param {number[]} temperatures
 */
export function sharesOver(logits, temperatures) {
  const found = temperatures.map((temperature) => softmax(logits.map((each) => each / temperature)));
  return logits.map((_, at) => found.map((shares) => shares[at]));
}
