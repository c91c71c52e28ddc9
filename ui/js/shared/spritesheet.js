// Small pictures of the plane, all in one image: one transfer a screen frame, whatever their number.
import { make } from "./element.js";
import { paintLevels } from "./levels.js";

/** @import { Numbers } from "./types.d.ts" */

export class SpriteSheet {
  #canvas = make("canvas");
  #context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d", { willReadFrequently: true }));
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(this.#image.data.buffer);
  #columns = 0;
  #rows = 0;
  /** Of a picture, in pixels. */
  #side = 0;

  /**
   * Make room for `columns` x `rows` pictures of `side` x `side`.
   *
   * @param {number} columns
   * @param {number} rows
   * @param {number} side
   */
  lay(columns, rows, side) {
    if (this.#columns === columns && this.#rows === rows && this.#side === side) return;
    [this.#columns, this.#rows, this.#side] = [columns, rows, side];
    this.#canvas.width = Math.max(1, columns * side);
    this.#canvas.height = Math.max(1, rows * side);
    this.#image = this.#context.createImageData(this.#canvas.width, this.#canvas.height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /**
   * Put a picture in its place.
   *
   * @param {number} column
   * @param {number} row
   * @param {Numbers} levels `side` x `side`, smallest x2 first
   * @param {Uint32Array} table 256 pixels
   */
  put(column, row, levels, table) {
    const [stride, side] = [this.#canvas.width, this.#side];
    paintLevels(this.#pixels, { stride, side, start: row * side * stride + column * side }, levels, table);
  }

  /** What was put can be drawn from now on. */
  show() {
    this.#context.putImageData(this.#image, 0, 0);
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} column
   * @param {number} row
   * @param {{ left: number, top: number, size: number }} where
   */
  draw(context, column, row, { left, top, size }) {
    const side = this.#side;
    context.drawImage(this.#canvas, column * side, row * side, side, side, left, top, size, size);
  }
}
