// The second row: how it learns, from what weights, and which kind of problem.
import { dialOf, entryOf, initializerOptions, part, within } from "../shared/choices.js";
import { controlOf } from "../shared/controls/described.js";
import { decades, plain } from "../shared/controls/numbers.js";
import { Select } from "../shared/controls/select.js";
import { Slider } from "../shared/controls/slider.js";
import { Typed } from "../shared/controls/typed.js";
import { make } from "../shared/element.js";
import { writtenActivations } from "../shared/shape.js";
import { allHidden, hide } from "./hiding.js";
import { More } from "./more.js";
import { KINDS, Regularization } from "./regularization.js";
import { PROBLEMS, firstDataset, problemOf, withLoss } from "./task.js";

/** @import { Option } from "../shared/controls/select.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Errors } from "./refusal.js" */
/** @import { Kind } from "./regularization.js" */
/** @import { Problem } from "./task.js" */
/** @import { Common } from "./types.d.ts" */

const MIXED = "mixed";

export class Basics {
  #regularization = new Regularization();
  /** The data that were chosen last, of each kind of problem. @type {Partial<Record<Problem, Texts>>} */
  #data = {};
  /** What is shown. @type {Texts | null} */
  #texts = null;
  /** @type {Errors | null} */
  #errors = null;
  /** @type {Set<string> | null} */
  #hidden = null;

  /** @param {Common} common */
  constructor({ model, words, menus }) {
    this.model = model;
    this.words = words;
    this.menus = menus;
    const { fields } = menus;
    /** @type {Option[]} */
    const presets = [["", words.c_preset_own], ...menus.presets.map(({ key, label, help }) => /** @type {Option} */ ([key, label, help]))];
    this.preset = new Select({ label: words.c_preset, help: words.c_preset_help, path: "preset", kind: "beside", options: presets, pick: (key) => this.#tell(key) });
    this.learning = this.#control("learning_rate");
    /** @type {Option[]} */
    this.activations = fields.activation.entries.map(({ key, label, help }) => [key, label, help]);
    const { label, help } = fields.activation;
    this.activation = new Select({ label, help, path: "activation", options: this.activations, pick: (key) => model.put({ activation: key, layer_activations: "" }) });
    /** @type {Option[]} */
    const kinds = KINDS.map((kind) => [kind, words[`c_regularization_${kind}`]]);
    this.kind = new Select({ label: words.c_regularization, help: words.c_regularization_help, path: "regularization", options: kinds, pick: (kind) => this.#penalize(/** @type {Kind} */ (kind)) });
    this.penalty = new Typed({ label: words.c_regularization_rate, help: words.c_regularization_rate_help, path: "l1 l2", marks: fields.l1.marks, pick: (rate) => this.#penalize(this.#regularization.kind, rate) });
    this.optimizer = this.#control("optimizer");
    this.initializer = new Select({ label: fields.initializer.label, help: fields.initializer.help, path: "initializer", options: [], pick: (key) => model.set("initializer", key) });
    this.scale = new Slider({ label: words.c_scale, help: words.c_scale_help, path: "scale", stops: [1], spell: plain, pick: (value) => this.#turn(value) });
    this.weights = make("div", { class: "weights" }, this.initializer.node, this.scale.node);
    /** @type {Option[]} */
    const problems = PROBLEMS.map((problem) => [problem, words[`c_${problem}`], words[`c_${problem}_help`]]);
    this.problem = new Select({ label: words.c_problem, help: words.c_problem_help, path: "problem", options: problems, pick: (problem) => this.#solve(/** @type {Problem} */ (problem)) });
    this.more = new More({ model, words, menus });
    this.node = make(
      "div",
      { class: "row basics" },
      ...[this.problem, this.learning, this.activation, this.optimizer].map(({ node }) => node),
      this.weights,
      ...[this.kind, this.penalty].map(({ node }) => node),
      make("span", { class: "spring" }),
      this.more.button,
      this.more.node,
    );
  }

  /** @param {string} path of a choice that has one control */
  #control(path) {
    return controlOf(this.menus.fields[path], { path, pick: (text) => this.model.set(path, text) });
  }

  draw() {
    const { model, menus } = this;
    if (this.#hidden !== model.hidden) this.#hide();
    if (this.#texts !== model.texts || this.#errors !== model.errors) {
      this.#texts = model.texts;
      this.#errors = model.errors;
      this.#show(model.texts);
      this.#complain(model.errors);
      this.#data[problemOf(menus, model.texts)] = part(model.texts, ["dataset"]);
    }
    this.more.draw();
  }

  /** @param {Texts} texts */
  #show(texts) {
    const { menus, words } = this;
    this.preset.show(menus.presets.find(({ experiment }) => within(experiment, texts))?.key ?? "");
    this.learning.show(texts.learning_rate);
    this.#showActivation(texts);
    this.optimizer.show(texts.optimizer);
    const rate = this.#regularization.read(texts);
    this.kind.show(this.#regularization.kind);
    this.penalty.disabled = this.#regularization.kind === "none";
    this.penalty.show(rate);
    this.initializer.offer(initializerOptions(menus, texts, { text: words.c_usual, help: words.c_usual_help }));
    this.initializer.show(texts.initializer);
    this.#showScale(texts);
    this.problem.show(problemOf(menus, texts));
  }

  /**
   * One activation function for all layers, or the word for several.
   *
   * @param {Texts} texts
   */
  #showActivation(texts) {
    const known = new Set(this.activations.map(([key]) => key));
    const [first, ...others] = writtenActivations({ activation: texts.activation, layer_activations: texts.layer_activations }, known);
    const mixed = others.some((key) => key !== first);
    this.activation.offer(mixed ? [[MIXED, this.words.c_mixed, this.words.c_mixed_help], ...this.activations] : this.activations);
    this.activation.show(mixed ? MIXED : first);
  }

  /**
   * A penalty on the size of the weights.
   *
   * @param {Kind} kind
   * @param {string} [rate] as it was, if left out
   */
  #penalize(kind, rate) {
    this.model.put(this.#regularization.choose(kind, rate));
  }

  /** @param {Texts} texts */
  #showScale(texts) {
    const { menus } = this;
    const dial = dialOf(menus, texts);
    this.scale.node.classList.toggle("idle", !dial);
    if (!dial) return;
    const parameter = entryOf(menus, texts, "initializer")?.parameters.find(({ key }) => dial.path === `initializer.${key}`);
    this.scale.offer(decades(dial.low, dial.high));
    this.scale.show(Number(texts[dial.path]));
    this.scale.node.title = `${parameter?.label}. ${parameter?.help}\n${this.words.c_scale_help}`;
  }

  /** @param {number | string} value of what multiplies all weights */
  #turn(value) {
    const dial = dialOf(this.menus, this.model.texts);
    if (dial) this.model.set(dial.path, String(value));
  }

  /** @param {Errors} errors */
  #complain(errors) {
    for (const control of [this.preset, this.learning, this.kind, this.optimizer, this.initializer, this.problem]) control.complain(errors[control.path]);
    this.penalty.complain(errors.l1 ?? errors.l2);
    this.activation.complain(errors.activation ?? errors.layer_activations);
    this.scale.complain(errors[dialOf(this.menus, this.model.texts)?.path ?? ""]);
  }

  /** @param {string} key of a preset */
  #tell(key) {
    const found = this.menus.presets.find((preset) => preset.key === key);
    this.#regularization.forget();
    if (found) this.model.put(found.experiment);
    else this.#show(this.model.texts);
  }

  /**
   * The other kind of problem, with the data that were chosen for it last.
   *
   * @param {Problem} problem
   */
  #solve(problem) {
    const { model, menus } = this;
    model.put(withLoss(menus, model.texts, this.#data[problem] ?? firstDataset(menus, problem)));
  }

  #hide() {
    const { model } = this;
    this.#hidden = model.hidden;
    hide(model, [
      ["learningRate", this.learning.node],
      ["activation", this.activation.node],
      ["regularization", this.kind.node],
      ["regularizationRate", this.penalty.node],
      ["optimizer", this.optimizer.node],
      ["problem", this.problem.node],
      ["initializer", this.weights],
      ["more", this.preset.node],
      ["more", this.more.button],
      ["more", this.more.node],
    ]);
    this.more.close();
    this.node.hidden = allHidden([...this.node.children].filter((child) => child.className !== "spring"));
  }

  destroy() {
    this.more.close();
  }
}
