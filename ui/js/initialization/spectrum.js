// Singular values of the input-output Jacobian: how much the network stretches small changes of its input.
import { fill, number, power } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { css } from "../shared/colours.js";

const BINS = 48;

export class Spectrum {
  constructor(section, { label, words, tooltip }) {
    this.surface = new Surface(section.querySelector(".plot"), label);
    this.caption = section.querySelector(".caption");
    Object.assign(this, { words, tooltip });
    this.surface.follow((pointer) => {
      this.pointer = pointer;
      if (pointer) this.#tell();
      else tooltip.hide();
    });
  }

  /** `found`: of `core.propagation.isometry`, or null while it is not known: then the last one stays, faded. */
  draw(theme, found) {
    this.found = found ?? this.found;
    const text = this.#caption();
    if (this.caption.textContent !== text) this.caption.textContent = this.caption.title = text;
    if (!this.surface.begin()) return;
    this.theme = theme;
    const em = theme.size;
    Object.assign(this, { left: 0.8 * em, right: this.surface.width - 0.8 * em, top: 0.6 * em, bottom: this.surface.height - 1.6 * em });
    this.#measure();
    const { context } = this.surface;
    context.globalAlpha = found ? 1 : 0.35;
    this.#axis();
    this.#bars();
    const { size, predicted } = this.found ?? {};
    if (predicted > 0) this.#mark(Math.log10(predicted), theme.categorical[1], [5, 3], this.bottom - 0.62 * (this.bottom - this.top));
    if (size > 0) this.#mark(Math.log10(size), theme.categorical[0], [], this.bottom - 0.5 * (this.bottom - this.top));
    context.globalAlpha = 1;
    if (this.pointer) this.#tell();
  }

  blank() {
    return this.surface.blank();
  }

  #caption() {
    const { words, found } = this;
    if (!found?.logs) return found?.note ?? words.jacobian_caption;
    if (!found.logs.length) return found.zeros ? words.jacobian_none : words.jacobian_caption;
    const spread = found.logs[0] - found.logs.at(-1);
    const sentence = found.zeros ? words.jacobian_beyond : words.jacobian_spread;
    return fill(sentence, { spread: spread < 4 ? number(10 ** spread, 2) : power(Math.floor(spread)) });
  }

  /** Half decades around the values, and 1 among them. */
  #measure() {
    const logs = this.found?.logs ?? [];
    const named = [0, ...(logs.length ? [logs[0], logs.at(-1)] : []), ...[this.found?.predicted, this.found?.size].filter((value) => value > 0).map(Math.log10)];
    this.from = Math.floor(2 * Math.max(Math.min(...named), -45) - 0.2) / 2;
    this.to = Math.ceil(2 * Math.max(...named) + 0.2) / 2;
    this.counts = new Uint32Array(BINS);
    for (const log of logs) {
      const bin = Math.floor(((log - this.from) / (this.to - this.from)) * BINS);
      if (bin >= 0) this.counts[Math.min(bin, BINS - 1)] += 1;
    }
  }

  #x(log) {
    return this.left + ((log - this.from) / (this.to - this.from)) * (this.right - this.left);
  }

  #axis() {
    const { context } = this.surface;
    const { theme } = this;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineWidth = 1;
    const every = Math.max(1, Math.ceil((this.to - this.from) / 7));
    for (let at = Math.ceil(this.from / every) * every; at <= this.to; at += every) {
      const x = Math.round(this.#x(at)) + 0.5;
      context.strokeStyle = css(at === 0 ? theme.line : theme.faint);
      this.#stroke(x, this.top, this.bottom);
      context.fillStyle = css(theme.muted);
      context.fillText(at === 0 ? "1" : power(at), x, this.bottom + 4);
    }
    context.fillStyle = css(theme.line);
    context.fillRect(this.left, Math.round(this.bottom), this.right - this.left, 1);
    this.surface.inked(this.left + 3, Math.round(this.bottom) + 0.5);
  }

  #bars() {
    const { context } = this.surface;
    const tallest = Math.max(1, ...this.counts);
    const wide = (this.right - this.left) / BINS;
    context.fillStyle = css(this.theme.categorical[0], 0.55);
    for (const [bin, count] of this.counts.entries()) {
      if (!count) continue;
      const height = Math.max(2, (count / tallest) * (this.bottom - this.top - 4));
      context.fillRect(this.left + bin * wide, this.bottom - height, Math.max(1, wide - 0.5), height);
    }
  }

  /** A line at `log`, and a triangle at its top end. */
  #mark(log, colour, dash, top) {
    const { context } = this.surface;
    const x = this.#x(log);
    context.strokeStyle = context.fillStyle = css(colour);
    context.lineWidth = 1.8;
    context.setLineDash(dash);
    this.#stroke(x, top, this.bottom);
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x - 4, top - 6);
    context.lineTo(x + 4, top - 6);
    context.lineTo(x, top);
    context.fill();
  }

  #stroke(x, from, to) {
    const { context } = this.surface;
    context.beginPath();
    context.moveTo(x, from);
    context.lineTo(x, to);
    context.stroke();
  }

  #tell() {
    const { left, x, y } = this.pointer;
    const bin = Math.floor(((left - this.left) / (this.right - this.left)) * BINS);
    if (!this.found?.logs || bin < 0 || bin >= BINS) return this.tooltip.hide();
    const { words, found } = this;
    const edge = (at) => number(10 ** (this.from + (at / BINS) * (this.to - this.from)), 2);
    const lines = [fill(words.jacobian_between, { low: edge(bin), high: edge(bin + 1), count: this.counts[bin] })];
    lines.push(fill(words.jacobian_size, { size: number(found.size) }));
    if (found.predicted !== null) lines.push(fill(words.predicted_value, { value: number(found.predicted) }));
    if (found.zeros) lines.push(fill(words.jacobian_zeros, { count: found.zeros }));
    this.tooltip.show(x, y, lines);
  }
}
