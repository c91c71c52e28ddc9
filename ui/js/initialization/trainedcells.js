// What is known of a trained map's cells, and which place each has on the scale of colours.
import { fill, number, percent } from "../shared/format.js";
import { logTicks } from "../shared/ranges.js";

/** @import { Range } from "../shared/ranges.js" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { CellStatus, SweepProgress } from "./types.d.ts" */

/** @typedef {"metric" | "loss"} Shown what the colours show */

const SMALLEST = 1e-4;
const DECADES = 4; // colours tell so many apart, from the smallest up

export class TrainedCells {
  /** @type {SweepProgress | null} null: nothing is trained */
  progress = null;
  /** @type {(number | null | undefined)[]} the latest number of each cell; null is not finite, undefined not known yet */
  #known = [];
  /** @type {Range} log10 of what colours begin and end with */
  #range = [0, 0];
  #name = "";
  /** Numbers are shares of right answers, so that more is better. */
  accuracy = false;

  /** Nothing is trained. */
  clear() {
    this.progress = null;
    this.#known = [];
  }

  /**
   * How far a map is.
   *
   * @param {SweepProgress} progress
   * @param {Shown} shown
   */
  take(progress, shown) {
    if (this.progress?.id !== progress.id) this.#known = [];
    this.progress = progress;
    this.#remember(progress, shown);
    this.#measure();
  }

  /**
   * Numbers of the validation data where there are any. A frame without them leaves those before it.
   *
   * @param {SweepProgress} progress
   * @param {Shown} shown
   */
  #remember({ cells, metric }, shown) {
    const validated = cells.val_loss.some((value) => value !== null);
    /** @type {Shown | `val_${Shown}`} */
    const name = validated ? `val_${shown}` : shown;
    if (this.#name !== name) this.#known = [];
    this.#name = name;
    for (const [at, value] of cells[name].entries()) if (value !== null || cells.status[at] === "diverged") this.#known[at] = value;
    this.accuracy = shown === "metric" && metric === "accuracy";
  }

  /** Where colours begin and end: half decades, of which 1 is in reach. */
  #measure() {
    const logs = this.#known.flatMap((value) => (typeof value === "number" ? [Math.log10(Math.max(value, SMALLEST))] : []));
    const low = Math.floor(2 * Math.min(...logs, 0)) / 2;
    this.#range = [low, Math.min(low + DECADES, Math.max(low + 0.5, Math.ceil(2 * Math.max(...logs, 0)) / 2))];
  }

  /** @param {number} at number of the cell */
  status(at) {
    return this.progress?.cells.status[at];
  }

  /** @param {number} at */
  run(at) {
    return this.progress?.cells.run[at] ?? null;
  }

  /**
   * Where a cell is between worst, 0, and best, 1; null where there is no number.
   *
   * @param {number} at
   */
  quality(at) {
    const value = this.#known[at];
    if (typeof value !== "number") return null;
    return this.accuracy ? value : 1 - this.#share(value);
  }

  /**
   * The same for a place on the scale of colours, from its bottom, 0, to its top, 1.
   *
   * @param {number} share
   */
  qualityOf(share) {
    return this.accuracy ? share : 1 - share;
  }

  /** @param {number} value */
  #share(value) {
    const [low, high] = this.#range;
    return Math.min(Math.max((Math.log10(Math.max(value, SMALLEST)) - low) / (high - low), 0), 1);
  }

  /**
   * Ticks of the scale of colours.
   *
   * @returns {[share: number, text: string][]}
   */
  get ticks() {
    if (!this.progress) return [];
    if (this.accuracy) return [0, 0.25, 0.5, 0.75, 1].map((share) => [share, percent(share, 0)]);
    const [low, high] = this.#range;
    const { values, texts } = logTicks(this.#range);
    return values.map((value, at) => [(Math.log10(value) - low) / (high - low), texts[at]]);
  }

  /**
   * What is known of a cell in words, a line each.
   *
   * @param {number} at
   * @param {Words} words
   */
  told(at, words) {
    const { progress } = this;
    if (!progress) return [words.cell_empty];
    const { cells } = progress;
    const lines = this.#numbers(at, words);
    const step = cells.step[at];
    if (step !== null) lines.push(fill(words.cell_step, { step, steps: progress.steps }));
    const state = STATES[cells.status[at]];
    if (!cells.run[at]) lines.push(progress.status === "running" ? words.cell_waiting : words.cell_empty);
    else if (state) lines.push(words[state]);
    if (cells.run[at]) lines.push(words.cell_open);
    return lines;
  }

  /**
   * @param {number} at
   * @param {Words} words
   */
  #numbers(at, words) {
    if (!this.progress) return [];
    const { cells, metric } = this.progress;
    const right = metric === "accuracy";
    const spell = right ? percent : number;
    /** @type {string[]} */
    const lines = [];
    const add = (/** @type {string} */ name, /** @type {number | null} */ value, /** @type {(value: number) => string} */ spelled) => {
      if (value !== null) lines.push(`${name} ${spelled(value)}`);
    };
    add(right ? words.val_accuracy : words.val_error, cells.val_metric[at], spell);
    add(words.val_loss, cells.val_loss[at], number);
    add(right ? words.train_accuracy : words.train_error, cells.metric[at], spell);
    add(words.train_loss, cells.loss[at], number);
    return lines;
  }
}

/** @type {Partial<Record<CellStatus, string>>} keys of words */
const STATES = {
  queued: "cell_waiting",
  preparing: "cell_training",
  running: "cell_training",
  diverged: "cell_diverged",
  failed: "cell_failed",
};
