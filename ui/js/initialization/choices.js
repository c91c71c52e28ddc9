// What is chosen besides the scale: activation, initializer, biases, shape, normalization, inputs and seed.
import { dialOf, entryOf, initializerOptions, nextSeed, part, withEntry } from "../shared/choices.js";
import { button } from "../shared/controls/button.js";
import { controlOf } from "../shared/controls/described.js";
import { Select } from "../shared/controls/select.js";
import { Slider } from "../shared/controls/slider.js";
import { find, make } from "../shared/element.js";
import { widthsOf } from "../shared/shape.js";
import { withDepth } from "./setting.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { EntryKey, InitializationMenus, Inputs, Option, OtherKey } from "./types.d.ts" */

/** @typedef {ReturnType<typeof controlOf>} Control */
/** @typedef {{ id: string, controls: Control[], node: HTMLElement }} Group of controls of an entry's parameters */

const NORMAL = "normal";
/** @type {EntryKey[]} */
const ENTRIES = ["activation", "initializer", "normalization"];
// Before the first step there are no moving averages yet; what is added to a variance hardly ever matters.
const UNUSED = ["normalization.momentum", "normalization.epsilon"];

export class Choices {
  /** @type {Texts} all choices */
  texts = {};
  /** @type {Inputs} */
  inputs = NORMAL;

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {InitializationMenus} parts.menus
   * @param {() => void} parts.changed `texts` or `inputs` have changed
   */
  constructor({ words, menus, changed }) {
    this.words = words;
    this.menus = menus;
    this.changed = changed;
    this.entries = { activation: this.#menu("activation"), initializer: this.#menu("initializer"), normalization: this.#menu("normalization") };
    this.parameters = { activation: group(), initializer: group(), normalization: group() };
    this.others = {
      layers: this.#other("layers"),
      layer_activations: this.#other("layer_activations"),
      residual: this.#other("residual"),
      bias_scale: this.#other("bias_scale"),
      weight_seed: this.#other("weight_seed"),
    };
    const stops = Array.from({ length: menus.depth }, (_, at) => at + 1);
    this.depth = new Slider({ label: words.depth, help: words.depth_help, path: "depth", stops, pick: (depth) => this.#deepened(depth) });
    this.width = new Select({ label: words.width, help: words.width_help, path: "width", options: [], pick: (width) => this.#set("layers", `${width}x${this.#widths.length || 1}`) });
    const sets = menus.datasets.map(([key, text]) => /** @type {Option} */ ([`data:${key}`, text]));
    this.data = new Select({ label: words.inputs, help: words.inputs_help, path: "inputs", options: [[NORMAL, words.inputs_normal], ...sets], pick: (value) => this.#feed(value) });
    this.node = this.#laid();
  }

  /** @param {EntryKey} key */
  #menu(key) {
    const { label, help, entries } = this.menus.fields[key];
    return new Select({ label, help, path: key, options: entries.map((entry) => [entry.key, entry.short || entry.label, entry.help]), pick: (entry) => this.#pick(key, entry) });
  }

  /** @param {OtherKey} key */
  #other(key) {
    return controlOf(this.menus.fields[key], { path: key, pick: (text) => this.#set(key, text) });
  }

  #laid() {
    const { entries, parameters, others, words } = this;
    const again = button("new_seed", "dice", words.new_seed, words.new_seed, () => this.#set("weight_seed", nextSeed(this.texts.weight_seed)));
    return make(
      "div",
      { class: "choices" },
      entries.activation.node,
      parameters.activation.node,
      others.layer_activations.node,
      entries.initializer.node,
      parameters.initializer.node,
      others.bias_scale.node,
      this.depth.node,
      this.width.node,
      others.layers.node,
      others.residual.node,
      entries.normalization.node,
      parameters.normalization.node,
      this.data.node,
      make("span", { class: "pair" }, others.weight_seed.node, again),
    );
  }

  /** Path and range of the dial of the initializer that is picked, or undefined. */
  get dial() {
    return dialOf(this.menus, this.texts);
  }

  /** What the dial is at; NaN where there is none. */
  get scale() {
    return this.dial ? Number(this.texts[this.dial.path]) : NaN;
  }

  /**
   * The dial was turned.
   *
   * @param {number} scale
   */
  turn(scale) {
    if (this.dial) this.texts[this.dial.path] = String(scale);
  }

  /**
   * Show other choices.
   *
   * @param {Texts} texts all of them
   * @param {Inputs} inputs
   */
  show(texts, inputs) {
    this.texts = { ...texts };
    this.inputs = inputs;
    this.#bring();
  }

  #bring() {
    const { texts, words, entries, others } = this;
    entries.initializer.offer(initializerOptions(this.menus, texts, { text: words.usual, help: words.usual_help }));
    for (const [key, control] of Object.entries({ ...entries, ...others })) control.show(texts[key]);
    for (const key of ENTRIES) this.#bringParameters(key);
    // Only where layers have activations of their own, which come from elsewhere: here one is picked for all.
    others.layer_activations.node.hidden = !texts.layer_activations;
    this.data.show(this.inputs === NORMAL ? NORMAL : `data:${texts.dataset}`);
    this.#bringShape();
  }

  #bringShape() {
    const widths = this.#widths;
    const wrong = !widths.length;
    this.others.layers.node.classList.toggle("wrong", wrong);
    find(this.others.layers.node, "input").setAttribute("aria-invalid", String(wrong));
    if (wrong) return; // these two stay as they are until it is right again
    this.depth.show(widths.length);
    const same = widths.every((width) => width === widths[0]) ? widths[0] : undefined;
    const known = same === undefined || this.menus.widths.includes(same) ? this.menus.widths : [...this.menus.widths, same].sort((a, b) => a - b);
    const options = known.map((width) => /** @type {Option} */ ([String(width), String(width)]));
    this.width.offer(same === undefined ? [["", this.words.mixed], ...options] : options);
    this.width.show(String(same ?? ""));
  }

  /**
   * Controls of what else can be set about the entry that is picked: all but the dial.
   *
   * @param {EntryKey} key
   */
  #bringParameters(key) {
    const parameters = (entryOf(this.menus, this.texts, key)?.parameters ?? []).map((parameter) => ({ parameter, path: `${key}.${parameter.key}` }));
    const shown = parameters.filter(({ path }) => path !== this.dial?.path && !UNUSED.includes(path));
    const group = this.parameters[key];
    const id = `${this.texts[key]} ${shown.map(({ path }) => path)}`;
    if (group.id !== id) {
      group.id = id;
      group.controls = shown.map(({ parameter, path }) => controlOf(parameter, { path, pick: (text) => this.#set(path, text) }));
      group.node.replaceChildren(...group.controls.map(({ node }) => node));
    }
    for (const control of group.controls) control.show(this.texts[control.path]);
  }

  /** Widths of the hidden layers; none when what is typed makes no sense. */
  get #widths() {
    return widthsOf(this.texts.layers) ?? [];
  }

  /** @param {number | string} depth what is typed may be no number */
  #deepened(depth) {
    this.deepen(typeof depth === "number" ? Math.min(Math.max(Math.round(depth), 1), this.menus.depth) : this.#widths.length);
    this.changed();
  }

  /**
   * Make the network as deep, with more layers like the last.
   *
   * @param {number} depth
   */
  deepen(depth) {
    this.texts.layers = withDepth(this.texts.layers, depth);
    this.#bring();
  }

  /** @param {string} value */
  #feed(value) {
    this.inputs = value === NORMAL ? NORMAL : "data";
    if (value === NORMAL) return this.#done();
    this.put({ dataset: value.slice("data:".length) });
  }

  /**
   * Take over other choices; what an entry before had for parameters is gone.
   *
   * @param {Texts} texts
   */
  put(texts) {
    this.texts = { ...part(this.texts, Object.keys(texts), false), ...texts };
    this.#done();
  }

  /**
   * @param {EntryKey} key
   * @param {string} entry
   */
  #pick(key, entry) {
    this.texts = withEntry(this.menus, this.texts, key, entry);
    if (key === "activation") this.texts.layer_activations = "";
    this.#done();
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  #set(path, text) {
    this.texts[path] = text;
    this.#done();
  }

  #done() {
    this.#bring();
    this.changed();
  }
}

/** @returns {Group} */
function group() {
  return { id: "", controls: [], node: make("span", { class: "parameters" }) };
}
