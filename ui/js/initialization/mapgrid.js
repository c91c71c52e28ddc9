// Where the cells of a map are: scales across, evenly spread on a logarithmic axis, and depths upwards.

/** @import { Range } from "../shared/ranges.js" */

/** @typedef {[column: number, row: number]} Cell */
/** @typedef {[x: number, y: number, width: number, height: number]} Box */

export class MapGrid {
  /** Where it is drawn, in CSS pixels. */
  left = 0;
  right = 0;
  top = 0;
  bottom = 0;

  /**
   * @param {number[]} scales rising
   * @param {number[]} depths rising
   */
  constructor(scales, depths) {
    this.scales = scales;
    this.depths = depths;
    /** log10 of the scales between which the cells lie. */
    this.columns = edges(scales.map(Math.log10));
    /** Depths between which the cells lie. */
    this.rows = edges(depths).map((edge) => Math.max(0.5, edge));
  }

  /**
   * Whether another grid has the same cells.
   *
   * @param {MapGrid} other
   */
  same(other) {
    return JSON.stringify([this.scales, this.depths]) === JSON.stringify([other.scales, other.depths]);
  }

  /** @type {Range} log10 */
  get across() {
    return [this.columns[0], this.columns[this.columns.length - 1]];
  }

  /** @type {Range} */
  get upwards() {
    return [this.rows[0], this.rows[this.rows.length - 1]];
  }

  /**
   * Fit into a picture, with room for axes and key.
   *
   * @param {{ width: number, height: number }} picture
   * @param {number} em size of letters
   */
  place({ width, height }, em) {
    this.left = 3 * em;
    this.right = width - 4.6 * em;
    this.top = 0.5 * em;
    this.bottom = height - 2.7 * em;
  }

  /** @param {number} log log10 of a scale */
  x(log) {
    const [from, to] = this.across;
    return this.left + ((log - from) / (to - from)) * (this.right - this.left);
  }

  /** @param {number} depth */
  y(depth) {
    const [from, to] = this.upwards;
    return this.bottom - ((depth - from) / (to - from)) * (this.bottom - this.top);
  }

  /**
   * @param {number} column
   * @param {number} row
   * @returns {Box}
   */
  box(column, row) {
    const wide = (this.right - this.left) / this.scales.length;
    const [low, high] = [this.y(this.rows[row]), this.y(this.rows[row + 1])];
    return [this.left + column * wide, high, wide, low - high];
  }

  /**
   * The cell at a place of the picture, or null.
   *
   * @param {number} x
   * @param {number} y
   * @returns {Cell | null}
   */
  cellAt(x, y) {
    if (!(x > this.left && x < this.right && y > this.top && y < this.bottom)) return null;
    const column = Math.floor(((x - this.left) / (this.right - this.left)) * this.scales.length);
    const row = this.rows.findLastIndex((edge) => this.y(edge) >= y);
    return [column, Math.min(row, this.depths.length - 1)];
  }

  /** Depths that get their number written: all when they are few, else round ones. */
  get labelledDepths() {
    const { depths } = this;
    if (depths.length <= 12) return depths;
    const every = depths[depths.length - 1] > 50 ? 20 : 10;
    return depths.filter((depth) => depth === depths[0] || depth % every === 0);
  }
}

/**
 * Edges between `values` and beyond the first and the last.
 *
 * @param {number[]} values
 */
function edges(values) {
  const last = values.length - 1;
  const [before, after] = last > 0 ? [values[1] - values[0], values[last] - values[last - 1]] : [1, 1];
  const middles = values.slice(1).map((value, at) => (value + values[at]) / 2);
  return [values[0] - before / 2, ...middles, values[last] + after / 2];
}
