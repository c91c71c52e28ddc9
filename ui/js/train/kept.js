// A run may end with other weights, of its best epoch or the average of all: curves stay as they were measured, and the
// epoch is marked.
import { fill } from "../shared/format.js";

/** @import { Line, Mark } from "../shared/chartlayout.js" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { RunColumn } from "./history.js" */
/** @import { Run } from "./run.js" */
/** @import { Scene } from "./types.d.ts" */

/**
 * A line of the validation part whose last value is that of the last step, not of the weights that the run ends with.
 *
 * @param {Line} line
 * @param {RunColumn} column
 * @param {Scene["kept"]} kept
 * @returns {Line}
 */
export function asMeasured(line, column, kept) {
  if (!kept || !(kept.best || kept.measured) || !line.y.length) return line;
  return { ...line, y: [...line.y.slice(0, -1), kept.measured?.[column === "val_loss" ? 0 : 1] ?? null] };
}

/**
 * Where the epoch stands whose weights are shown; none where that is the last one.
 *
 * @param {Pick<Run, "history">} run
 * @param {Scene["kept"]} kept
 * @param {Words} words
 * @returns {Mark | null}
 */
export function markOf({ history }, kept, words) {
  if (!kept?.best || kept.best >= Math.floor(history.last("epoch"))) return null;
  return { x: kept.best, text: fill(words.weights_of_epoch, { epoch: kept.best }) };
}

/**
 * Where early stopping begins to look, and where it ends training unless something improves.
 *
 * @param {Pick<Run, "frame" | "stopping">} run
 * @param {boolean} over whether training has ended
 * @param {Words} words
 * @returns {Mark[]}
 */
export function stoppingMarks({ frame, stopping }, over, words) {
  if (!stopping) return [];
  const { start_from_epoch: start, patience } = stopping;
  const begins = start > 0 ? [{ x: start, text: fill(words.warm_up_ends, { epoch: start }) }] : [];
  if (over || !frame?.best) return begins;
  return [...begins, { x: frame.best + patience, text: fill(words.patience_ends, { epoch: frame.best + patience }) }];
}

/**
 * Where the epoch stands whose weights are kept meanwhile; none where none are.
 *
 * @param {Pick<Run, "frame">} run
 * @param {Words} words
 * @returns {Mark | null}
 */
export function bestSoFar({ frame }, words) {
  return frame?.best ? { x: frame.best, text: fill(words.best_epoch, { epoch: frame.best }) } : null;
}
