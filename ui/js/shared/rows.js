// Histograms of all layers, one row a layer, on edges that stay fixed for the run.
import { count, fill, number, percent, power } from "./format.js";
import { Surface } from "./surface.js";
import { css, layerColour, mix } from "./colours.js";

// Below this height a row's bars are no longer legible: it becomes a strip of colour.
const STRIP = 9;

export class Rows {
  /**
   * `key`: "a", "g", "dw" or "w" of the frame's layers. `logarithmic`: the edges are log10.
   * `statistic`: {index, label} of the number at the right, an index into the layer's `stats`, or null.
   */
  constructor(section, { key, logarithmic, statistic, label, words, tooltip }) {
    this.surface = new Surface(section.querySelector(".plot"), label);
    Object.assign(this, { key, logarithmic, statistic, words, tooltip });
    this.surface.follow((pointer) => {
      this.pointer = pointer;
      if (pointer) this.#tell();
      else tooltip.hide();
    });
  }

  /** `layers`: of `hello` (name, units, edges); `frame`: the newest one, or null before the first. */
  draw(theme, layers, frame) {
    if (!this.surface.begin()) return;
    Object.assign(this, { theme, layers, frame });
    this.#measure();
    this.#axis();
    for (let index = 0; index < layers.length; index++) this.#row(index);
    if (this.pointer) this.#tell();
  }

  blank() {
    return this.surface.blank();
  }

  forget() {
    this.surface.mark = null;
  }

  #measure() {
    const { width, height } = this.surface;
    const em = this.theme.size;
    const cap = 1.95 * em;
    this.cap = cap - 4;
    this.left = 2.3 * em + cap;
    this.right = width - (this.statistic ? 4.1 * em : 4) - 2 * cap;
    this.bottom = height - 1.5 * em;
    this.rowHeight = Math.min((this.bottom - 2) / this.layers.length, 6 * em);
    this.bottom = 2 + this.rowHeight * this.layers.length;
    const edges = this.layers.map((layer) => layer.edges[this.key]);
    this.low = Math.min(...edges.map((edge) => edge[0]));
    this.high = Math.max(...edges.map((edge) => edge[1]));
  }

  #x(value) {
    return this.left + ((value - this.low) / (this.high - this.low)) * (this.right - this.left);
  }

  #axis() {
    const { context } = this.surface;
    const { theme } = this;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.textBaseline = "top";
    context.textAlign = "center";
    context.lineWidth = 1;
    const unit = this.logarithmic ? Math.max(1, Math.round((this.high - this.low) / 6)) : tick(this.high - this.low);
    for (let at = Math.ceil(this.low / unit - 1e-9) * unit; at <= this.high + 1e-9; at += unit) {
      const x = Math.round(this.#x(at)) + 0.5;
      context.strokeStyle = css(Math.abs(at) < unit / 1e6 && !this.logarithmic ? theme.line : theme.faint);
      context.beginPath();
      context.moveTo(x, 2);
      context.lineTo(x, this.bottom);
      context.stroke();
      context.fillStyle = css(theme.muted);
      context.fillText(this.logarithmic ? power(Math.round(at)) : number(Math.abs(at) < unit / 1e6 ? 0 : at, 2), x, this.bottom + 4);
    }
    if (!this.statistic) return;
    context.textAlign = "right";
    context.fillText(this.statistic.label, this.surface.width - 4, this.bottom + 4);
  }

  #row(index) {
    const { context } = this.surface;
    const { theme, rowHeight, layers } = this;
    const layer = layers[index];
    const top = 2 + index * rowHeight;
    const base = top + rowHeight - (rowHeight > STRIP ? 1.5 : 0);
    const colour = layerColour(theme, index, layers.length);
    this.#label(index, top);
    context.fillStyle = css(theme.line);
    if (rowHeight > STRIP) context.fillRect(this.left, Math.round(base), this.right - this.left, 1);
    if (index === 0 && rowHeight > STRIP) this.surface.inked(this.left + 3, Math.round(base) + 0.5);
    const shown = this.frame?.layers[index];
    if (!shown) return;
    if (index === 0 && rowHeight <= STRIP) this.surface.inked(this.left + 3, Math.round(base) - 0.5);
    const counts = shown[this.key];
    const out = shown[`${this.key}_out`];
    const tallest = Math.max(1, ...counts);
    const [low, high, bins] = layer.edges[this.key];
    const room = rowHeight > STRIP ? rowHeight - 4 : rowHeight;
    const step = (high - low) / bins;
    for (let bin = 0; bin < bins; bin++) {
      const share = Math.sqrt(counts[bin] / tallest);
      const [from, to] = [this.#x(low + bin * step), this.#x(low + (bin + 1) * step)];
      this.#bar(from, to - from, base, room, share, colour);
    }
    const total = counts.reduce((sum, value) => sum + value, 0) + out[0] + out[1] + out[2];
    const cap = (x, value, tint) => this.#end(x, value, total, base, room, tint);
    cap(this.left - this.cap - 4, out[0], colour);
    cap(this.right + 4, out[1], colour);
    cap(this.right + 8 + this.cap, out[2], theme.warning);
    if (this.statistic && this.#named(index)) {
      context.fillStyle = css(theme.text);
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(number(shown.stats[this.statistic.index]), this.surface.width - 4, top + rowHeight / 2);
    }
  }

  /** Whether this row has room for its words (each, or every few in deep nets). */
  #named(index) {
    const every = Math.ceil((1.05 * this.theme.size) / this.rowHeight);
    return index % every === 0;
  }

  #label(index, top) {
    if (!this.#named(index)) return;
    const { context } = this.surface;
    context.font = `${0.82 * this.theme.size}px ${this.theme.font}`;
    context.fillStyle = css(this.theme.muted);
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(layerName(this.layers[index], this.words), 2, top + this.rowHeight / 2, 2.2 * this.theme.size);
  }

  #bar(x, width, base, room, share, colour) {
    const { context } = this.surface;
    if (this.rowHeight > STRIP) {
      if (share === 0) return;
      const height = Math.max(1, share * room);
      context.fillStyle = css(colour, 0.9);
      context.fillRect(x + 0.25, base - height, Math.max(0.75, width - 0.5), height);
    } else {
      context.fillStyle = css(mix(this.theme.faint, colour, share), share ? 1 : 0.55);
      context.fillRect(x, base - room, width + 0.5, room + 0.5);
    }
  }

  /** What lies outside the edges (or is no number), apart from the bars: a block, and the count if it fits. */
  #end(x, value, total, base, room, colour) {
    if (!value) return;
    const { context } = this.surface;
    const share = Math.sqrt(value / total);
    if (this.rowHeight <= STRIP) {
      context.fillStyle = css(colour, Math.max(0.25, share));
      context.fillRect(x, base - room, this.cap, room);
      return;
    }
    const height = Math.max(2, share * room);
    context.fillStyle = css(colour, 0.42);
    context.fillRect(x, base - height, this.cap, height);
    context.fillStyle = css(colour);
    context.fillRect(x, base - height, this.cap, 1.5);
    if (this.rowHeight < 1.2 * this.theme.size) return;
    context.font = `${0.72 * this.theme.size}px ${this.theme.font}`;
    context.fillStyle = css(this.theme.text);
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(count(value), x + this.cap / 2, Math.max(base - height - 1, base - room + 0.75 * this.theme.size));
  }

  /** Read the bin under the pointer: layer, range, share. Asked again at every frame, so it stays true. */
  #tell() {
    const { left, top, x, y } = this.pointer;
    const index = Math.floor((top - 2) / this.rowHeight);
    const shown = this.frame?.layers[index];
    if (!shown || top < 2) return this.tooltip.hide();
    const counts = shown[this.key];
    const out = shown[`${this.key}_out`];
    const total = counts.reduce((sum, value) => sum + value, 0) + out[0] + out[1] + out[2];
    const [low, high, bins] = this.layers[index].edges[this.key];
    const value = (edge) => (this.logarithmic ? number(10 ** edge, 2) : number(edge, 3));
    const bin = Math.floor((((left - this.left) / (this.right - this.left)) * (this.high - this.low) + this.low - low) / ((high - low) / bins));
    let line, held;
    if (left > this.right + 6 + this.cap) [line, held] = [this.words.not_finite, out[2]];
    else if (left > this.right || bin >= bins) [line, held] = [fill(this.words.above, { value: value(high) }), out[1]];
    else if (left < this.left || bin < 0) [line, held] = [fill(this.words.below, { value: value(low) }), out[0]];
    else {
      const step = (high - low) / bins;
      line = fill(this.words.between, { low: value(low + bin * step), high: value(low + (bin + 1) * step) });
      held = counts[bin];
    }
    const share = fill(this.words.share_of, { share: percent(held / total), count: held.toLocaleString("en"), total: total.toLocaleString("en") });
    const title = fill(this.words.layer_units, { layer: layerTitle(this.layers[index], this.words), units: this.layers[index].units });
    this.tooltip.show(x, y, [title, line, share]);
  }
}

/** A layer's short name: its number, or the word for the output layer. */
export function layerName(layer, words) {
  return layer.name === "out" ? words.output : layer.name;
}

/** A layer's name in a sentence. */
export function layerTitle(layer, words) {
  return layer.name === "out" ? words.output_layer : fill(words.layer, { layer: layer.name });
}

function tick(span) {
  const unit = 10 ** Math.floor(Math.log10(span / 4));
  return unit * [1, 2, 5, 10].find((step) => step * unit >= span / 6);
}
