// What is known of the measured map: how much of the gradient reaches the first layer, at every scale and depth.
import { mix } from "../shared/colours.js";
import { fill, number, power } from "../shared/format.js";

/** @import { Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { Grid, MapHead, MapLine, MapTheory, PerLayer, TheoryLines } from "./types.d.ts" */

const REACH = 6; // decades either side of 1 that colours tell apart

export class MeasuredCells {
  /** @type {MapHead | null} */
  #head = null;
  /** @type {MapTheory | null} null while, or where, theory says nothing */
  #theory = null;
  /** @type {PerLayer[]} by scale, log10 by depth from 1 */
  #reaching = [];

  /**
   * What comes from the server. Returns a sentence if it is one, "" where an earlier one does not hold any more, and
   * null otherwise.
   *
   * @param {MapLine} line
   */
  take(line) {
    if ("scales" in line) {
      this.#head = line;
      this.#theory = null;
      this.#reaching = [];
      return line.note ?? "";
    }
    if ("note" in line) return line.note;
    if ("at" in line) this.#reaching[line.at] = line.reaching;
    else this.#theory = line;
    return null;
  }

  /**
   * Where the cells are.
   *
   * @returns {Grid | null}
   */
  get grid() {
    return this.#head && { scales: this.#head.scales, depths: Array.from({ length: this.#head.depth }, (_, at) => at + 1) };
  }

  /** How many scales are measured. */
  get measured() {
    return this.#reaching.length;
  }

  /**
   * What theory says.
   *
   * @returns {TheoryLines | null}
   */
  get theory() {
    return this.#theory && this.#head && { scales: this.#head.scales, trainable: this.#theory.trainable, critical: this.#theory.critical };
  }

  /**
   * The colour of a cell, null while it is not measured.
   *
   * @param {Theme} theme
   * @param {number} column
   * @param {number} row
   */
  colour(theme, column, row) {
    const log = this.#reaching[column]?.[row];
    if (log === undefined) return null;
    return log === null ? theme.muted : tint(theme, log);
  }

  /**
   * What is known of a cell in words, a line each; null while it is not measured.
   *
   * @param {number} column
   * @param {number} row
   * @param {Words} words
   */
  told(column, row, words) {
    const log = this.#reaching[column]?.[row];
    if (log === undefined || !this.#head) return null;
    const depth = row + 1;
    const lines = [
      fill(words.map_cell, { scale: number(this.#head.scales[column]), depth }),
      log === null ? words.map_beyond : fill(words.map_share, { depth, share: spelled(log) }),
    ];
    const predicted = this.#theory?.predicted[column]?.[row];
    if (predicted !== undefined) lines.push(fill(words.predicted_value, { value: spelled(predicted) }));
    return lines;
  }
}

/**
 * The key of the colours.
 *
 * @param {Theme} theme
 */
export function measuredKey(theme) {
  const ticks = [-REACH, -REACH / 2, 0, REACH / 2, REACH].map((log) => {
    const sign = log === -REACH ? "≤ " : log === REACH ? "≥ " : "";
    return /** @type {[number, string]} */ ([(log / REACH + 1) / 2, sign + (log ? power(log) : "1")]);
  });
  return { colour: (/** @type {number} */ share) => tint(theme, REACH * (2 * share - 1)), ticks };
}

/**
 * @param {Theme} theme
 * @param {number} log
 * @returns {Rgb}
 */
function tint({ diverging, background }, log) {
  return mix(background, diverging[log < 0 ? 0 : diverging.length - 1], Math.min(Math.abs(log) / REACH, 1) ** 0.7);
}

/** @param {number | null} log */
function spelled(log) {
  if (log === null) return "–";
  return Math.abs(log) < 3 ? number(10 ** log) : power(Math.round(log));
}
