// Targets with label smoothing, and what is best by them.
import { logSumExp, softmax, total } from "./rows.js";

/**
 * The targets of a row as Keras makes them, y(1 - a) + a/K; the right class is the first.
 *
 * @param {number} smoothing a
 * @param {number} classes K
 */
export function smoothedTargets(smoothing, classes) {
  return Array.from({ length: classes }, (_, at) => Number(at === 0) * (1 - smoothing) + smoothing / classes);
}

/**
 * Of two classes in one column: y(1 - a) + a/2.
 *
 * @param {number} smoothing
 */
export const smoothedPair = (smoothing) => [smoothing / 2, 1 - smoothing + smoothing / 2];

/**
 * Cross-entropy where the logit of the right class is each of `logits`, and those of the others are 0.
 *
 * @param {number[]} targets
 * @param {number[]} logits
 */
export function lossOver(targets, logits) {
  return logits.map((z) => logSumExp([z, ...Array(targets.length - 1).fill(0)]) - targets[0] * z);
}

/**
 * The logit that is best by the targets, the loss there, and the probability of the right class: its own target.
 *
 * @param {number[]} targets
 */
export function best(targets) {
  const z = Math.log(targets[0] / targets[1]);
  const loss = -total(targets.map((target) => (target > 0 ? target * Math.log(target) : 0)));
  return { z, loss, share: Number.isFinite(z) ? softmax([z, ...Array(targets.length - 1).fill(0)])[0] : 1 };
}
