// Above the network: how many layers, how many units in each, and what they apply.
import { make, setText } from "../shared/element.js";
import { question } from "./explain.js";
import { fill } from "../shared/format.js";
import { hides } from "./hiding.js";
import { activationsOf, activationsText, textOf } from "../shared/shape.js";
import { css, layerColour } from "../shared/colours.js";

const NARROW = 74;
const TIGHT = 96;

export class Heads {
  /** `widths()`: units of each hidden layer as they are chosen. */
  constructor({ model, words, menus, tooltip, widths }) {
    Object.assign(this, { model, words, menus, widths });
    const { entries } = menus.fields.activation;
    this.known = new Map(entries.map((entry) => [entry.key, entry]));
    this.depth = this.#stepper(words.d_layers, () => this.widths().length, 0, menus.limits.layers, (count) => this.#deepen(count));
    const deep = make("span", { class: "pair" }, make("span", { class: "name", text: words.d_layers_short }), this.depth.node);
    const inputs = make("span", { class: "pair" }, make("span", { class: "what", text: words.d_inputs }), question(words, "c_diagram", tooltip));
    this.first = make("div", { class: "column-head first" }, deep, inputs);
    this.outcome = make("span", { class: "what activation" });
    this.last = make("div", { class: "column-head last" }, make("span", { class: "name", text: words.d_output }), this.outcome);
    this.cells = [];
    this.node = make("div", { class: "column-heads" }, this.first, this.last);
  }

  #stepper(label, value, low, high, take) {
    const { words } = this;
    const count = make("output", {});
    const button = (text, by, name) => {
      const go = () => take(Math.min(Math.max(value() + by, low), high));
      return make("button", { type: "button", class: "step", text, title: fill(name, { what: label }), "aria-label": fill(name, { what: label }), on: { click: go } });
    };
    const [less, more] = [button("−", -1, words.d_less), button("+", 1, words.d_more)];
    const show = () => {
      const now = value();
      setText(count, String(now));
      less.disabled = now <= low;
      more.disabled = now >= high;
    };
    return { node: make("span", { class: "stepper", role: "group", "aria-label": label }, less, count, more), show };
  }

  #cell(layer) {
    const { words, menus } = this;
    const label = fill(words.d_units_of, { layer: layer + 1 });
    const units = this.#stepper(label, () => this.widths()[layer] ?? 0, 1, menus.limits.units, (count) => this.#widen(layer, count));
    const options = menus.fields.activation.entries.map((entry) => make("option", { value: entry.key, text: short(entry.label), title: `${entry.label}. ${entry.help}` }));
    const select = make("select", { class: "activation", "aria-label": fill(words.d_activation_of, { layer: layer + 1 }), on: { change: () => this.#activate(layer, select.value) } }, ...options);
    const bar = make("span", { class: "layer-colour" });
    return { node: make("div", { class: "column-head" }, units.node, make("span", { class: "applies" }, select), bar), units, select, bar };
  }

  #widen(layer, count) {
    const widths = this.widths();
    this.model.set("layers", textOf(widths.map((width, at) => (at === layer ? count : width))));
  }

  /** More layers are like the last one. */
  #deepen(count) {
    const widths = this.widths();
    const more = Array(Math.max(0, count - widths.length)).fill(widths.at(-1) ?? 4);
    this.model.set("layers", textOf([...widths.slice(0, count), ...more]));
  }

  #activate(layer, key) {
    const { texts } = this.model;
    const keys = activationsOf(texts, this.widths().length, this.known);
    keys[layer] = key;
    this.model.set("layer_activations", activationsText(keys, texts.activation));
  }

  /** `columns`: where the network's columns stand. */
  draw(theme, columns) {
    const { model, known } = this;
    const widths = this.widths();
    const key = JSON.stringify([theme.id, columns.map(({ x }) => x), widths, model.texts.activation, model.texts.layer_activations, model.hello?.layers.at(-1).activation, [...model.hidden]]);
    if (this.drawn === key) return;
    this.drawn = key;
    while (this.cells.length > widths.length) this.cells.pop().node.remove();
    while (this.cells.length < widths.length) {
      this.cells.push(this.#cell(this.cells.length));
      this.last.before(this.cells.at(-1).node);
    }
    const room = columns.length > 2 ? columns[2].x - columns[1].x : columns[1].x - columns[0].x;
    this.node.classList.toggle("narrow", room < NARROW);
    this.node.classList.toggle("tight", room < TIGHT);
    const fixed = hides(model, "numHiddenLayers");
    this.node.classList.toggle("fixed", fixed);
    this.depth.show();
    const keys = activationsOf(model.texts, widths.length, known);
    this.cells.forEach((cell, layer) => {
      cell.node.style.left = `${columns[layer + 1].x}px`;
      cell.node.style.width = `${Math.min(room - 6, 130)}px`;
      cell.units.show();
      cell.select.value = keys[layer];
      cell.select.title = known.get(keys[layer])?.help ?? "";
      cell.select.hidden = hides(model, "activation");
      cell.bar.style.background = css(layerColour(theme, layer, widths.length + 1));
    });
    const out = model.hello?.layers.at(-1).activation;
    setText(this.outcome, short(known.get(out)?.label ?? out ?? ""));
  }
}

/** Of a name with a shorter one in brackets behind it, as in Korean, the shorter one. */
function short(label) {
  return /\(([^()]+)\)$/.exec(label)?.[1] ?? label;
}
