// The four numbers that matter, as texts.
import { number, percent } from "../shared/format.js";

/** @import { Frame, Words } from "../shared/types.d.ts" */
/** @import { Task, Validation } from "./types.d.ts" */

export const NUMBERS = /** @type {const} */ (["loss", "val_loss", "metric", "val_metric"]);

/** Measures that are no share. */
const PLAIN = new Set(["rmse", "r2"]);

/** @typedef {Record<typeof NUMBERS[number], string>} Texts */

/**
 * What they are called: classes are told by accuracy, numbers by their error.
 *
 * @param {Task | undefined} task
 * @param {Words} words
 * @returns {Texts}
 */
export function names(task, words) {
  const kind = task === "regression" ? "error" : "accuracy";
  return { loss: words.train_loss, val_loss: words.val_loss, metric: words[`train_${kind}`], val_metric: words[`val_${kind}`] };
}

/**
 * What there is beside the four: the metrics that were asked for, and the learning rate where it is not the one that is set.
 *
 * @param {Pick<Frame, "lr" | "measures"> | null} frame
 * @param {number | null | undefined} set the learning rate before its schedule
 * @param {Words} words
 * @returns {[name: string, text: string][]}
 */
export function beside(frame, set, words) {
  if (!frame) return [];
  /** @type {[string, string][]} */
  const told = Object.entries(frame.measures ?? {}).map(([key, value]) => [words[`measure_${key}`], PLAIN.has(key) ? number(value) : percent(value ?? NaN)]);
  const scheduled = set && Math.abs(frame.lr - set) > 1e-6 * set;
  return scheduled ? [...told, [words.rate_now, number(frame.lr)]] : told;
}

/**
 * @param {object} state
 * @param {Task | undefined} state.task
 * @param {Pick<Frame, "loss" | "metric"> | null} state.frame
 * @param {Validation | null} state.validation
 * @param {Words} words
 * @returns {Texts}
 */
export function values({ task, frame, validation }, words) {
  const show = (/** @type {number | null} */ metric) => (task === "regression" ? number(metric) : percent(metric ?? NaN));
  return {
    loss: frame ? (frame.loss === null ? words.not_finite : number(frame.loss)) : "–",
    val_loss: number(validation?.val_loss),
    metric: frame ? show(frame.metric) : "–",
    val_metric: validation ? show(validation.val_metric) : "–",
  };
}
