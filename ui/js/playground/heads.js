// Above the network: how many layers, how many units in each, and what they apply.
import { css, layerColour } from "../shared/colours.js";
import { make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { activationsOf, activationsText, deepened, textOf } from "../shared/shape.js";
import { question } from "./explain.js";
import { hides } from "./hiding.js";
import { Stepper } from "./stepper.js";

/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Column, Common } from "./types.d.ts" */

const NARROW = 74;
const TIGHT = 96;
/** Units of the first layer. */
const FIRST = 4;

export class Heads {
  /** What is drawn. */
  #drawn = "";
  /** @type {Cell[]} */
  #cells = [];

  /** @param {Pick<Common, "model" | "words" | "menus" | "tooltip"> & { widths: () => number[] }} common `widths`: units of each hidden layer as they are chosen */
  constructor({ model, words, menus, tooltip, widths }) {
    this.model = model;
    this.words = words;
    this.menus = menus;
    this.widths = widths;
    this.known = new Map(menus.fields.activation.entries.map((entry) => [entry.key, entry]));
    this.depth = new Stepper({ label: words.d_layers, words, low: 0, high: menus.limits.layers, value: () => widths().length, take: (count) => this.#chosen(deepened(widths(), count, FIRST)) });
    const deep = make("span", { class: "pair" }, make("span", { class: "name", text: words.d_layers_short }), this.depth.node);
    const inputs = make("span", { class: "pair" }, make("span", { class: "what", text: words.d_inputs }), question(words, "c_diagram", tooltip));
    this.outcome = make("span", { class: "what activation" });
    this.last = make("div", { class: "column-head last" }, make("span", { class: "name", text: words.d_output }), this.outcome);
    this.node = make("div", { class: "column-heads" }, make("div", { class: "column-head first" }, deep, inputs), this.last);
  }

  /** @param {number[]} widths */
  #chosen(widths) {
    this.model.set("layers", textOf(widths));
  }

  /** @param {number} layer */
  #cell(layer) {
    const { words, menus, widths } = this;
    const units = new Stepper({
      label: fill(words.d_units_of, { layer: layer + 1 }),
      words,
      low: 1,
      high: menus.limits.units,
      value: () => widths()[layer] ?? 0,
      take: (count) => this.#chosen(widths().map((width, at) => (at === layer ? count : width))),
    });
    const label = fill(words.d_activation_of, { layer: layer + 1 });
    return new Cell(units, label, [...this.known.values()], (key) => this.#activate(layer, key));
  }

  /**
   * @param {number} layer
   * @param {string} key
   */
  #activate(layer, key) {
    const keys = this.#activations();
    keys[layer] = key;
    this.model.set("layer_activations", activationsText(keys, this.model.texts.activation));
  }

  /** Keys by layer. */
  #activations() {
    const { activation, layer_activations } = this.model.texts;
    return activationsOf({ activation, layer_activations }, this.widths().length, this.known);
  }

  /**
   * @param {Theme} theme
   * @param {Column[]} columns where the network's columns stand
   */
  draw(theme, columns) {
    const { model } = this;
    const widths = this.widths();
    const out = model.hello?.layers.at(-1)?.activation;
    const drawn = JSON.stringify([theme.id, columns.map(({ x }) => x), widths, model.texts.activation, model.texts.layer_activations, out, [...model.hidden]]);
    if (this.#drawn === drawn) return;
    this.#drawn = drawn;
    this.#lay(widths.length);
    const room = columns.length > 2 ? columns[2].x - columns[1].x : columns[1].x - columns[0].x;
    this.node.classList.toggle("narrow", room < NARROW);
    this.node.classList.toggle("tight", room < TIGHT);
    this.node.classList.toggle("fixed", hides(model, "numHiddenLayers"));
    this.depth.show();
    const keys = this.#activations();
    for (const [layer, cell] of this.#cells.entries()) {
      cell.place(columns[layer + 1].x, Math.min(room - 6, 130));
      cell.show(keys[layer], this.known.get(keys[layer])?.help ?? "", hides(model, "activation"));
      cell.bar.style.background = css(layerColour(theme, layer, widths.length + 1));
    }
    setText(this.outcome, short(this.known.get(out ?? "")?.label ?? out ?? ""));
  }

  /** @param {number} layers how many cells there are from now on */
  #lay(layers) {
    for (const cell of this.#cells.splice(layers)) cell.node.remove();
    while (this.#cells.length < layers) {
      const cell = this.#cell(this.#cells.length);
      this.#cells.push(cell);
      this.last.before(cell.node);
    }
  }
}

/** What stands above a hidden layer. */
class Cell {
  /**
   * @param {Stepper} units
   * @param {string} label of the activation function
   * @param {{ key: string, label: string, help: string }[]} activations
   * @param {(key: string) => void} activate
   */
  constructor(units, label, activations, activate) {
    this.units = units;
    const options = activations.map((entry) => make("option", { value: entry.key, text: short(entry.label), title: `${entry.label}. ${entry.help}` }));
    const select = make("select", { class: "activation", "aria-label": label, on: { change: () => activate(select.value) } }, ...options);
    this.select = select;
    this.bar = make("span", { class: "layer-colour" });
    this.node = make("div", { class: "column-head" }, units.node, make("span", { class: "applies" }, select), this.bar);
  }

  /**
   * @param {number} left
   * @param {number} width
   */
  place(left, width) {
    this.node.style.left = `${left}px`;
    this.node.style.width = `${width}px`;
  }

  /**
   * @param {string} key of the activation function
   * @param {string} help
   * @param {boolean} hidden
   */
  show(key, help, hidden) {
    this.units.show();
    this.select.value = key;
    this.select.title = help;
    this.select.hidden = hidden;
  }
}

/**
 * Of a name with a shorter one in brackets behind it, as in Korean, the shorter one.
 *
 * @param {string} label
 */
function short(label) {
  return /\(([^()]+)\)$/.exec(label)?.[1] ?? label;
}
