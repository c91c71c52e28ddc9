// One pixel of a feature map, product by product: tables of inputs, weights and products, and what comes of their sum.
import { css, along, mix } from "../shared/colours.js";
import { make, setText } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { reachOf, share } from "./signedpicture.js";
import { traceOf } from "./trace.js";

/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Arrays, Channel, Pixel, Trace } from "./trace.js" */
/** @import { MapsLayer } from "./types.d.ts" */

/** Channels whose products are shown; of more the ones that add most. */
const MOST_CHANNELS = 8;
/** How much of its colour a cell has, so that its number can be read. */
const TINT = 0.45;

/** @typedef {{ node: HTMLElement, cells: HTMLElement[] }} Grid */
/** @typedef {{ node: HTMLElement, name: HTMLElement, inputs: Grid, weights: Grid, products: Grid, sum: HTMLElement }} Row */

export class TraceView {
  /** @type {Row[]} */
  #rows = [];
  #shape = "";

  /**
   * @param {HTMLElement} host
   * @param {Words} words
   */
  constructor(host, words) {
    this.words = words;
    this.where = make("p", { class: "trace-where" });
    this.table = make("div", { class: "trace-rows" });
    this.rest = make("p", { class: "trace-rest" });
    this.lines = make("dl", { class: "trace-lines" });
    host.append(make("div", { class: "trace" }, this.where, this.lines, this.table, this.rest));
  }

  /**
   * @param {Theme} theme
   * @param {MapsLayer} layer
   * @param {Arrays} arrays
   * @param {Pixel} pixel
   * @param {number | null} pooled what the pixel's square becomes
   */
  draw(theme, layer, arrays, pixel, pooled) {
    const { words } = this;
    const trace = traceOf(layer, arrays, pixel);
    const shown = mostOf(trace.channels);
    this.#build(layer.kernel_size, shown.length);
    setText(this.where, fill(words.trace_where, { layer: pixel.layer + 1, filter: pixel.map + 1, row: pixel.y + 1, column: pixel.x + 1 }));
    const weights = reachOf(/** @type {Float32Array} */ (arrays.kernel));
    const inputs = reachOf(/** @type {Float32Array} */ (arrays.inputs));
    const products = Math.max(...shown.flatMap((channel) => channel.products.map(Math.abs)));
    shown.forEach((channel, at) => {
      const row = this.#rows[at];
      setText(row.name, trace.channels.length > 1 ? fill(words.trace_channel, { channel: channel.channel + 1 }) : words.trace_input);
      paint(theme, row.inputs, channel.inputs, inputs);
      paint(theme, row.weights, channel.weights, weights);
      paint(theme, row.products, channel.products, products);
      setText(row.sum, number(channel.sum));
    });
    const others = trace.channels.length - shown.length;
    const left = trace.products - shown.reduce((all, { sum }) => all + sum, 0);
    setText(this.rest, others ? fill(words.trace_others, { count: others, sum: number(left) }) : "");
    this.#tell(layer, trace, pooled);
  }

  /**
   * @param {MapsLayer} layer
   * @param {Trace} trace
   * @param {number | null} pooled
   */
  #tell(layer, trace, pooled) {
    const { words } = this;
    /** @type {[string, number][]} */
    const lines = [
      [fill(words.trace_products, { count: trace.count }), trace.products],
      [words.trace_bias, trace.bias],
      [trace.z === null ? words.trace_z : words.trace_sum, trace.sum],
    ];
    if (trace.z !== null) lines.push([words.trace_normalized, trace.z]);
    lines.push([fill(words.trace_output, { activation: layer.activation }), trace.output]);
    if (pooled !== null) lines.push([fill(words[`trace_pooled_${layer.pooling}`], { size: layer.pool_size }), pooled]);
    if (this.lines.childElementCount !== 2 * lines.length) {
      this.lines.replaceChildren(...lines.flatMap(() => [make("dt"), make("dd")]));
    }
    lines.forEach(([name, value], at) => {
      setText(this.lines.children[2 * at], name);
      setText(this.lines.children[2 * at + 1], number(value, 4));
    });
  }

  /**
   * @param {number} size
   * @param {number} rows
   */
  #build(size, rows) {
    if (this.#shape === `${size} ${rows}`) return;
    this.#shape = `${size} ${rows}`;
    const grid = () => {
      const cells = Array.from({ length: size * size }, () => make("span"));
      return { cells, node: make("div", { class: "trace-grid", style: `grid-template-columns:repeat(${size},auto)` }, ...cells) };
    };
    this.#rows = Array.from({ length: rows }, () => {
      const [inputs, weights, products, name, sum] = [grid(), grid(), grid(), make("span", { class: "trace-name" }), make("span", { class: "trace-sum" })];
      const factor = (/** @type {string} */ sign, /** @type {Grid} */ { node }) => make("div", { class: "trace-factor" }, make("span", { class: "trace-sign", text: sign }), node);
      return { node: make("div", { class: "trace-row" }, make("div", { class: "trace-told" }, name, sum), inputs.node, factor("×", weights), factor("=", products)), name, inputs, weights, products, sum };
    });
    this.table.replaceChildren(...this.#rows.map(({ node }) => node));
  }
}

/** @param {Channel[]} channels */
function mostOf(channels) {
  if (channels.length <= MOST_CHANNELS) return channels;
  const strongest = [...channels].sort((one, other) => Math.abs(other.sum) - Math.abs(one.sum)).slice(0, MOST_CHANNELS);
  return strongest.sort((one, other) => one.channel - other.channel);
}

/**
 * @param {Theme} theme
 * @param {Grid} grid
 * @param {(number | null)[]} values null: outside of the picture
 * @param {number} reach
 */
function paint(theme, { cells }, values, reach) {
  values.forEach((value, at) => {
    setText(cells[at], value === null ? "·" : number(value, 2));
    cells[at].style.background = value === null ? "" : css(mix(theme.background, along(theme.diverging, share(value, reach)), TINT));
  });
}
