// Histograms of all layers, one row a layer, on edges that stay fixed for the run.
import { at, shareOf, ticks, total } from "./bins.js";
import { css, layerColour, mix } from "./colours.js";
import { find } from "./element.js";
import { count, fill, number, power } from "./format.js";
import { fitted, layerName, layerTitle } from "./layername.js";
import { Surface } from "./surface.js";

/** @import { Edges, HistogramKey, Layer, LayerFrame, Pointer, Rgb, Theme, Words } from "./types.d.ts" */
/** @import { Histogram, Place } from "./bins.js" */
/** @import { Tooltip } from "./tooltip.js" */

/** @typedef {Omit<Layer, "edges"> & { edges: Partial<Layer["edges"]> }} RowsLayer a layer, with the edges that are drawn */
/** @typedef {{ layers: LayerFrame[] }} RowsFrame */
/** @typedef {{ theme: Theme, layers: RowsLayer[], frame: RowsFrame | null }} Content */

/**
 * Where things are in the picture: rows from `left` to `right`, `rowHeight` each, the axis at `bottom`; blocks for what
 * is outside the edges are `cap` wide. The axis goes from `low` to `high`. Names have `names` pixels at the left.
 *
 * @typedef {{ names: number, left: number, right: number, bottom: number, rowHeight: number, cap: number, low: number, high: number }} Measures
 */

// Below this height a row's bars are no longer legible: it becomes a strip of colour.
const STRIP = 9;
// Of layers' names, in letters' sizes: numbers have little room, names of somebody's own have more, but no quarter of the picture.
const [NAMES, MOST_NAMES] = [2.2, 8];

export class Rows {
  /** Null before the first drawing. @type {(Content & Measures) | null} */
  #drawn = null;
  /** @type {Pointer | null} */
  #pointer = null;

  /**
   * @param {Element} section a `figure`
   * @param {object} what
   * @param {HistogramKey} what.key which of a frame's histograms
   * @param {boolean} [what.logarithmic] the edges are log10
   * @param {{ name: string, label: string } | null} what.statistic the number at the right, of the layer's `stats`
   * @param {string} what.label for screen readers
   * @param {Words} what.words
   * @param {Tooltip} what.tooltip
   */
  constructor(section, { key, logarithmic = false, statistic, label, words, tooltip }) {
    this.surface = new Surface(find(section, ".plot"), label);
    this.key = key;
    this.logarithmic = logarithmic;
    this.statistic = statistic;
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
   * @param {RowsLayer[]} layers
   * @param {RowsFrame | null} frame the newest one, or null before the first
   */
  draw(theme, layers, frame) {
    if (!this.surface.begin()) return;
    const content = { theme, layers, frame };
    const drawn = { ...content, ...this.#measure(content) };
    this.#drawn = drawn;
    this.#axis(drawn);
    for (let index = 0; index < layers.length; index++) this.#row(drawn, index);
    if (this.#pointer) this.#tell(this.#pointer);
  }

  blank() {
    return this.surface.blank();
  }

  forget() {
    this.surface.mark = null;
  }

  /**
   * @param {Content} content
   * @returns {Measures}
   */
  #measure({ theme, layers }) {
    const { width, height } = this.surface;
    const em = theme.size;
    const cap = 1.95 * em;
    const rowHeight = Math.min((height - 1.5 * em - 2) / layers.length, 6 * em);
    const edges = layers.map((layer) => this.#edges(layer));
    const names = this.#room(theme, layers);
    return {
      cap: cap - 4,
      names,
      left: names + 0.1 * em + cap,
      right: width - (this.statistic ? 4.1 * em : 4) - 2 * cap,
      rowHeight,
      bottom: 2 + rowHeight * layers.length,
      low: Math.min(...edges.map(([low]) => low)),
      high: Math.max(...edges.map(([, high]) => high)),
    };
  }

  /**
   * Pixels for the names of layers.
   *
   * @param {Theme} theme
   * @param {RowsLayer[]} layers
   */
  #room(theme, layers) {
    const { context, width } = this.surface;
    context.font = `${0.82 * theme.size}px ${theme.font}`;
    const widest = Math.max(...layers.map((layer) => context.measureText(layerName(layer, this.words)).width));
    return Math.max(NAMES * theme.size, Math.min(widest + 4, MOST_NAMES * theme.size, width / 4));
  }

  /**
   * @param {RowsLayer} layer
   * @returns {Edges}
   */
  #edges(layer) {
    return layer.edges[this.key] ?? [0, 1, 1];
  }

  /**
   * @param {LayerFrame | undefined} layer
   * @returns {Histogram | null}
   */
  #histogram(layer) {
    const counts = layer?.[this.key];
    const out = layer?.[`${this.key}_out`];
    return counts && out ? { counts, out } : null;
  }

  /** @param {Content & Measures} drawn */
  #axis(drawn) {
    const { context } = this.surface;
    const { theme, low, high, bottom } = drawn;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.textBaseline = "top";
    context.textAlign = "center";
    context.lineWidth = 1;
    for (const value of ticks(low, high, this.logarithmic)) {
      const x = Math.round(place(drawn, value)) + 0.5;
      context.strokeStyle = css(value === 0 && !this.logarithmic ? theme.line : theme.faint);
      context.beginPath();
      context.moveTo(x, 2);
      context.lineTo(x, bottom);
      context.stroke();
      context.fillStyle = css(theme.muted);
      context.fillText(this.logarithmic ? power(Math.round(value)) : number(value, 2), x, bottom + 4);
    }
    if (!this.statistic) return;
    context.textAlign = "right";
    context.fillText(this.statistic.label, this.surface.width - 4, bottom + 4);
  }

  /**
   * @param {Content & Measures} drawn
   * @param {number} index
   */
  #row(drawn, index) {
    const { context } = this.surface;
    const { theme, rowHeight, layers, left, right, cap } = drawn;
    const high = rowHeight > STRIP;
    const top = 2 + index * rowHeight;
    const base = top + rowHeight - (high ? 1.5 : 0);
    this.#label(drawn, index, top);
    context.fillStyle = css(theme.line);
    if (high) context.fillRect(left, Math.round(base), right - left, 1);
    if (index === 0 && high) this.surface.inked(left + 3, Math.round(base) + 0.5);
    const shown = drawn.frame?.layers[index];
    const histogram = this.#histogram(shown);
    if (!shown || !histogram) return;
    // In a strip every bin is painted, also an empty one, but none beyond the layer's own edges.
    if (index === 0 && !high) this.surface.inked(place(drawn, this.#edges(layers[0])[0]) + 1, base - rowHeight / 2);
    const colour = layerColour(theme, index, layers.length);
    const room = high ? rowHeight - 4 : rowHeight;
    this.#bars(drawn, histogram.counts, this.#edges(layers[index]), { base, room, colour });
    const all = total(histogram);
    const end = (/** @type {number} */ x, /** @type {number} */ value, /** @type {Rgb} */ tint) =>
      this.#end(drawn, { x, value, all, base, room, colour: tint });
    end(left - cap - 4, histogram.out[0], colour);
    end(right + 4, histogram.out[1], colour);
    end(right + 8 + cap, histogram.out[2], theme.warning);
    if (this.statistic && named(drawn, index)) {
      context.fillStyle = css(theme.text);
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(number(shown.stats[this.statistic.name]), this.surface.width - 4, top + rowHeight / 2);
    }
  }

  /**
   * @param {Content & Measures} drawn
   * @param {number} index
   * @param {number} top
   */
  #label(drawn, index, top) {
    if (!named(drawn, index)) return;
    const { context } = this.surface;
    const { theme } = drawn;
    context.font = `${0.82 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.textAlign = "left";
    context.textBaseline = "middle";
    const name = fitted(layerName(drawn.layers[index], this.words), drawn.names - 2, (text) => context.measureText(text).width);
    context.fillText(name, 2, top + drawn.rowHeight / 2, drawn.names);
  }

  /**
   * Heights are square roots of the counts: few values are seen beside many.
   *
   * @param {Content & Measures} drawn
   * @param {Histogram["counts"]} counts
   * @param {Edges} edges
   * @param {{ base: number, room: number, colour: Rgb }} row
   */
  #bars(drawn, counts, [low, high, bins], { base, room, colour }) {
    const { context } = this.surface;
    const tallest = Math.max(1, ...counts);
    const step = (high - low) / bins;
    for (let bin = 0; bin < bins; bin++) {
      const share = Math.sqrt(counts[bin] / tallest);
      const x = place(drawn, low + bin * step);
      const width = place(drawn, low + (bin + 1) * step) - x;
      if (drawn.rowHeight <= STRIP) {
        context.fillStyle = css(mix(drawn.theme.faint, colour, share), share ? 1 : 0.55);
        context.fillRect(x, base - room, width + 0.5, room + 0.5);
      } else if (share > 0) {
        const height = Math.max(1, share * room);
        context.fillStyle = css(colour, 0.9);
        context.fillRect(x + 0.25, base - height, Math.max(0.75, width - 0.5), height);
      }
    }
  }

  /**
   * What lies outside the edges (or is no number), apart from the bars: a block, and the count if it fits.
   *
   * @param {Content & Measures} drawn
   * @param {{ x: number, value: number, all: number, base: number, room: number, colour: Rgb }} block
   */
  #end({ theme, rowHeight, cap }, { x, value, all, base, room, colour }) {
    if (!value) return;
    const { context } = this.surface;
    const share = Math.sqrt(value / all);
    if (rowHeight <= STRIP) {
      context.fillStyle = css(colour, Math.max(0.25, share));
      context.fillRect(x, base - room, cap, room);
      return;
    }
    const height = Math.max(2, share * room);
    context.fillStyle = css(colour, 0.42);
    context.fillRect(x, base - height, cap, height);
    context.fillStyle = css(colour);
    context.fillRect(x, base - height, cap, 1.5);
    if (rowHeight < 1.2 * theme.size) return;
    context.font = `${0.72 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.text);
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(count(value), x + cap / 2, Math.max(base - height - 1, base - room + 0.75 * theme.size));
  }

  /**
   * Read the bin under the pointer: layer, range, share. Asked again at every frame, so it stays true.
   *
   * @param {Pointer} pointer
   */
  #tell({ left, top, x, y }) {
    const drawn = this.#drawn;
    const index = drawn ? Math.floor((top - 2) / drawn.rowHeight) : -1;
    const histogram = this.#histogram(drawn?.frame?.layers[index]);
    if (!drawn || !histogram || top < 2) return this.tooltip.hide();
    const { words, logarithmic } = this;
    const layer = drawn.layers[index];
    const { range, held } = at(histogram, this.#edges(layer), under(drawn, left), { words, logarithmic });
    const title = fill(words.layer_units, { layer: layerTitle(layer, words), units: layer.units });
    this.tooltip.show(x, y, [title, range, shareOf(held, total(histogram), words)]);
  }
}

/**
 * Where a value of the axis is.
 *
 * @param {Measures} measures
 * @param {number} value
 */
function place({ left, right, low, high }, value) {
  return left + ((value - low) / (high - low)) * (right - left);
}

/**
 * What is at `x`: a value of the axis, beyond its ends what is outside all edges.
 *
 * @param {Measures} measures
 * @param {number} x
 * @returns {Place}
 */
function under({ left, right, low, high, cap }, x) {
  if (x > right + 6 + cap) return "not finite";
  if (x > right) return Infinity;
  if (x < left) return -Infinity;
  return low + ((x - left) / (right - left)) * (high - low);
}

/**
 * Whether a row has room for its words (each, or every few in deep nets).
 *
 * @param {Content & Measures} drawn
 * @param {number} index
 */
function named({ theme, rowHeight }, index) {
  return index % Math.ceil((1.05 * theme.size) / rowHeight) === 0;
}
