// Loss, and accuracy or error, of both parts: the numbers large, the way there below.
import { make, segmented, setText } from "../shared/element.js";
import { number, percent } from "../shared/format.js";
import { Curve } from "./curve.js";
import { question } from "./explain.js";
import { hides } from "./hiding.js";

/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Scale, Spell } from "./curve.js" */
/** @import { Measure } from "./past.js" */
/** @import { Common, Hello } from "./types.d.ts" */

/** @typedef {keyof typeof SCALES} ScaleName */
/** @typedef {{ y: Scale, spell: Spell, name: "c_accuracy" | "c_error" }} Kind of answer, and its words */

const SCALES = { linear: {}, log: { logarithmic: true } };
/** @type {Kind} */
const ACCURACY = { y: { fixed: [0, 1] }, spell: percent, name: "c_accuracy" };
/** @type {Kind} */
const ERROR = { y: {}, spell: number, name: "c_error" };

export class Curves {
  /** What the axes were begun for. @type {ScaleName | null} */
  #scaled = null;
  /** @type {string | null} */
  #metric = null;
  /** @type {number | null} */
  #network = null;
  #kind = ACCURACY;

  /** @param {Common} common */
  constructor({ model, words, tooltip }) {
    this.model = model;
    this.words = words;
    this.tooltip = tooltip;
    /** @type {[key: ScaleName, text: string][]} */
    const scales = [["linear", words.linear], ["log", words.logarithmic]];
    this.scale = segmented(scales, { label: words.loss_scale, value: "linear", small: true, pick: (key) => model.toggle("logLoss", key === "log") });
    this.loss = new Part(["loss", "val_loss"], words.c_loss_title, { words, tooltip });
    this.metric = new Part(["metric", "val_metric"], words.c_accuracy_title, { words, tooltip });
    this.loss.help.append(question(words, "c_loss", tooltip));
    this.loss.head.append(this.scale.node);
    this.node = make("section", { class: "curves", "aria-label": words.c_curves_title }, this.loss.node, this.metric.node);
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { model } = this;
    this.node.hidden = hides(model, "curves");
    this.node.classList.toggle("nothing", "dataset.points" in model.errors);
    if (this.node.hidden || !model.hello) return;
    this.#begin(model.hello);
    this.loss.draw(theme, model, number, String(this.#scaled));
    this.metric.draw(theme, model, this.#kind.spell, String(this.#metric));
  }

  /**
   * Another network, scale or kind of answer: axes begin anew.
   *
   * @param {Hello} hello
   */
  #begin({ number: network, metric }) {
    const scaled = this.model.options.logLoss ? "log" : "linear";
    if (this.#scaled !== scaled) {
      this.#scaled = scaled;
      this.scale.press(scaled);
      this.loss.curve.rescale(SCALES[scaled]);
    }
    if (this.#metric !== metric) {
      this.#metric = metric;
      this.#kind = metric === "accuracy" ? ACCURACY : ERROR;
      const { name, y, spell } = this.#kind;
      setText(this.metric.title, this.words[`${name}_title`]);
      this.metric.help.replaceChildren(question(this.words, name, this.tooltip));
      this.metric.curve.rescale(y, spell);
    }
    if (this.#network === network) return;
    this.#network = network;
    for (const { curve } of [this.loss, this.metric]) curve.fit();
  }

  blank() {
    return [this.loss, this.metric].filter(({ curve }) => curve.blank()).length;
  }
}

/** One of both: its title, the newest numbers, and the curve. */
class Part {
  /** What is drawn. */
  #drawn = "";

  /**
   * @param {[training: Measure, validation: Measure]} keys
   * @param {string} title
   * @param {Pick<Common, "words" | "tooltip">} common
   */
  constructor(keys, title, { words, tooltip }) {
    this.keys = keys;
    this.title = make("h3", { text: title });
    this.help = make("span");
    this.head = make("header", {}, this.title, this.help);
    this.values = [make("span", { class: "value", text: "–" }), make("span", { class: "value", text: "–" })];
    const number = (/** @type {string} */ part, /** @type {HTMLElement} */ value) => make("span", { class: `number ${part}`, title: words[part] }, make("span", { class: "name", text: words[part] }), value);
    const numbers = make("div", { class: "pair-of-numbers" }, number("training", this.values[0]), number("validation", this.values[1]));
    this.host = make("div", { class: "plot" });
    this.node = make("div", { class: "curve" }, this.head, numbers, this.host);
    this.curve = new Curve(this.host, { keys, label: title, words, tooltip });
  }

  /**
   * @param {Theme} theme
   * @param {Common["model"]} model
   * @param {Spell} spell
   * @param {string} scaled which axis it is drawn on
   */
  draw(theme, { history, former, scene, hello }, spell, scaled) {
    for (const [at, key] of this.keys.entries()) setText(this.values[at], spell(scene?.[key] ?? history.last(key) ?? NaN));
    // Drawn again only when there is something new, in another size or in other colours.
    const { clientWidth, clientHeight } = this.host;
    const drawn = [theme.id, history.length, history.epoch.at(-1), history.last(this.keys[0]), clientWidth, clientHeight, scaled, hello?.number, former?.length].join(" ");
    if (this.#drawn === drawn) return;
    this.#drawn = drawn;
    this.curve.draw(theme, history, former);
  }
}
