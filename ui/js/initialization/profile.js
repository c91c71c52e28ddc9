// One number per layer on a logarithmic axis: measured (line, band over several networks) and predicted (dashed).
import { fill, number, percent } from "../shared/format.js";
import { logTicks } from "../shared/ranges.js";
import { Surface } from "../shared/surface.js";
import { css, layerColour } from "../shared/colours.js";

const FURTHEST = 45; // decades; beyond it 32-bit numbers end

export class Profile {
  constructor(section, { label, words, tooltip }) {
    this.surface = new Surface(section.querySelector(".plot"), label);
    Object.assign(this, { words, tooltip });
    this.surface.follow((pointer) => {
      this.pointer = pointer;
      if (!pointer) tooltip.hide();
      if (this.drawn) this.draw(...this.drawn); // with or without the line through the layer that is read
    });
  }

  /**
   * `line`: {mean, low, high, theory}; `fit`: the axis may shrink to it (else it only grows, so that it is calm).
   * `range`: of an axis that others share, see `span`.
   */
  draw(theme, line, seeds, fit, range = null) {
    if (!line || !this.surface.begin()) return;
    this.drawn = [theme, line, seeds, fit, range];
    Object.assign(this, { theme, line, seeds });
    this.range = range ?? span([line], fit ? null : this.range);
    this.#measure();
    this.#axes();
    const { context } = this.surface;
    context.save();
    context.beginPath();
    context.rect(this.left, 0, this.right - this.left, this.bottom + 1);
    context.clip();
    this.#band();
    this.#path(line.mean, theme.categorical[0], []);
    if (line.theory) this.#path(line.theory, theme.categorical[1], [5, 3]);
    this.#dots();
    context.restore();
    if (this.pointer) this.#tell();
  }

  /** How much networks differ by theory (`differing` of `core.propagation.answer`), or null: for the tooltip. */
  tell(differing) {
    this.differing = differing;
  }

  blank() {
    return this.surface.blank();
  }

  #measure() {
    const { width, height } = this.surface;
    const em = this.theme.size;
    this.left = 3.4 * em;
    this.right = width - 0.6 * em;
    this.top = 0.6 * em;
    this.bottom = height - 1.6 * em;
  }

  #x(index) {
    return this.left + ((index + 0.5) / this.line.mean.length) * (this.right - this.left);
  }

  #y(value) {
    const [from, to] = this.range;
    return this.bottom - ((Math.log10(value) - from) / (to - from)) * (this.bottom - this.top);
  }

  #axes() {
    const { context } = this.surface;
    const { theme } = this;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    const { values, texts } = logTicks(this.range);
    for (const [index, value] of values.entries()) {
      const y = Math.round(this.#y(value)) + 0.5;
      context.strokeStyle = css(value === 1 ? theme.line : theme.faint);
      this.#stroke([this.left, y], [this.right, y]);
      context.fillStyle = css(theme.muted);
      context.fillText(texts[index], this.left - 5, y);
    }
    context.strokeStyle = css(theme.line);
    this.#stroke([this.left, this.bottom + 0.5], [this.right, this.bottom + 0.5]);
    this.surface.inked(this.left + 3, this.bottom + 0.5);
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = css(theme.muted);
    for (const index of named(this.line.mean.length)) context.fillText(String(index + 1), this.#x(index), this.bottom + 4);
  }

  #stroke(from, to) {
    const { context } = this.surface;
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  }

  /** Where numbers are missing or 0 the line ends. */
  #path(values, colour, dash) {
    const { context } = this.surface;
    context.strokeStyle = css(colour);
    context.lineWidth = 1.8;
    context.setLineDash(dash);
    context.beginPath();
    let pen = false;
    for (const [index, value] of values.entries()) {
      if (!(value > 0)) {
        pen = false;
        continue;
      }
      context[pen ? "lineTo" : "moveTo"](this.#x(index), this.#y(value));
      pen = true;
    }
    context.stroke();
    context.setLineDash([]);
  }

  #band() {
    const { low, high } = this.line;
    const { context } = this.surface;
    context.fillStyle = css(this.theme.categorical[0], 0.16);
    for (let index = 0; index + 1 < low.length; index++) {
      if (!(low[index] > 0 && low[index + 1] > 0)) continue;
      context.beginPath();
      context.moveTo(this.#x(index), this.#y(low[index]));
      context.lineTo(this.#x(index + 1), this.#y(low[index + 1]));
      context.lineTo(this.#x(index + 1), this.#y(high[index + 1]));
      context.lineTo(this.#x(index), this.#y(high[index]));
      context.fill();
    }
  }

  /** A dot per layer; 0, which no logarithmic axis has, is a ring at the bottom. */
  #dots() {
    const { context } = this.surface;
    const { mean } = this.line;
    const radius = Math.min(3.2, (0.4 * (this.right - this.left)) / mean.length);
    for (const [index, value] of mean.entries()) {
      if (value === null) continue;
      context.fillStyle = context.strokeStyle = css(layerColour(this.theme, index, mean.length));
      context.beginPath();
      context.arc(this.#x(index), value > 0 ? this.#y(value) : this.bottom - radius - 1, radius, 0, 2 * Math.PI);
      if (value > 0) context.fill();
      else context.stroke();
    }
  }

  /** Read the layer under the pointer. Asked again at every drawing, so it stays true. */
  #tell() {
    const { left, x, y } = this.pointer;
    const { mean, low, high, theory } = this.line;
    const index = Math.floor(((left - this.left) / (this.right - this.left)) * mean.length);
    if (index < 0 || index >= mean.length) return this.tooltip.hide();
    const { words, seeds } = this;
    this.surface.context.strokeStyle = css(this.theme.muted, 0.5);
    this.#stroke([this.#x(index), this.top], [this.#x(index), this.bottom]);
    const lines = [fill(words.layer, { layer: index + 1 }), fill(words.measured_value, { value: number(mean[index]) })];
    if (seeds > 1) lines.push(fill(words.range, { low: number(low[index]), high: number(high[index]), seeds }));
    if (theory) lines.push(fill(words.predicted_value, { value: number(theory[index]) }));
    if (this.differing?.shares) lines.push(fill(words.differing, { share: percent(this.differing.shares[index], 0) }));
    if (this.differing) lines.push(this.differing.note);
    this.tooltip.show(x, y, lines);
  }
}

/** Half decades (log10) around all values of `lines`, and around those `before`, if any. */
export function span(lines, before) {
  const values = lines.flatMap(({ mean, low, high, theory }) => [...mean, ...low, ...high, ...(theory ?? [])]);
  const logs = values.filter((value) => value > 0).map((value) => Math.log10(value)).filter((log) => Math.abs(log) < FURTHEST);
  let [from, to] = logs.length ? [Math.min(...logs), Math.max(...logs)] : [-1, 1];
  from = Math.floor(2 * from - 0.1) / 2;
  to = Math.ceil(2 * to + 0.1) / 2;
  if (to - from < 1) [from, to] = [from - 0.5, to + 0.5];
  return before ? [Math.min(from, before[0]), Math.max(to, before[1])] : [from, to];
}

/** Which of `count` layers get their number written, from 0. */
export function named(count) {
  const step = [1, 2, 5, 10, 20].find((every) => count / every <= 10);
  return [...Array(count).keys()].filter((index) => step === 1 || index === 0 || (index + 1) % step === 0);
}
