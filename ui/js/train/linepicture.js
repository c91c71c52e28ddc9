// Data with one input and one number: the rows, the network's curve over them, and what each unit adds to it.
import { css, layerColour } from "../shared/colours.js";
import { make } from "../shared/element.js";
import { fill, number, withoutZeros } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { LineLayout } from "./linelayout.js";

/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Curve, Numbers, Pointer, Theme, Words } from "../shared/types.d.ts" */
/** @import { LineData } from "./types.d.ts" */

/** @typedef {{ line: LineData, curve: Curve | null, validation: boolean }} LineContent */

const DOTS = 400; // from so many rows on they are small

export class LinePicture {
  /** @type {LineLayout | null} */
  #layout = null;
  /** @type {LineContent | null} */
  #content = null;
  /** @type {Pointer | null} */
  #pointer = null;
  /** What is drawn: it is drawn again only when that is another. @type {unknown[]} */
  #drawn = [];

  /**
   * @param {HTMLElement} host
   * @param {{ label: string, words: Words, tooltip: Tooltip }} how
   */
  constructor(host, { label, words, tooltip }) {
    this.host = host;
    this.words = words;
    this.tooltip = tooltip;
    host.classList.add("plane");
    this.surface = new Surface(host.appendChild(make("div", { class: "over" })), label);
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      this.#tell();
    });
  }

  /**
   * @param {Theme} theme
   * @param {LineContent} content
   */
  draw(theme, content) {
    const { line, curve, validation } = content;
    const { clientWidth: width, clientHeight: height } = this.host;
    const wanted = [line, curve, validation, theme.id, width, height, globalThis.devicePixelRatio];
    if (wanted.every((value, at) => value === this.#drawn[at]) || !this.surface.begin()) return;
    this.#drawn = wanted;
    this.#content = content;
    const layout = (this.#layout = new LineLayout({ width, height }, theme.size, line));
    const { context } = this.surface;
    axes(context, theme, layout, line.names);
    context.save();
    context.beginPath();
    context.rect(layout.left, layout.top, layout.width, layout.height);
    context.clip();
    if (curve) shares(context, theme, layout, line, curve);
    rows(context, theme, layout, line, validation);
    if (curve) stroke(context, layout, line.at, curve.values, { colour: css(theme.text), width: 2.4 });
    context.restore();
    this.surface.inked(layout.left - 0.5, layout.top + layout.height / 2);
    if (this.#pointer) this.#tell();
  }

  blank() {
    return this.surface.blank();
  }

  /** Something else will be shown: all is drawn again. */
  forget() {
    this.surface.mark = null;
    this.#drawn = [];
  }

  #tell() {
    const share = this.#pointer && this.#layout?.share(this.#pointer.left, this.#pointer.top);
    const content = this.#content;
    if (!this.#pointer || share === null || share === undefined || !content) return this.tooltip.hide();
    const { line, curve } = content;
    const at = Math.round(share * (line.at.length - 1));
    const [x, y] = line.names;
    const lines = [`${x} ${number(line.at[at], 3)}`];
    if (curve) lines.push(fill(this.words.line_answer, { name: y, value: number(curve.values[at], 4) }));
    return this.tooltip.show(this.#pointer.x, this.#pointer.y, lines);
  }
}

/**
 * What units add, each from the level of the bias on, so that they lie beside the rows.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {LineLayout} layout
 * @param {LineData} line
 * @param {Curve} curve
 */
function shares(context, theme, layout, line, { parts, rest }) {
  for (const [index, part] of parts.entries()) {
    const values = Float64Array.from(part, (value, at) => value + rest[at]);
    stroke(context, layout, line.at, values, { colour: css(layerColour(theme, index, parts.length), 0.75), width: 1 });
  }
  if (parts.length) stroke(context, layout, line.at, rest, { colour: css(theme.muted), width: 1, dash: [4, 4] });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {LineLayout} layout
 * @param {number[]} x
 * @param {Numbers} y
 * @param {{ colour: string, width: number, dash?: number[] }} how
 */
function stroke(context, layout, x, y, { colour, width, dash = [] }) {
  context.beginPath();
  context.setLineDash(dash);
  context.lineWidth = width;
  context.lineJoin = "round";
  context.strokeStyle = colour;
  let drawing = false;
  for (let at = 0; at < x.length; at++) {
    const value = y[at];
    if (!Number.isFinite(value)) {
      drawing = false;
      continue;
    }
    // Far outside is as good as further outside, and some canvases draw nothing there.
    const down = Math.max(-1e4, Math.min(1e4, layout.down(value)));
    if (drawing) context.lineTo(layout.across(x[at]), down);
    else context.moveTo(layout.across(x[at]), down);
    drawing = true;
  }
  context.stroke();
  context.setLineDash([]);
}

/**
 * Filled dots for training, rings for validation.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {LineLayout} layout
 * @param {LineData} line
 * @param {boolean} validation
 */
function rows(context, theme, layout, { x, y, part }, validation) {
  const radius = x.length > DOTS ? 1.6 : 2.6;
  for (const wanted of validation ? [0, 1] : [0]) {
    const colour = theme.categorical[wanted];
    context.fillStyle = css(wanted ? theme.background : colour, 0.8);
    context.strokeStyle = css(wanted ? colour : theme.background);
    context.lineWidth = wanted ? 1.4 : 0.6;
    for (let at = 0; at < x.length; at++) {
      if (part[at] !== wanted) continue;
      context.beginPath();
      context.arc(layout.across(x[at]), layout.down(y[at]), radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {LineLayout} layout
 * @param {[x: string, y: string]} names
 */
function axes(context, theme, layout, names) {
  const { left, top, width, height, xTicks, yTicks } = layout;
  const bottom = top + height;
  const spelled = (/** @type {number} */ value) => withoutZeros(number(value));
  context.lineWidth = 1;
  context.font = `${0.8 * theme.size}px ${theme.font}`;
  context.fillStyle = css(theme.muted);
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of xTicks) {
    grid(context, theme, [layout.across(tick), top], [layout.across(tick), bottom]);
    context.fillText(spelled(tick), layout.across(tick), bottom + 4);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of yTicks) {
    grid(context, theme, [left, layout.down(tick)], [left + width, layout.down(tick)]);
    context.fillText(spelled(tick), left - 5, layout.down(tick));
  }
  context.strokeStyle = css(theme.line);
  context.strokeRect(left - 0.5, top - 0.5, width + 1, height + 1);
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(names[0], left + width / 2, bottom + 2.6 * theme.size, width);
  context.save();
  context.translate(0.1 * theme.size, top + height / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "top";
  context.fillText(names[1], 0, 0, height);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {[x: number, y: number]} from
 * @param {[x: number, y: number]} to
 */
function grid(context, theme, from, to) {
  context.strokeStyle = css(theme.faint);
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
