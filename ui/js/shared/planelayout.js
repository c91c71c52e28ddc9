// Where things are in a picture of the plane: a square, with room for axes and for what its colours mean.

/** Between the square and the names of its colours, in pixels. */
export const KEY = 20;
const TOP = 3;
const SMALLEST = 40;

/** The largest square that fits, in CSS pixels, and the part of the plane that it shows. */
export class PlaneLayout {
  /**
   * @param {{ width: number, height: number }} room
   * @param {number} em size of letters
   * @param {number} extent the plane goes from minus this to this
   */
  constructor({ width, height }, em, extent) {
    this.top = TOP;
    this.left = 1.9 * em;
    this.extent = extent;
    const names = KEY + 2.9 * em; // the longest name of a colour
    this.side = Math.max(SMALLEST, Math.floor(Math.min(width - this.left - names, height - 1.6 * em - TOP)));
  }

  /**
   * Where an x1 is, from the left.
   *
   * @param {number} x
   */
  across(x) {
    return this.left + ((x + this.extent) / (2 * this.extent)) * this.side;
  }

  /**
   * Where an x2 is, from the top.
   *
   * @param {number} y
   */
  down(y) {
    return this.top + this.side - ((y + this.extent) / (2 * this.extent)) * this.side;
  }

  /**
   * The place of the plane that is there: its coordinates, and its shares of the square from the left and from below; null outside.
   *
   * @param {number} left
   * @param {number} top
   */
  at(left, top) {
    const [column, row] = [(left - this.left) / this.side, 1 - (top - this.top) / this.side];
    if (!(column >= 0 && column < 1 && row >= 0 && row < 1)) return null;
    return { x: (2 * column - 1) * this.extent, y: (2 * row - 1) * this.extent, column, row };
  }
}

/**
 * The entry of a list of `side` x `side`, smallest x2 first, at shares of the square.
 *
 * @param {number} side
 * @param {{ column: number, row: number }} place
 */
export function indexAt(side, { column, row }) {
  return Math.floor(row * side) * side + Math.floor(column * side);
}
