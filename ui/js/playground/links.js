// The links of a network: width and colour say what each weight is.
import { css, mix, packed } from "../shared/colours.js";
import { LEVELS, grainOf, inOrder, linkAt, standsOut, thickness } from "./gaps.js";
import { Raster } from "./raster.js";

/** @import { Surface } from "../shared/surface.js" */
/** @import { Rgb, Scene, Theme } from "../shared/types.d.ts" */
/** @import { Gap } from "./gaps.js" */
/** @import { Pass } from "./pass.js" */
/** @import { Column, Place } from "./types.d.ts" */

/** @typedef {[negative: number[], positive: number[]]} Shades pixels, faint to strong */

const CROWD = 150;
const DENSE = 400;

export class Links {
  #raster = new Raster();
  /** @type {ImageData | null} */
  #image = null;
  /** @type {Column[]} */
  #columns = [];
  /** @type {Gap[]} */
  #gaps = [];
  /** Of which theme the colours are. */
  #themed = "";
  /** @type {Shades} */
  #plain = [[], []];
  /** @type {Shades} */
  #flashing = [[], []];
  /** Of a weight that is no number. */
  #broken = 0;
  #bright = 0;

  /**
   * Draw all links below everything else.
   *
   * @param {Surface} surface
   * @param {Theme} theme
   * @param {Column[]} columns
   * @param {Gap[]} gaps
   * @param {{ focus: Place | null, pass: Pass<Scene> | null }} how `focus`: the unit whose own links stand out; `pass`: how far a
   *   forward and backward pass is
   */
  draw({ context, ratio, canvas: { width, height } }, theme, columns, gaps, { focus, pass }) {
    this.#columns = columns;
    this.#gaps = gaps;
    if (this.#themed !== theme.id) this.#colours(theme);
    if (this.#image?.width !== width || this.#image.height !== height) this.#image = context.createImageData(width, height);
    this.#raster.begin(new Uint32Array(this.#image.data.buffer), width, packed(theme.background));
    const crowd = gaps.reduce((sum, gap) => sum + gap.sources.length * gap.units, 0) > CROWD;
    for (const index of gaps.keys()) this.#gap(index, ratio, crowd ? focus : null, pass);
    context.putImageData(this.#image, 0, 0);
  }

  /** @param {Theme} theme */
  #colours({ id, diverging, background, text, warning }) {
    this.#themed = id;
    const shade = (/** @type {Rgb} */ end, /** @type {number} */ flash, /** @type {number} */ level) => packed(mix(mix(background, end, 0.1 + (0.9 * level) / (LEVELS - 1)), text, flash));
    const towards = (/** @type {Rgb} */ end, /** @type {number} */ flash) => Array.from({ length: LEVELS }, (_, level) => shade(end, flash, level));
    const [negative, positive] = [diverging[0], diverging[diverging.length - 1]];
    this.#plain = [towards(negative, 0), towards(positive, 0)];
    this.#flashing = [towards(negative, 0.75), towards(positive, 0.75)];
    this.#broken = packed(warning);
    this.#bright = packed(text);
  }

  /**
   * @param {number} index
   * @param {number} ratio device pixels of a CSS pixel
   * @param {Place | null} focus
   * @param {Pass<Scene> | null} pass
   */
  #gap(index, ratio, focus, pass) {
    const raster = this.#raster;
    const [gap, from, to] = [this.#gaps[index], this.#columns[index], this.#columns[index + 1]];
    const grain = grainOf(from, to);
    raster.between((from.x + from.size / 2) * ratio, (to.x - to.size / 2) * ratio);
    raster.light(pass?.lights(index, raster.steps) ?? null, this.#bright);
    const changed = pass?.changed(index);
    const weights = pass && !pass.passed(index) ? pass.before[index] : gap.weights;
    const { order, levels } = inOrder(gap, weights, standsOut(focus, index));
    for (const at of order) {
      if (order.length > DENSE && !levels[at]) continue; // as good as invisible
      const [source, unit] = [gap.sources[Math.floor(at / gap.units)], at % gap.units];
      const place = source.from * gap.stride + unit;
      const weight = weights[place];
      const flash = changed ? changed(place) : 0;
      const [y0, y1] = [(from.ys[source.row] + 0.5) * ratio, (to.ys[unit] + 0.5) * ratio];
      if (!Number.isFinite(weight)) raster.curve(y0, y1, ratio, this.#broken);
      else raster.curve(y0, y1, (thickness(weight, grain) + 3 * flash) * ratio, (flash > 0.05 ? this.#flashing : this.#plain)[weight < 0 ? 0 : 1][levels[at]]);
    }
  }

  /**
   * The link nearest to a place, or null.
   *
   * @param {number} x
   * @param {number} y
   */
  at(x, y) {
    return linkAt(this.#columns, this.#gaps, x, y);
  }

  /**
   * Draw one link once more, on top.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {Theme} theme
   * @param {{ layer: number, row: number, to: number }} link
   */
  mark(context, theme, { layer, row, to: unit }) {
    const [from, to] = [this.#columns[layer], this.#columns[layer + 1]];
    if (!to || from.ys[row] === undefined || to.ys[unit] === undefined) return;
    const [x0, x1, y0, y1] = [from.x + from.size / 2, to.x - to.size / 2, from.ys[row] + 0.5, to.ys[unit] + 0.5];
    const middle = (x0 + x1) / 2;
    context.strokeStyle = css(theme.text);
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x0, y0);
    context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
    context.stroke();
  }
}
