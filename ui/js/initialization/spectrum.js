// Singular values of the input-output Jacobian: how much the network stretches small changes of its input.
import { css } from "../shared/colours.js";
import { find } from "../shared/element.js";
import { power } from "../shared/format.js";
import { BINS, SingularValues, spectrumCaption } from "./singularvalues.js";
import { Surface } from "../shared/surface.js";

/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Pointer, Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { Measurement } from "./types.d.ts" */

const FADED = 0.35;

export class SpectrumChart {
  /** @type {Pointer | null} */
  #pointer = null;
  /** @type {Measurement["jacobian"]} */
  #found = null;
  #values = new SingularValues(null);
  #box = { left: 0, right: 0, top: 0, bottom: 0 };

  /**
   * @param {HTMLElement} section
   * @param {{ label: string, words: Words, tooltip: Tooltip }} parts
   */
  constructor(section, { label, words, tooltip }) {
    this.surface = new Surface(find(section, ".plot"), label);
    this.caption = find(section, ".caption");
    this.words = words;
    this.tooltip = tooltip;
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      if (pointer) this.#tell(pointer);
      else tooltip.hide();
    });
  }

  /**
   * @param {Theme} theme
   * @param {Measurement["jacobian"]} found null while it is not known: then the last one stays, faded
   */
  draw(theme, found) {
    this.#found = found ?? this.#found;
    const text = spectrumCaption(this.#found, this.words);
    if (this.caption.textContent !== text) this.caption.textContent = this.caption.title = text;
    if (!this.surface.begin()) return;
    const { context, width, height } = this.surface;
    const em = theme.size;
    this.#box = { left: 0.8 * em, right: width - 0.8 * em, top: 0.6 * em, bottom: height - 1.6 * em };
    this.#values = new SingularValues(this.#found);
    context.globalAlpha = found ? 1 : FADED;
    this.#axis(theme);
    this.#bars(theme);
    const { predicted = null, size = null } = this.#values.spectrum ?? {};
    this.#mark(predicted, theme.categorical[1], [5, 3], 0.62);
    this.#mark(size, theme.categorical[0], [], 0.5);
    context.globalAlpha = 1;
    if (this.#pointer) this.#tell(this.#pointer);
  }

  blank() {
    return this.surface.blank();
  }

  /** @param {number} log */
  #x(log) {
    const { left, right } = this.#box;
    return left + this.#values.share(log) * (right - left);
  }

  /** @param {Theme} theme */
  #axis(theme) {
    const { context } = this.surface;
    const { left, right, top, bottom } = this.#box;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineWidth = 1;
    for (const at of this.#values.ticks) {
      const x = Math.round(this.#x(at)) + 0.5;
      context.strokeStyle = css(at === 0 ? theme.line : theme.faint);
      this.#stroke(x, top, bottom);
      context.fillStyle = css(theme.muted);
      context.fillText(at === 0 ? "1" : power(at), x, bottom + 4);
    }
    context.fillStyle = css(theme.line);
    context.fillRect(left, Math.round(bottom), right - left, 1);
    this.surface.inked(left + 3, Math.round(bottom) + 0.5);
  }

  /** @param {Theme} theme */
  #bars(theme) {
    const { context } = this.surface;
    const { left, right, top, bottom } = this.#box;
    const { counts } = this.#values;
    const tallest = Math.max(1, ...counts);
    const wide = (right - left) / BINS;
    context.fillStyle = css(theme.categorical[0], 0.55);
    for (const [bin, count] of counts.entries()) {
      if (!count) continue;
      const height = Math.max(2, (count / tallest) * (bottom - top - 4));
      context.fillRect(left + bin * wide, bottom - height, Math.max(1, wide - 0.5), height);
    }
  }

  /**
   * A line at `value` with a triangle at its top end, `share` of the way up.
   *
   * @param {number | null} value
   * @param {Rgb} colour
   * @param {number[]} dash
   * @param {number} share
   */
  #mark(value, colour, dash, share) {
    if (value === null || !(value > 0)) return;
    const { context } = this.surface;
    const x = this.#x(Math.log10(value));
    const top = this.#box.bottom - share * (this.#box.bottom - this.#box.top);
    context.strokeStyle = context.fillStyle = css(colour);
    context.lineWidth = 1.8;
    context.setLineDash(dash);
    this.#stroke(x, top, this.#box.bottom);
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x - 4, top - 6);
    context.lineTo(x + 4, top - 6);
    context.lineTo(x, top);
    context.fill();
  }

  /**
   * @param {number} x
   * @param {number} from
   * @param {number} to
   */
  #stroke(x, from, to) {
    const { context } = this.surface;
    context.beginPath();
    context.moveTo(x, from);
    context.lineTo(x, to);
    context.stroke();
  }

  /** @param {Pointer} pointer */
  #tell({ left, x, y }) {
    const { left: from, right: to } = this.#box;
    const lines = this.#values.told(Math.floor(((left - from) / (to - from)) * BINS), this.words);
    if (lines.length) this.tooltip.show(x, y, lines);
    else this.tooltip.hide();
  }
}
