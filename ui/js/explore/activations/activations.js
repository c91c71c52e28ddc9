// The explorer of activation functions: value and slope, what they make of normal inputs, and of those through many layers.
import { css } from "../../shared/colours.js";
import { figure, find, make, setText } from "../../shared/element.js";
import { fill, number } from "../../shared/format.js";
import { activationOf } from "../../shared/activations.js";
import { Rows } from "../../shared/rows.js";
import { Plot } from "../plot.js";
import { distribution, gradients, share, steepest, through } from "./normal.js";
import { Readings } from "./readings.js";

/** @import { Activation } from "../../shared/activations.js" */
/** @import { Entry, Texts } from "../../shared/menus.d.ts" */
/** @import { Range } from "../../shared/ranges.js" */
/** @import { Rgb, Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { LayerMoments, Normal } from "./normal.js" */

/**
 * One of the two functions, and all that is told of it.
 *
 * @typedef {object} Side
 * @property {string} label
 * @property {Entry} entry
 * @property {Activation} activation
 * @property {{ value: number, slope: number }} at where it is read
 * @property {{ at: number | null, slope: number }} steepest
 * @property {LayerMoments[]} layers
 * @property {number[]} gradients
 * @property {number | null} flat share of the inputs; null where there is no flat part
 * @property {number | null} dead
 */

/** @type {Range} */
const ACROSS = [-6, 6];
const PLACES = Array.from({ length: 601 }, (_, at) => ACROSS[0] + (at * (ACROSS[1] - ACROSS[0])) / 600);
const BINS = 60;
/** Of a layer's histogram: a whole of values as the pictures of runs count them. */
const COUNTED = 10000;

export class ActivationExplorer {
  /** @type {Texts} */
  #texts = {};
  /** @type {Side[]} */
  #sides = [];

  /** @param {Parts} parts */
  constructor({ words, menu, tooltip, redraw, watch, put }) {
    this.words = words;
    this.entries = menu.fields.activation.entries ?? [];
    const pictures = ["curve", "spread", "layers", "gradient"].map((name) => figure({ title: words[`activation_${name}`], caption: words[`activation_${name}_help`], area: `area-${name}`, extra: name === "layers" ? [] : [keys(words, name)] }));
    const [curve, spread, layers, gradient] = pictures;
    this.curve = new Plot(curve, { label: words.activation_curve, dragged: (x) => put({ z: String(clamped(x)) }) });
    this.spread = new Plot(spread, { label: words.activation_spread });
    this.rows = new Rows(layers, { key: "a", statistic: { name: "deviation", label: words.std }, label: words.activation_layers, words, tooltip });
    this.gradient = new Plot(gradient, { label: words.activation_gradient });
    this.readings = new Readings(words);
    this.title = layers.querySelector("h3");
    this.node = make("div", { class: "pictures" }, ...pictures, this.readings.node);
    watch(this.node);
    this.redraw = redraw;
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#texts = texts;
    const beside = texts.beside === "none" ? null : this.#defaults(texts.beside);
    const other = beside && Object.entries(beside).some(([path, text]) => texts[path] !== text);
    this.#sides = [this.#side(texts), ...(other ? [this.#side(beside)] : [])];
    this.readings.show(this.#sides, this.#sides[0].entry.help);
    for (const [at, key] of ["first", "second"].entries()) {
      const node = find(this.node, `.${key}-key`);
      setText(node, this.#sides.at(at)?.label ?? "");
      node.hidden = at >= this.#sides.length;
    }
    if (this.title) setText(this.title, fill(this.words.activation_layers, { activation: this.#sides[0].label }));
  }

  /** @param {string} key */
  #entry(key) {
    const found = this.entries.find((entry) => entry.key === key);
    if (!found) throw new Error(`Expected an activation function, received ${key}.`);
    return found;
  }

  /** @param {string} key */
  #defaults(key) {
    return Object.fromEntries([["activation", key], ...this.#entry(key).parameters.map((each) => [`activation.${each.key}`, each.value])]);
  }

  /** What goes in. @returns {Normal} */
  get #input() {
    return { mean: Number(this.#texts.mean), deviation: Number(this.#texts.deviation) };
  }

  /**
   * @param {Texts} texts
   * @returns {Side}
   */
  #side(texts) {
    const entry = this.#entry(texts.activation);
    const activation = activationOf(texts, "activation");
    const [z, gain] = [Number(this.#texts.z), Number(this.#texts.gain)];
    const layers = through(activation, this.#input, { layers: Number(this.#texts.layers), gain });
    const [low, high] = entry.flat ?? [null, null];
    const dead = entry.dead ?? null;
    return {
      label: entry.label,
      entry,
      activation,
      at: { value: activation.value(z), slope: activation.slope(z) },
      steepest: steepest(activation),
      layers,
      gradients: gradients(layers, gain),
      flat: low === null && high === null ? null : share(activation, this.#input, (a) => (low !== null && a < low) || (high !== null && a > high)),
      dead: dead === null ? null : share(activation, this.#input, (a) => Math.abs(a) <= dead),
    };
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.#colours(theme).forEach((colour, at) => this.node.style.setProperty(at ? "--second" : "--first", css(colour)));
    this.#drawCurve(theme);
    this.#drawSpread(theme);
    this.#drawLayers(theme);
    this.#drawGradients(theme);
  }

  /** Colours of the two. @param {Theme} theme */
  #colours(theme) {
    return [theme.categorical[6], theme.categorical[1]];
  }

  /** @param {Theme} theme */
  #drawCurve(theme) {
    const values = this.#sides.map(({ activation }) => PLACES.map(activation.value));
    const slopes = this.#sides.map(({ activation }) => PLACES.map(activation.slope));
    if (!this.curve.begin(theme, { x: ACROSS, y: heights([...values, ...slopes]), across: "z", zero: true })) return;
    this.#shade(theme);
    const colours = this.#colours(theme);
    const z = Number(this.#texts.z);
    this.curve.line([z, z], this.curve.axes.y, { colour: theme.muted, width: 1 });
    this.#sides.forEach(({ at }, index) => {
      this.curve.line(PLACES, values[index], { colour: colours[index], width: 2.2 });
      this.curve.line(PLACES, slopes[index], { colour: colours[index], width: 1.4, dash: [5, 4] });
      this.curve.dot(z, at.value, { colour: colours[index] });
      this.curve.dot(z, at.slope, { colour: colours[index], size: 3 });
    });
  }

  /** The flat and the dead parts of the first function. @param {Theme} theme */
  #shade(theme) {
    const { entry, activation } = this.#sides[0];
    const [low, high] = entry.flat ?? [null, null];
    const step = PLACES[1] - PLACES[0];
    for (const z of PLACES) {
      const a = activation.value(z);
      const dead = entry.dead !== null && entry.dead !== undefined && Math.abs(a) <= entry.dead;
      const flat = (low !== null && a < low) || (high !== null && a > high);
      if (dead || flat) this.curve.strip(z, z + step, css(dead ? theme.warning : theme.categorical[3], 0.16));
    }
  }

  /** @param {Theme} theme */
  #drawSpread(theme) {
    const edges = { low: ACROSS[0], high: ACROSS[1], bins: 2 * BINS };
    const shares = this.#sides.map(({ activation }) => distribution(activation, this.#input, edges).shares);
    const input = distribution({ value: (z) => z, slope: () => 1 }, this.#input, edges).shares;
    const tallest = Math.max(...input, 1e-3);
    if (!this.spread.begin(theme, { x: ACROSS, y: [0, 2.2 * tallest], across: this.words.spread_across })) return;
    const width = (edges.high - edges.low) / edges.bins;
    const middles = Array.from(input, (_, at) => edges.low + (at + 0.5) * width);
    const { context } = this.spread.surface;
    const colours = this.#colours(theme);
    this.spread.inside(() => {
      shares.forEach((heights, index) => {
        context.fillStyle = css(colours[index], 0.45);
        heights.forEach((height, at) => {
          const [left, right, top] = [this.spread.left(middles[at] - width / 2), this.spread.left(middles[at] + width / 2), this.spread.top(height)];
          if (height > 0) context.fillRect(left, top, right - left, this.spread.top(0) - top);
        });
      });
    });
    this.spread.line(middles, input, { colour: theme.muted, width: 1.4, dash: [4, 3] });
    this.#sides.forEach((_, index) => this.#peak(theme, shares[index], middles, colours[index]));
  }

  /**
   * The share in a bin that is higher than the picture, in words beside it.
   *
   * @param {Theme} theme
   * @param {Float64Array} shares
   * @param {number[]} middles
   * @param {Rgb} colour
   */
  #peak(theme, shares, middles, colour) {
    const at = shares.indexOf(Math.max(...shares));
    if (shares[at] <= this.spread.axes.y[1]) return;
    const { context, width } = this.spread.surface;
    const left = this.spread.left(middles[at]);
    const right = left > 0.8 * width;
    context.font = `600 ${0.82 * theme.size}px ${theme.font}`;
    context.fillStyle = css(colour);
    context.textAlign = right ? "right" : "left";
    context.textBaseline = "top";
    context.fillText(`${(100 * shares[at]).toFixed(0)}%`, left + (right ? -6 : 6), this.spread.area.top + 2 + (colour === this.#colours(theme)[1] ? theme.size : 0));
  }

  /** @param {Theme} theme */
  #drawLayers(theme) {
    const { activation, layers, entry } = this.#sides[0];
    const [low, high] = rowEdges(entry, layers);
    const frame = {
      layers: layers.map(({ input, deviation }) => {
        const { shares, under, over } = distribution(activation, input, { low, high, bins: BINS });
        return { stats: { deviation }, a: shares.map((each) => Math.round(COUNTED * each)), a_out: [COUNTED * under, COUNTED * over, 0].map(Math.round) };
      }),
    };
    const rows = layers.map((_, at) => ({ name: String(at + 1), units: 1, edges: { a: /** @type {[number, number, number]} */ ([low, high, BINS]) } }));
    this.rows.draw(theme, rows, frame);
  }

  /** @param {Theme} theme */
  #drawGradients(theme) {
    const count = this.#sides[0].layers.length;
    const logs = this.#sides.map((side) => side.gradients.map(Math.log10));
    const all = logs.flat().filter(Number.isFinite);
    const [low, high] = [Math.floor(Math.min(-1, ...all)), Math.ceil(Math.max(0, ...all) + 1e-9)];
    if (!this.gradient.begin(theme, { x: [0.5, Math.max(count, 2) + 0.5], y: [low, Math.max(high, low + 1)], across: this.words.layer_across, powers: true })) return;
    const layers = logs[0].map((_, at) => at + 1);
    this.gradient.line([0.5, count + 0.5], [0, 0], { colour: theme.muted, width: 1, dash: [2, 3] });
    const colours = this.#colours(theme);
    logs.forEach((line, index) => {
      this.gradient.line(layers, line, { colour: colours[index], width: 2 });
      layers.forEach((layer, at) => Number.isFinite(line[at]) && this.gradient.dot(layer, line[at], { colour: colours[index], size: 2.5 }));
    });
  }

  pictures() {
    return [this.curve, this.spread, this.rows, this.gradient];
  }

  report() {
    const [{ at, entry, gradients: found, label }] = this.#sides;
    this.curve.surface.canvas.setAttribute("aria-label", `${this.words.activation_curve}: ${label}, z = ${this.#texts.z}, φ(z) = ${number(at.value)}, φ'(z) = ${number(at.slope)}`);
    return { activation: entry.key, z: this.#texts.z, value: at.value, slope: at.slope, gradient: found[0] };
  }

  close() {}
}

/**
 * What the lines of a picture are.
 *
 * @param {Record<string, string>} words
 * @param {string} name
 */
function keys(words, name) {
  const named = { curve: ["value", "slope", "flat", "dead"], spread: ["input", "output"], gradient: ["first", "second"] }[name] ?? [];
  return make("span", { class: "keys" }, ...named.map((key) => make("span", { class: `key ${key}-key`, text: words[`${key}_key`] ?? "" })));
}

/** @param {number} z */
function clamped(z) {
  return Number(Math.min(Math.max(z, ACROSS[0]), ACROSS[1]).toFixed(2));
}

/**
 * Heights that hold what is usually looked at, and what is flat beyond.
 *
 * @param {number[][]} lines
 * @returns {Range}
 */
function heights(lines) {
  const all = lines.flat().filter(Number.isFinite);
  return [Math.max(-3, Math.min(-0.5, ...all) - 0.1), Math.min(3.2, Math.max(1, ...all) + 0.15)];
}

/**
 * The same edges for all layers: those of the function, or three deviations of the first layer.
 *
 * @param {Entry} entry
 * @param {LayerMoments[]} layers
 * @returns {Range}
 */
function rowEdges({ flat }, layers) {
  const [low, high] = flat ?? [null, null];
  const widest = Math.min(50, Math.max(...layers.slice(0, 3).map(({ mean, deviation }) => Math.abs(mean) + 3 * deviation)));
  const reach = Math.max(0.1, widest);
  if (low !== null && high !== null && high - low < 4) return [low - 0.05 * (high - low), high + 0.05 * (high - low)];
  return [-reach, reach];
}
