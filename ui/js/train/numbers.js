// The four numbers that matter, as texts.
import { ERROR_OF_TARGET } from "../shared/constants.js";
import { fill, number, percent } from "../shared/format.js";

/** @import { Frame, Words } from "../shared/types.d.ts" */
/** @import { Task, Validation } from "./types.d.ts" */

export const NUMBERS = /** @type {const} */ (["loss", "val_loss", "metric", "val_metric"]);

/** Measures that are no share. */
export const PLAIN = new Set(["rmse", "r2", "predictive_deviation"]);

/**
 * Whether a measure is the error of one of several targets.
 *
 * @param {string} key
 */
export const isError = (key) => key.startsWith(ERROR_OF_TARGET);

/** @param {string} key of a measure */
const isPlain = (key) => PLAIN.has(key) || isError(key);

/**
 * What is predicted. `targets`: names of the numbers, where there are several; `scaled`: they are standardized; `deviations`: by which numbers;
 * `recorded`: measures are somebody's own, by names of their own.
 *
 * @typedef {{ targets: string[], scaled: boolean, deviations?: number[], recorded?: boolean }} Predicted
 */

/**
 * What an error is multiplied by to be in the target's own unit; 1 where there are several targets, whose mean has none.
 *
 * @param {{ deviations?: number[] } | null | undefined} predicted
 */
export const ownUnit = (predicted) => (predicted?.deviations?.length === 1 ? predicted.deviations[0] : 1);

/**
 * A measure in the own unit of what it is an error of, where that is known.
 *
 * @param {string} key
 * @param {number | null} value
 * @param {Predicted} predicted
 */
export function inOwnUnit(key, value, predicted) {
  if (value === null || predicted.recorded) return value;
  if (isError(key)) return value * (predicted.deviations?.[numberOf(key)] ?? 1);
  return key === "rmse" ? value * ownUnit(predicted) : value;
}

/** @param {string} key of the error of one of several targets */
const numberOf = (key) => Number(key.slice(ERROR_OF_TARGET.length));

/**
 * @param {string} key of a measure
 * @param {Words} words
 * @param {Predicted} predicted
 */
export function measureName(key, words, { targets, scaled, recorded }) {
  if (recorded) return key;
  if (!isError(key)) return words[`measure_${key}`];
  return fill(scaled ? words.scaled_error_of : words.error_of, { name: targets[numberOf(key)] ?? "" });
}

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
 * @param {Predicted} [predicted]
 * @returns {[name: string, text: string][]}
 */
export function beside(frame, set, words, predicted = { targets: [], scaled: false }) {
  if (!frame) return [];
  const { targets, recorded } = predicted;
  /** @type {[string, string][]} */
  const told = Object.entries(frame.measures ?? {}).map(([key, value]) => [measureName(key, words, { targets, recorded, scaled: predicted.scaled && !predicted.deviations?.length }), recorded || isPlain(key) ? number(inOwnUnit(key, value, predicted)) : percent(value ?? NaN)]);
  const scheduled = set && Math.abs(frame.lr - set) > 1e-6 * set;
  return scheduled ? [...told, [words.rate_now, number(frame.lr)]] : told;
}

/**
 * What stood beside the four of another run, until the run that took over has numbers: nothing jumps meanwhile.
 *
 * @param {[name: string, text: string][]} told
 * @returns {[name: string, text: string][]}
 */
export const awaited = (told) => told.map(([name]) => [name, "–"]);

/**
 * Whether somebody's own program trains without a validation part, as far as is known: then there is nothing to show of one.
 *
 * @param {{ recorded: boolean, frame: unknown, validation: unknown } | null} run
 */
export const unvalidated = (run) => Boolean(run?.recorded && run.frame && !run.validation);

/**
 * @param {object} state
 * @param {number} [state.unit] what an error is multiplied by (`ownUnit`)
 * @param {Task | undefined} state.task
 * @param {Pick<Frame, "loss" | "metric"> | null} state.frame
 * @param {Validation | null} state.validation
 * @param {boolean} [state.recorded] by somebody's own program
 * @param {Words} words
 * @returns {Texts}
 */
export function values({ task, frame, validation, unit = 1, recorded = false }, words) {
  const told = (/** @type {number | null} */ value) => (value === null ? words.not_finite : number(value));
  /** A program of one's own may have no metric: then nothing says why there is none. */
  const show = (/** @type {number | null} */ metric, /** @type {number | null} */ loss) => {
    if (task !== "regression") return percent(metric ?? NaN);
    return metric !== null ? number(metric * unit) : loss === null && !recorded ? words.not_finite : "–";
  };
  return {
    loss: frame ? told(frame.loss) : "–",
    val_loss: validation ? told(validation.val_loss) : "–",
    metric: frame ? show(frame.metric, frame.loss) : "–",
    val_metric: validation ? show(validation.val_metric, validation.val_loss) : "–",
  };
}
