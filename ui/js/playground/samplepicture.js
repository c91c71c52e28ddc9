// A data set as a small picture.
import { along, classColour, css } from "../shared/colours.js";
import { make } from "../shared/element.js";
import { sample } from "./samples.js";

/** @import { Theme } from "../shared/types.d.ts" */

const REACH = 6.4;

export class SamplePicture {
  node = make("canvas", { "aria-hidden": "true" });
  /** What is drawn. */
  #drawn = "";

  /**
   * @param {string} dataset its key
   * @param {boolean} regression its labels are numbers
   */
  constructor(dataset, regression) {
    this.dataset = dataset;
    this.regression = regression;
  }

  /**
   * Drawn once, and again in other colours, in another size, or with other points of one's own.
   *
   * @param {Theme} theme
   * @param {string} own points of one's own, as text
   */
  draw(theme, own) {
    const ratio = globalThis.devicePixelRatio || 1;
    const side = Math.round(this.node.clientWidth * ratio);
    const wanted = `${theme.id} ${side} ${own}`;
    if (!side || this.#drawn === wanted) return;
    this.#drawn = wanted;
    if (this.node.width !== side) this.node.width = this.node.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (this.node.getContext("2d", { willReadFrequently: true }));
    context.clearRect(0, 0, side, side);
    const place = (/** @type {number} */ value) => ((value + REACH) / (2 * REACH)) * side;
    const radius = Math.max(1.1 * ratio, side / (this.regression ? 25 : 26));
    for (const [x, y, label] of sample(this.dataset, own)) {
      context.fillStyle = css(this.regression ? along(theme.diverging, (label + 1) / 2) : classColour(theme, label), 0.95);
      context.beginPath();
      context.arc(place(x), side - place(y), radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
