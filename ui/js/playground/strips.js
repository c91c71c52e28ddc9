// What flows through the layers of the network above: activations, gradients, and how the answers fit.
import { figure, make, segmented } from "../shared/element.js";
import { question } from "./explain.js";
import { hides } from "./hiding.js";
import { Matrix } from "./matrix.js";
import { Rows } from "../shared/rows.js";

// What the second picture can show: its key in a frame's layer, and the number beside each row.
const FLOWS = {
  g: { name: "gradients", statistic: { name: "preactivation_gradient_std", label: "rms" } },
  dw: { name: "weight_gradients", statistic: { name: "weight_gradient_norm", label: "norm" } },
  w: { name: "weights", statistic: null },
};

export class Strips {
  constructor({ model, words, tooltip }) {
    Object.assign(this, { model, words, tooltip });
    this.flow = segmented([["g", words.dz], ["dw", words.dw], ["w", words.c_weights]], { label: words.c_flows, value: "g", small: true, pick: (key) => model.toggle("flow", key) });
    const head = (name) => question(words, `c_${name}_help`, tooltip, words[`${name}_title`]);
    const activations = figure({ title: words.activations_title, caption: words.activations_caption, area: "area-a", extra: [head("activations")] });
    this.rows = [new Rows(activations, { key: "a", statistic: { name: "activation_std", label: words.std }, label: words.activations_title, words, tooltip })];
    this.flows = Object.fromEntries(Object.entries(FLOWS).map(([key, flow]) => [key, this.#flow(key, flow, head(flow.name))]));
    this.holder = make("div", { class: "flows" }, ...Object.values(this.flows).map(({ section }) => section));
    this.matrix = new Matrix({ model, words, tooltip });
    this.node = make("section", { class: "strips", "aria-label": words.c_strips_title }, activations, this.holder, this.matrix.node);
  }

  #flow(key, { name, statistic }, help) {
    const { words, tooltip } = this;
    const section = figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${key}`, extra: [help] });
    const told = statistic && { name: statistic.name, label: words[statistic.label] };
    return { section, rows: new Rows(section, { key, logarithmic: key !== "w", statistic: told, label: words[`${name}_title`], words, tooltip }) };
  }

  draw(theme) {
    const { model } = this;
    this.node.hidden = hides(model, "strips");
    // Own points that cannot be learnt yet: what other data did would mislead.
    this.node.classList.toggle("nothing", !model.hello || "dataset.points" in model.errors);
    if (this.node.hidden || !model.hello) return;
    this.#choose(model.options.flow);
    this.matrix.draw(theme);
    const { hello, scene: frame } = model;
    const { clientWidth, clientHeight } = this.node;
    const id = `${theme.id} ${hello.number} ${clientWidth} ${clientHeight} ${this.chosen}`;
    if (this.id === id && this.frame === frame) return;
    Object.assign(this, { id, frame });
    for (const rows of this.#shown()) rows.draw(theme, hello.layers, frame);
  }

  #shown() {
    return [...this.rows, this.flows[this.chosen].rows];
  }

  /** Show one of the pictures of what flows back. */
  #choose(wanted) {
    const key = wanted in FLOWS ? wanted : "g";
    if (this.chosen === key) return;
    this.chosen = key;
    this.flow.press(key);
    for (const [name, { section }] of Object.entries(this.flows)) section.hidden = name !== key;
    this.flows[key].section.querySelector("header").append(this.flow.node);
  }

  blank() {
    if (!this.chosen) return 0;
    return this.#shown().filter((rows) => rows.blank()).length;
  }
}
