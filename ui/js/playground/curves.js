// Loss, and accuracy or error, of both parts: the numbers large, the way there below.
import { Curve } from "./curve.js";
import { make, segmented, setText } from "../shared/element.js";
import { question } from "./explain.js";
import { number, percent } from "../shared/format.js";
import { hides } from "./hiding.js";

const SCALES = { linear: {}, log: { logarithmic: true } };
const KINDS = {
  accuracy: { y: { fixed: [0, 1] }, spell: percent },
  error: { y: {}, spell: number },
};

export class Curves {
  constructor({ model, words, tooltip }) {
    Object.assign(this, { model, words, tooltip });
    this.scale = segmented([["linear", words.linear], ["log", words.logarithmic]], { label: words.loss_scale, value: "linear", small: true, pick: (key) => model.toggle("logLoss", key === "log") });
    this.parts = ["loss", "metric"].map((key) => this.#part(key));
    this.node = make("section", { class: "curves", "aria-label": words.c_curves_title }, ...this.parts.map(({ node }) => node));
  }

  #part(key) {
    const { words, tooltip } = this;
    const title = make("h3", { text: words[`c_${key === "loss" ? "loss" : "accuracy"}_title`] });
    const help = make("span", {}, question(words, key === "loss" ? "c_loss" : "c_accuracy", tooltip));
    const numbers = ["training", "validation"].map((part) => {
      const value = make("span", { class: "value", text: "–" });
      return { value, node: make("span", { class: `number ${part}`, title: words[part] }, make("span", { class: "name", text: words[part] }), value) };
    });
    const host = make("div", { class: "plot" });
    const head = make("header", {}, title, help, key === "loss" ? this.scale.node : null);
    const node = make("div", { class: "curve" }, head, make("div", { class: "pair-of-numbers" }, ...numbers.map((one) => one.node)), host);
    const curve = new Curve(host, { keys: [key, `val_${key}`], label: title.textContent, words, tooltip });
    return { key, node, title, help, host, curve, values: numbers.map((one) => one.value) };
  }

  draw(theme) {
    const { model } = this;
    this.node.hidden = hides(model, "curves");
    this.node.classList.toggle("nothing", "dataset.points" in model.errors);
    if (this.node.hidden || !model.hello) return;
    this.#begin(model.hello);
    const { history, former, scene } = model;
    for (const part of this.parts) {
      const { key, host, values } = part;
      const last = (name) => scene?.[name] ?? history.last(name);
      const spell = key === "loss" ? number : this.kind.spell;
      setText(values[0], spell(last(key) ?? NaN));
      setText(values[1], spell(last(`val_${key}`) ?? NaN));
      // Drawn again only when there is something new, in another size or in other colours.
      const id = `${theme.id} ${history.epoch.length} ${history.epoch.at(-1)} ${history.last(key)} ${host.clientWidth} ${host.clientHeight} ${this.scaled} ${this.number} ${former?.length}`;
      if (part.id === id) continue;
      part.id = id;
      part.curve.draw(theme, history, former);
    }
  }

  /** Another network, scale or kind of answer: axes begin anew. */
  #begin({ number: network, metric }) {
    const scaled = this.model.options.logLoss ? "log" : "linear";
    if (this.scaled !== scaled) {
      this.scaled = scaled;
      this.scale.press(scaled);
      this.parts[0].curve.rescale(SCALES[scaled]);
    }
    if (this.metric !== metric) {
      this.metric = metric;
      this.kind = KINDS[metric] ?? KINDS.error;
      const name = metric === "accuracy" ? "c_accuracy" : "c_error";
      setText(this.parts[1].title, this.words[`${name}_title`]);
      this.parts[1].help.replaceChildren(question(this.words, name, this.tooltip));
      this.parts[1].curve.rescale(this.kind.y, this.kind.spell);
    }
    if (this.number === network) return;
    this.number = network;
    for (const { curve } of this.parts) curve.fit();
  }

  blank() {
    return this.parts.filter(({ curve }) => curve.blank()).length;
  }
}
