// What is chosen besides the scale: activation, initializer, biases, shape, normalization, inputs and seed.
import { dialOf, entryOf, initializerOptions, nextSeed, part, withEntry } from "../shared/choices.js";
import { button } from "../shared/controls/button.js";
import { controlOf } from "../shared/controls/described.js";
import { Select } from "../shared/controls/select.js";
import { Slider } from "../shared/controls/slider.js";
import { make } from "../shared/element.js";
import { textOf, widthsOf } from "../shared/shape.js";

const NORMAL = "normal";
const ENTRIES = ["activation", "initializer"];
const OTHERS = ["layers", "layer_activations", "bias_scale", "weight_seed", "batch_normalization", "layer_normalization"];

export class Choices {
  /** `menus`: what can be chosen (`ui.initialization.menus`); `changed()`: `texts` or `inputs` have changed. */
  constructor({ words, menus, changed }) {
    this.words = words;
    this.menus = menus;
    this.changed = changed;
    this.texts = {};
    this.inputs = NORMAL;
    const { fields } = menus;
    this.controls = Object.fromEntries([
      ...ENTRIES.map((key) => [key, controlOf(fields[key], { path: key, pick: (entry) => this.#pick(key, entry) })]),
      ...OTHERS.map((key) => [key, controlOf(fields[key], { path: key, pick: (text) => this.#set(key, text) })]),
    ]);
    this.parameters = Object.fromEntries(ENTRIES.map((key) => [key, { id: "", controls: [], node: make("span", { class: "parameters" }) }]));
    const stops = Array.from({ length: menus.depth }, (_, at) => at + 1);
    this.depth = new Slider({ label: words.depth, help: words.depth_help, path: "depth", stops, pick: (depth) => this.#deepened(depth) });
    this.width = new Select({ label: words.width, help: words.width_help, path: "width", options: [], pick: (width) => this.#set("layers", `${width}x${this.#widths.length || 1}`) });
    const sets = [[NORMAL, words.inputs_normal], ...menus.datasets.map(([key, text]) => [`data:${key}`, text])];
    this.data = new Select({ label: words.inputs, help: words.inputs_help, path: "inputs", options: sets, pick: (value) => this.#feed(value) });
    const again = button("new_seed", "dice", words.new_seed, words.new_seed, () => this.#set("weight_seed", nextSeed(this.texts.weight_seed)));
    this.node = this.#laid(again);
  }

  #laid(again) {
    const { controls, parameters } = this;
    return make(
      "div",
      { class: "choices" },
      controls.activation.node,
      parameters.activation.node,
      controls.layer_activations.node,
      controls.initializer.node,
      parameters.initializer.node,
      controls.bias_scale.node,
      this.depth.node,
      this.width.node,
      controls.layers.node,
      make("span", { class: "switches" }, controls.batch_normalization.node, controls.layer_normalization.node),
      this.data.node,
      make("span", { class: "pair" }, controls.weight_seed.node, again),
    );
  }

  /** Path and range of the dial of the initializer that is picked, or undefined. */
  get dial() {
    return dialOf(this.menus, this.texts);
  }

  get dialPath() {
    return this.dial?.path;
  }

  /** What makes an initialization, without what all networks beside each other share. */
  get own() {
    return part(this.texts, this.menus.own);
  }

  /** The rest of `texts`: shape, data, seeds. */
  shared(texts) {
    return part(texts, this.menus.own, false);
  }

  /** What the map depends on, as text: all but the dial, and of the layers only how wide the last is. */
  get parts() {
    const { layers, ...rest } = part(this.texts, ["optimizer", "learning_rate"], false); // untrained
    if (this.dial) delete rest[this.dial.path];
    const widths = this.#widths;
    return JSON.stringify([rest, this.inputs, widths.at(-1), widths.length > this.menus.map_depth]);
  }

  /** Show other choices: `texts` by path, all of them. */
  show(texts, inputs) {
    this.texts = { ...texts };
    this.inputs = inputs;
    this.#bring();
  }

  #bring() {
    const { texts, words, controls } = this;
    controls.initializer.offer(initializerOptions(this.menus, texts, { text: words.usual, help: words.usual_help }));
    for (const [key, control] of Object.entries(controls)) control.show(texts[key]);
    for (const key of ENTRIES) this.#bringParameters(key);
    // Only where layers have activations of their own, which come from elsewhere: here one is picked for all.
    controls.layer_activations.node.hidden = !texts.layer_activations;
    this.data.show(this.inputs === NORMAL ? NORMAL : `data:${texts.dataset}`);
    this.#bringShape();
  }

  #bringShape() {
    const widths = this.#widths;
    this.depth.show(widths.length);
    const same = widths.length && widths.every((width) => width === widths[0]) ? widths[0] : null;
    const known = this.menus.widths.includes(same) || same === null ? this.menus.widths : [...this.menus.widths, same].sort((a, b) => a - b);
    const options = known.map((width) => [String(width), String(width)]);
    this.width.offer(same === null ? [["", this.words.mixed], ...options] : options);
    this.width.show(String(same ?? ""));
  }

  /** Controls of what else can be set about the entry that is picked: all but the dial. */
  #bringParameters(key) {
    const path = (parameter) => `${key}.${parameter.key}`;
    const shown = (entryOf(this.menus, this.texts, key)?.parameters ?? []).filter((parameter) => path(parameter) !== this.dial?.path);
    const group = this.parameters[key];
    const id = `${this.texts[key]} ${shown.map(path)}`;
    if (group.id !== id) {
      group.id = id;
      group.controls = shown.map((parameter) => controlOf(parameter, { path: path(parameter), pick: (text) => this.#set(path(parameter), text) }));
      group.node.replaceChildren(...group.controls.map(({ node }) => node));
    }
    for (const control of group.controls) control.show(this.texts[control.path]);
  }

  /** Widths of the hidden layers; none when what is typed makes no sense. */
  get #widths() {
    return widthsOf(this.texts.layers) ?? [];
  }

  /** What is typed may be no number. */
  #deepened(depth) {
    const deep = typeof depth === "number" ? Math.min(Math.max(Math.round(depth), 1), this.menus.depth) : this.#widths.length;
    this.deepen(deep);
    this.changed();
  }

  /** Make the network as deep, with more layers like the last. */
  deepen(depth) {
    const widths = this.#widths;
    const kept = widths.length ? widths : [64];
    this.texts.layers = textOf([...kept.slice(0, depth), ...Array(Math.max(0, depth - kept.length)).fill(kept.at(-1))]);
    this.#bring();
  }

  #feed(value) {
    this.inputs = value === NORMAL ? NORMAL : "data";
    if (value === NORMAL) return this.#done();
    this.put({ dataset: value.slice("data:".length) });
  }

  /** Take over other choices, by path; what an entry before had for parameters is gone. */
  put(texts) {
    this.texts = { ...part(this.texts, Object.keys(texts), false), ...texts };
    this.#done();
  }

  #pick(key, entry) {
    this.texts = withEntry(this.menus, this.texts, key, entry);
    if (key === "activation") this.texts.layer_activations = "";
    this.#done();
  }

  #set(path, text) {
    this.texts[path] = text;
    this.#done();
  }

  #done() {
    this.#bring();
    this.changed();
  }
}
