// What flows through the layers of the network above: activations, gradients, and how the answers fit.
import { figure, find, make, segmented } from "../shared/element.js";
import { Rows } from "../shared/rows.js";
import { question } from "./explain.js";
import { hides } from "./hiding.js";
import { Matrix } from "./matrix.js";

/** @import { HistogramKey, Scene, Theme } from "../shared/types.d.ts" */
/** @import { Common } from "./types.d.ts" */

/** @typedef {"g" | "dw" | "w"} Flow what the second picture can show: a key in a frame's layer */
/** @typedef {{ name: string, label: string } | null} Statistic the number beside each row */

export class Strips {
  /** @type {Flow | null} */
  #chosen = null;
  /** What is drawn. */
  #drawn = "";
  /** @type {Scene | null} */
  #scene = null;

  /** @param {Common} common */
  constructor({ model, words, tooltip }) {
    this.model = model;
    this.words = words;
    this.tooltip = tooltip;
    /** @type {[key: Flow, text: string][]} */
    const flows = [["g", words.dz], ["dw", words.dw], ["w", words.c_weights]];
    this.flow = segmented(flows, { label: words.c_flows, value: "g", small: true, pick: (key) => model.toggle("flow", key) });
    this.activations = this.#rows("a", "activations", { name: "activation_std", label: words.std });
    /** @type {Record<Flow, { section: HTMLElement, rows: Rows }>} */
    this.flows = {
      g: this.#rows("g", "gradients", { name: "preactivation_gradient_std", label: words.rms }),
      dw: this.#rows("dw", "weight_gradients", { name: "weight_gradient_norm", label: words.norm }),
      w: this.#rows("w", "weights", null),
    };
    const holder = make("div", { class: "flows" }, ...Object.values(this.flows).map(({ section }) => section));
    this.matrix = new Matrix({ model, words, tooltip });
    this.node = make("section", { class: "strips", "aria-label": words.c_strips_title }, this.activations.section, holder, this.matrix.node);
  }

  /**
   * @param {HistogramKey} key
   * @param {string} name of its words
   * @param {Statistic} statistic
   */
  #rows(key, name, statistic) {
    const { words, tooltip } = this;
    const title = words[`${name}_title`];
    const section = figure({ title, caption: words[`${name}_caption`], area: `area-${key}`, extra: [question(words, `c_${name}_help`, tooltip, title)] });
    return { section, rows: new Rows(section, { key, logarithmic: key === "g" || key === "dw", statistic, label: title, words, tooltip }) };
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { model } = this;
    this.node.hidden = hides(model, "strips");
    // Own points that cannot be learnt yet: what other data did would mislead.
    this.node.classList.toggle("nothing", !model.hello || "dataset.points" in model.errors);
    if (this.node.hidden || !model.hello) return;
    this.#choose(model.options.flow ?? "g");
    this.matrix.draw(theme, model.hello);
    const { hello, scene } = model;
    const { clientWidth, clientHeight } = this.node;
    const drawn = `${theme.id} ${hello.number} ${clientWidth} ${clientHeight} ${this.#chosen}`;
    if (this.#drawn === drawn && this.#scene === scene) return;
    this.#drawn = drawn;
    this.#scene = scene;
    for (const rows of this.#shown()) rows.draw(theme, hello.layers, scene);
  }

  #shown() {
    return this.#chosen ? [this.activations.rows, this.flows[this.#chosen].rows] : [];
  }

  /**
   * Show one of the pictures of what flows back.
   *
   * @param {Flow} key
   */
  #choose(key) {
    if (this.#chosen === key) return;
    this.#chosen = key;
    this.flow.press(key);
    for (const [name, { section }] of Object.entries(this.flows)) section.hidden = name !== key;
    find(this.flows[key].section, "header").append(this.flow.node);
  }

  blank() {
    return this.#shown().filter((rows) => rows.blank()).length;
  }
}
