// One number per layer on a logarithmic axis: measured (line, band over several networks) and predicted (dashed).
//
// On a canvas, not by plotly.js (../shared/linechart.js) with its zoom: every step of the dial draws four of these anew,
// eight side by side. Here that takes 1 to 2 ms; plotly.js took at best 24 and 51 ms for the lines alone, 46 to 190 on
// two busy cores, and the page would wait for its 5 MB. Pictures of shares and singular values beside them follow.
import { css, layerColour } from "../shared/colours.js";
import { find } from "../shared/element.js";
import { fill, number, percent } from "../shared/format.js";
import { LayerAxis, decades, labelled } from "./layeraxis.js";
import { polyline } from "../shared/polyline.js";
import { logTicks } from "../shared/ranges.js";
import { Surface } from "../shared/surface.js";

/** @import { Place } from "../shared/polyline.js" */
/** @import { Range } from "../shared/ranges.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Pointer, Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { Measurement, PerLayer, Profile } from "./types.d.ts" */

/**
 * What is drawn. `axis` has the range of its values.
 *
 * @typedef {{ theme: Theme, profile: Profile, seeds: number, axis: LayerAxis }} Drawn
 */

export class ProfileChart {
  /** @type {Pointer | null} */
  #pointer = null;
  /** @type {(() => void) | null} draws the same again */
  #again = null;
  /** @type {Range | null} */
  #range = null;
  /** @type {Measurement["differing"]} how much networks differ by theory, for the tooltip */
  differing = null;

  /**
   * @param {HTMLElement} section
   * @param {{ label: string, words: Words, tooltip: Tooltip }} parts
   */
  constructor(section, { label, words, tooltip }) {
    this.surface = new Surface(find(section, ".plot"), label);
    this.words = words;
    this.tooltip = tooltip;
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      if (!pointer) tooltip.hide();
      this.#again?.(); // with or without the line through the layer that is read
    });
  }

  /**
   * @param {Theme} theme
   * @param {Profile} profile
   * @param {object} parts
   * @param {number} parts.seeds how many networks it is of
   * @param {boolean} [parts.fit] the axis may shrink to it; else it only grows, so that it is calm
   * @param {Range} [parts.range] of an axis that others share, see `decades`
   */
  draw(theme, profile, { seeds, fit = false, range }) {
    if (!this.surface.begin()) return;
    this.#again = () => this.draw(theme, profile, { seeds, fit, range });
    this.#range = range ?? decades([profile], fit ? null : this.#range);
    const drawn = { theme, profile, seeds, axis: new LayerAxis(this.surface, theme.size, profile.mean.length, this.#range) };
    this.#axes(drawn);
    const { context } = this.surface;
    const { axis } = drawn;
    context.save();
    context.beginPath();
    context.rect(axis.left, 0, axis.right - axis.left, axis.bottom + 1);
    context.clip();
    this.#band(drawn);
    this.#line(axis, profile.mean, theme.categorical[0], []);
    if (profile.theory) this.#line(axis, profile.theory, theme.categorical[1], [5, 3]);
    this.#dots(drawn);
    context.restore();
    if (this.#pointer) this.#tell(drawn, this.#pointer);
  }

  blank() {
    return this.surface.blank();
  }

  /** @param {Drawn} drawn */
  #axes({ theme, axis }) {
    const { context } = this.surface;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const { values, texts } = logTicks(axis.range);
    for (const [index, value] of values.entries()) {
      const y = Math.round(axis.y(Math.log10(value))) + 0.5;
      context.strokeStyle = css(value === 1 ? theme.line : theme.faint);
      this.#stroke([axis.left, y], [axis.right, y]);
      context.fillStyle = css(theme.muted);
      context.fillText(texts[index], axis.left - 5, y);
    }
    context.strokeStyle = css(theme.line);
    this.#stroke([axis.left, axis.bottom + 0.5], [axis.right, axis.bottom + 0.5]);
    this.surface.inked(axis.left + 3, axis.bottom + 0.5);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = css(theme.muted);
    for (const index of labelled(axis.count)) context.fillText(String(index + 1), axis.x(index), axis.bottom + 4);
  }

  /**
   * @param {[x: number, y: number]} from
   * @param {[x: number, y: number]} to
   */
  #stroke(from, to) {
    const { context } = this.surface;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }

  /**
   * Where numbers are missing or 0 the line ends.
   *
   * @param {LayerAxis} axis
   * @param {PerLayer} values
   * @param {Rgb} colour
   * @param {number[]} dash
   */
  #line(axis, values, colour, dash) {
    const places = values.map((value, index) => (positive(value) ? /** @type {Place} */ ([axis.x(index), axis.y(Math.log10(value))]) : null));
    polyline(this.surface.context, places, { colour, width: 1.8, dash });
  }

  /** @param {Drawn} drawn */
  #band({ theme, profile: { low, high }, axis }) {
    const { context } = this.surface;
    context.fillStyle = css(theme.categorical[0], 0.16);
    for (let index = 0; index + 1 < low.length; index++) {
      const corners = [low[index], low[index + 1], high[index + 1], high[index]];
      if (!corners.every(positive)) continue;
      context.beginPath();
      for (const [corner, value] of corners.entries()) context.lineTo(axis.x(corner === 1 || corner === 2 ? index + 1 : index), axis.y(Math.log10(value)));
      context.fill();
    }
  }

  /**
   * A dot per layer; 0, which no logarithmic axis has, is a ring at the bottom.
   *
   * @param {Drawn} drawn
   */
  #dots({ theme, profile: { mean }, axis }) {
    const { context } = this.surface;
    const radius = Math.min(3.2, 0.4 * axis.slot);
    for (const [index, value] of mean.entries()) {
      if (value === null) continue;
      context.fillStyle = context.strokeStyle = css(layerColour(theme, index, mean.length));
      context.beginPath();
      context.arc(axis.x(index), value > 0 ? axis.y(Math.log10(value)) : axis.bottom - radius - 1, radius, 0, 2 * Math.PI);
      if (value > 0) context.fill();
      else context.stroke();
    }
  }

  /**
   * Read the layer under the pointer. Asked again at every drawing, so it stays true.
   *
   * @param {Drawn} drawn
   * @param {Pointer} pointer
   */
  #tell({ theme, profile, seeds, axis }, { left, x, y }) {
    const index = axis.layerAt(left);
    if (index === null) return this.tooltip.hide();
    this.surface.context.strokeStyle = css(theme.muted, 0.5);
    this.#stroke([axis.x(index), axis.top], [axis.x(index), axis.bottom]);
    this.tooltip.show(x, y, this.#lines(profile, seeds, index));
  }

  /**
   * @param {Profile} profile
   * @param {number} seeds
   * @param {number} index
   */
  #lines({ mean, low, high, theory }, seeds, index) {
    const { words, differing } = this;
    const lines = [fill(words.layer, { layer: index + 1 }), fill(words.measured_value, { value: number(mean[index]) })];
    if (seeds > 1) lines.push(fill(words.range, { low: number(low[index]), high: number(high[index]), seeds }));
    if (theory) lines.push(fill(words.predicted_value, { value: number(theory[index]) }));
    if (differing?.shares) lines.push(fill(words.differing, { share: percent(differing.shares[index], 0) }));
    if (differing) lines.push(differing.note);
    return lines;
  }
}

/**
 * @param {number | null} value
 * @returns {value is number}
 */
function positive(value) {
  return value !== null && value > 0;
}
