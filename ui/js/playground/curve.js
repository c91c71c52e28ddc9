// One small picture of two lines over the epochs: training and validation.
//
// On a canvas, not by plotly.js (../shared/linechart.js) with its zoom: two of these are drawn with every scene, up to 24
// times a second. Here one takes 0.4 to 0.5 ms, by plotly.js 10 to 28 ms (median, two busy cores): half the time that the
// page has. And the page would wait for plotly.js's 5 MB.
import { css } from "../shared/colours.js";
import { fill, number, withoutZeros } from "../shared/format.js";
import { nearest, placed } from "../shared/nearest.js";
import { polyline } from "../shared/polyline.js";
import { GrowingRange } from "../shared/ranges.js";
import { Surface } from "../shared/surface.js";
import { thin } from "../shared/thin.js";

/** @import { Area } from "../shared/nearest.js" */
/** @import { Range } from "../shared/ranges.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Pointer, Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { Measure, Past } from "./past.js" */

/** @typedef {{ fixed?: Range, logarithmic?: boolean }} Scale of the vertical axis, see `GrowingRange` */
/** @typedef {(value: number, digits?: number) => string} Spell */
/** @typedef {{ x: number[], y: (number | null)[] }} Line */

/** What is drawn: training and validation, and where. @typedef {{ theme: Theme, lines: Line[], area: Area }} Drawn */

const MOST = 160;
const PALE = 0.3;
const DASHED = [5, 2.5];

export class Curve {
  /** @type {Pointer | null} */
  #pointer = null;
  /** Draws the same again. @type {(() => void) | null} */
  #again = null;
  #range;
  #scale;
  #spell;

  /**
   * @param {HTMLElement} host
   * @param {object} how
   * @param {[training: Measure, validation: Measure]} how.keys
   * @param {string} how.label for screen readers
   * @param {Words} how.words
   * @param {Tooltip} how.tooltip
   * @param {Scale} [how.y]
   * @param {Spell} [how.spell]
   */
  constructor(host, { keys, label, words, tooltip, y = {}, spell = number }) {
    this.surface = new Surface(host, label);
    this.keys = keys;
    this.words = words;
    this.tooltip = tooltip;
    this.#scale = y;
    this.#spell = spell;
    this.#range = new GrowingRange(y);
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      if (!pointer) tooltip.hide();
      this.#again?.(); // with or without the line under the pointer
    });
    this.surface.canvas.addEventListener("dblclick", () => this.fit());
  }

  /**
   * Another scale, which begins with a range of its own.
   *
   * @param {Scale} y
   * @param {Spell} [spell]
   */
  rescale(y, spell = this.#spell) {
    this.#scale = y;
    this.#spell = spell;
    this.#range = new GrowingRange(y);
  }

  /** Forget the past range, as for another network. */
  fit() {
    this.#range.reset();
  }

  /**
   * @param {Theme} theme
   * @param {Past} past
   * @param {Past | null} former of an earlier network, drawn pale behind
   */
  draw(theme, past, former) {
    if (!this.surface.begin()) return;
    this.#again = () => this.draw(theme, past, former);
    const thinned = (/** @type {Past} */ of) => this.keys.map((key) => thin(of.epoch, of.measured[key], of.length, MOST));
    const lines = thinned(past);
    const behind = former ? thinned(former) : [];
    const range = this.#range.include([...lines, ...behind].map(({ y }) => y));
    const last = Math.max(past.epoch.at(-1) ?? 0, 1e-9);
    const drawn = { theme, lines, area: this.#area(theme.size, [0, last], range) };
    this.#axes(drawn);
    behind.forEach((line, index) => this.#line(drawn, line, index, PALE));
    lines.forEach((line, index) => this.#line(drawn, line, index, 1));
    if (this.#pointer) this.#tell(drawn, this.#pointer);
  }

  blank() {
    return this.surface.blank();
  }

  /**
   * @param {number} em
   * @param {Range} x
   * @param {Range} y
   * @returns {Area}
   */
  #area(em, x, y) {
    const { width, height } = this.surface;
    return { left: 2.5 * em, right: width - 5, top: 0.5 * em, bottom: height - 1.15 * em, x, y, logarithmic: this.#scale.logarithmic ?? false };
  }

  /** @param {Drawn} drawn */
  #axes({ theme, area: { left, right, top, bottom, x, y, logarithmic } }) {
    const { context } = this.surface;
    context.font = `${0.78 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.lineWidth = 1;
    context.textAlign = "right";
    y.forEach((end, at) => {
      const height = at ? top : bottom;
      context.strokeStyle = css(at ? theme.faint : theme.line);
      context.beginPath();
      context.moveTo(left, Math.round(height) + 0.5);
      context.lineTo(right, Math.round(height) + 0.5);
      context.stroke();
      context.textBaseline = at ? "middle" : "alphabetic";
      context.fillText(this.#tick(logarithmic ? 10 ** end : end), left - 4, height + 1);
    });
    this.surface.inked(left + 2, Math.round(bottom) + 0.5);
    context.textBaseline = "top";
    context.fillText(String(Math.floor(x[1])), right, bottom + 3);
    context.textAlign = "left";
    context.fillText("0", left, bottom + 3);
  }

  /** @param {number} value */
  #tick(value) {
    return this.#scale.fixed ? this.#spell(value, 0) : withoutZeros(number(value, 2));
  }

  /**
   * @param {Drawn} drawn
   * @param {Line} line
   * @param {number} index 1 is validation, which is measured less often: dashed, and gaps are bridged
   * @param {number} alpha
   */
  #line({ theme, area }, { x, y }, index, alpha) {
    const { context } = this.surface;
    context.save();
    context.beginPath();
    context.rect(area.left - 1, 0, area.right - area.left + 4, area.bottom + 1);
    context.clip();
    const style = { colour: theme.categorical[index], alpha, dash: index ? DASHED : [], bridge: index === 1 };
    polyline(context, x.map((epoch, at) => placed(area, epoch, y[at])), style);
    context.restore();
  }

  /**
   * Both values at the drawn epoch that is nearest to the pointer.
   *
   * @param {Drawn} drawn
   * @param {Pointer} pointer
   */
  #tell({ theme, lines, area }, { left, x, y }) {
    const share = (left - area.left) / (area.right - area.left);
    const at = nearest(lines[0].x, share * area.x[1]);
    if (share < -0.02 || share > 1.02 || at < 0) return this.tooltip.hide();
    const epoch = lines[0].x[at];
    this.#hair(theme, area, area.left + (epoch / area.x[1]) * (area.right - area.left));
    const told = lines.map((line, index) => {
      const value = line.y[nearest(line.x, epoch)] ?? null;
      const place = placed(area, epoch, value);
      if (place) this.#dot(theme, place, theme.categorical[index]);
      return `${[this.words.training, this.words.validation][index]}: ${value === null ? "–" : this.#spell(value)}`;
    });
    this.tooltip.show(x, y, [fill(this.words.at_epoch, { epoch: String(Number(epoch.toFixed(2))) }), ...told]);
  }

  /**
   * @param {Theme} theme
   * @param {Area} area
   * @param {number} x
   */
  #hair(theme, { top, bottom }, x) {
    const { context } = this.surface;
    context.fillStyle = css(theme.muted, 0.6);
    context.fillRect(Math.round(x), top, 1, bottom - top);
  }

  /**
   * @param {Theme} theme
   * @param {[x: number, y: number]} place
   * @param {Rgb} colour
   */
  #dot(theme, [x, y], colour) {
    const { context } = this.surface;
    context.beginPath();
    context.arc(x, y, 3.5, 0, 2 * Math.PI);
    context.fillStyle = css(colour);
    context.fill();
    context.strokeStyle = css(theme.background);
    context.lineWidth = 1.5;
    context.stroke();
  }
}
