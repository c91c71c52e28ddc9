// Fourth view, of convolutional networks: filters, the feature maps of a row, what pooling leaves of them, and one
// pixel taken apart.
import { figure, find, make } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { RowMaps } from "./rowmaps.js";
import { SignedPicture, reachOf } from "./signedpicture.js";
import { TraceView } from "./traceview.js";
import { channelOf, patchOf, pooledMap, pooledPixel, readMaps, strongest } from "./trace.js";

/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Arrays, Pixel } from "./trace.js" */
/** @import { Run } from "./run.js" */
/** @import { Common, MapsLayer, Scene } from "./types.d.ts" */

/** A box over a picture that shows which part is meant. @typedef {{ node: HTMLElement, mark: HTMLElement, picture: SignedPicture }} Cell */
/** @typedef {{ scale: HTMLElement, inputs: Cell[], kernels: SignedPicture[], maps: Cell[], pooled: Cell[] }} LayerParts */

/** @type {Record<string, [down: number, across: number]>} */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class FeatureMaps {
  /** @type {LayerParts[]} */
  #parts = [];
  /** @type {MapsLayer[]} */
  #layers = [];
  /** The pixel that is taken apart; null until there is a frame. @type {Pixel | null} */
  #pixel = null;
  /** The numbers that are shown. @type {Float32Array | null} */
  #numbers = null;

  /** @param {Common} common */
  constructor(common) {
    const { words, redraw } = common;
    this.words = words;
    this.redraw = redraw;
    this.rows = new RowMaps(common);
    this.left = figure({ title: words.maps_title, caption: words.maps_caption, area: "area-maps", extra: [this.rows.node] });
    this.right = figure({ title: words.trace_title, caption: words.trace_caption, area: "area-trace" });
    this.trace = new TraceView(find(this.right, ".plot"), words);
    this.node = make("div", { class: "view maps" }, this.left, this.right);
  }

  /** @param {Run} run */
  offers({ maps }) {
    return Boolean(maps);
  }

  /** @param {Run} run */
  begin(run) {
    const { maps } = run;
    this.rows.begin(run);
    this.#layers = maps ?? [];
    this.#pixel = null;
    const built = this.#layers.map((layer, index) => this.#layer(layer, index));
    this.#parts = built.map(({ parts }) => parts);
    find(this.left, ".plot").replaceChildren(make("div", { class: "map-layers" }, ...built.map(({ node }) => node)));
  }

  /**
   * @param {MapsLayer} layer
   * @param {number} index
   */
  #layer(layer, index) {
    const { words } = this;
    const { kernel_size: size, maps, inputs, sums, outputs } = layer;
    const number = index + 1;
    const each = (/** @type {(map: number) => Cell} */ build) => Array.from({ length: maps }, (_, map) => build(map));
    const side = mosaicSide(inputs[2]);
    const kernels = Array.from({ length: maps }, (_, map) => {
      const wide = side * (size + 1) - 1;
      const high = Math.ceil(inputs[2] / side) * (size + 1) - 1;
      return new SignedPicture(wide, high, fill(words.maps_kernel_of, { layer: number, filter: map + 1 }));
    });
    const found = each((map) => this.#pressed(cell(sums, fill(words.maps_map_of, { layer: number, filter: map + 1 })), index, map));
    const pooled = layer.pooling === "none" ? [] : each((map) => this.#pooledPressed(cell(outputs, fill(words.maps_pooled_of, { layer: number, filter: map + 1 })), index, map));
    const given = index === 0 ? [cell(inputs, words.maps_input)] : [];
    const scale = make("span", { class: "map-scale" });
    const row = (/** @type {string} */ name, /** @type {HTMLElement[]} */ nodes) => [make("span", { class: "map-row", text: name }), make("div", { class: "map-cells" }, ...nodes)];
    const node = make(
      "section",
      { class: "map-layer" },
      make("h4", {}, fill(words.maps_layer, { layer: number, shown: maps, filters: sums[2], size }), scale),
      ...(given.length ? row(words.maps_input, given.map(({ node }) => node)) : []),
      ...row(words.maps_kernel, kernels.map(({ canvas }) => make("div", { class: "map-cell" }, canvas))),
      ...row(words.maps_map, found.map(({ node }) => node)),
      ...(pooled.length ? row(words[`maps_pooled_${layer.pooling}`], pooled.map(({ node }) => node)) : []),
    );
    return { node, parts: { scale, inputs: given, kernels, maps: found, pooled } };
  }

  /**
   * Pixels of a map that can be pressed, and moved between with the arrow keys.
   *
   * @param {Cell} made
   * @param {number} layer
   * @param {number} map
   */
  #pressed(made, layer, map) {
    const { canvas } = made.picture;
    canvas.tabIndex = 0;
    canvas.addEventListener("pointerdown", (event) => this.#choose({ layer, map, ...pixelAt(canvas, event) }));
    canvas.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      if (!move) return;
      event.preventDefault();
      const from = this.#pixel && this.#pixel.layer === layer ? this.#pixel : { y: 0, x: 0 };
      const within = (/** @type {number} */ place, /** @type {number} */ end) => Math.min(Math.max(place, 0), end - 1);
      this.#choose({ layer, map, y: within(from.y + move[0], canvas.height), x: within(from.x + move[1], canvas.width) });
    });
    return made;
  }

  /**
   * A pixel of a pooled map stands for the strongest of those that it is made of.
   *
   * @param {Cell} made
   * @param {number} layer
   * @param {number} map
   */
  #pooledPressed(made, layer, map) {
    const { canvas } = made.picture;
    canvas.addEventListener("pointerdown", (event) => {
      const [arrays, { pool_size: size, maps, sums }] = [this.#arrays()[layer], this.#layers[layer]];
      if (!arrays?.outputs) return;
      const { y, x } = pixelAt(canvas, event);
      const picture = channelOf(arrays.outputs, maps, map);
      this.#choose({ layer, map, ...strongest(picture, sums[1], { y: y * size, x: x * size, size }) });
    });
    return made;
  }

  /** @param {Pixel} pixel */
  #choose(pixel) {
    this.#pixel = pixel;
    this.redraw();
  }

  /** @returns {Arrays[]} */
  #arrays() {
    return this.#numbers ? readMaps(this.#numbers, this.#layers) : [];
  }

  /** @param {Scene} scene */
  draw({ theme, run, kept }) {
    if (!run?.maps || !run.frame?.maps) return;
    const numbers = this.rows.numbers(run, kept === null);
    if (!numbers) return;
    this.#numbers = numbers;
    const arrays = this.#arrays();
    this.#parts.forEach((_, index) => this.#drawLayer(theme, arrays, index));
    this.#pixel ??= { layer: 0, map: 0, ...strongest(channelOf(/** @type {Float32Array} */ (arrays[0].outputs), this.#layers[0].maps, 0), this.#layers[0].sums[1]) };
    this.#mark(this.#pixel);
    const layer = this.#layers[this.#pixel.layer];
    this.trace.draw(theme, layer, arrays[this.#pixel.layer], this.#pixel, this.#pooledValue(arrays, this.#pixel));
  }

  /**
   * @param {Theme} theme
   * @param {Arrays[]} arrays
   * @param {number} index
   */
  #drawLayer(theme, arrays, index) {
    const layer = this.#layers[index];
    const { scale, inputs, kernels, maps, pooled } = this.#parts[index];
    const { inputs: given, kernel, outputs } = /** @type {Required<Arrays>} */ (arrays[index]);
    for (const { picture } of inputs) picture.draw(theme, given, reachOf(given));
    const strongestWeight = reachOf(kernel);
    kernels.forEach((picture, map) => picture.draw(theme, mosaic(kernel, layer, map), strongestWeight));
    const reach = reachOf(outputs);
    maps.forEach(({ picture }, map) => picture.draw(theme, channelOf(outputs, layer.maps, map), reach));
    pooled.forEach(({ picture }, map) => picture.draw(theme, pooledMap(this.#layers, arrays, index, map), reach));
    scale.textContent = fill(this.words.maps_scale, { weights: number(strongestWeight), outputs: number(reach) });
  }

  /**
   * Show which pixel is taken apart, and which part of the pictures before it a filter sees there.
   *
   * @param {Pixel} pixel
   */
  #mark(pixel) {
    this.#parts.forEach(({ inputs, maps, pooled }, index) => {
      const layer = this.#layers[index];
      const here = index === pixel.layer;
      const seen = { ...patchOf(this.#layers[pixel.layer], pixel), size: this.#layers[pixel.layer].kernel_size };
      for (const each of inputs) place(each, pixel.layer === 0 ? seen : null);
      maps.forEach((each, map) => place(each, here && map === pixel.map ? { ...pixel, size: 1 } : index === pixel.layer - 1 && !pooled.length ? seen : null));
      const into = here ? pooledPixel(layer, pixel) : null;
      pooled.forEach((each, map) => place(each, into && map === pixel.map ? { ...into, size: 1 } : index === pixel.layer - 1 ? seen : null));
    });
  }

  /**
   * @param {Arrays[]} arrays
   * @param {Pixel} pixel
   */
  #pooledValue(arrays, pixel) {
    const layer = this.#layers[pixel.layer];
    const into = pooledPixel(layer, pixel);
    return into && pooledMap(this.#layers, arrays, pixel.layer, pixel.map)[into.y * layer.outputs[1] + into.x];
  }

  all() {
    return this.#parts.flatMap(({ inputs, kernels, maps, pooled }) => [...kernels, ...[...inputs, ...maps, ...pooled].map(({ picture }) => picture)]);
  }
}

/**
 * @param {[height: number, width: number, channels: number]} shape
 * @param {string} label
 * @returns {Cell}
 */
function cell([height, width], label) {
  const picture = new SignedPicture(width, height, label);
  const mark = make("i", { class: "map-mark", hidden: "" });
  return { picture, mark, node: make("div", { class: "map-cell" }, picture.canvas, mark) };
}

/**
 * Put the box of a picture around a square of its pixels; null: away with it.
 *
 * @param {Cell} cell
 * @param {{ y: number, x: number, size: number } | null} square
 */
function place({ mark, picture: { canvas } }, square) {
  mark.hidden = !square;
  if (!square) return;
  const [top, left] = [Math.max(square.y, 0), Math.max(square.x, 0)];
  const [bottom, right] = [Math.min(square.y + square.size, canvas.height), Math.min(square.x + square.size, canvas.width)];
  const percent = (/** @type {number} */ pixels, /** @type {number} */ of) => `${(100 * pixels) / of}%`;
  Object.assign(mark.style, {
    top: percent(top, canvas.height),
    left: percent(left, canvas.width),
    height: percent(bottom - top, canvas.height),
    width: percent(right - left, canvas.width),
  });
}

/**
 * The pixel under the pointer.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {PointerEvent} event
 */
function pixelAt(canvas, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  const at = (/** @type {number} */ share, /** @type {number} */ count) => Math.min(Math.max(Math.floor(share * count), 0), count - 1);
  return { y: at((clientY - box.top) / box.height, canvas.height), x: at((clientX - box.left) / box.width, canvas.width) };
}

/**
 * Kernels of a filter that stand side by side.
 *
 * @param {number} channels
 */
function mosaicSide(channels) {
  return Math.ceil(Math.sqrt(channels));
}

/**
 * A filter's kernel, a channel beside the other, with a gap between them.
 *
 * @param {Float32Array} kernel
 * @param {MapsLayer} layer
 * @param {number} map
 * @returns {(number | undefined)[]}
 */
export function mosaic(kernel, { kernel_size: size, inputs: [, , channels], maps }, map) {
  const side = mosaicSide(channels);
  const wide = side * (size + 1) - 1;
  const high = Math.ceil(channels / side) * (size + 1) - 1;
  return Array.from({ length: wide * high }, (_, at) => {
    const [y, x] = [Math.floor(at / wide), at % wide];
    const [row, column] = [y % (size + 1), x % (size + 1)];
    const channel = Math.floor(y / (size + 1)) * side + Math.floor(x / (size + 1));
    if (row === size || column === size || channel >= channels) return undefined;
    return kernel[((row * size + column) * channels + channel) * maps + map];
  });
}
