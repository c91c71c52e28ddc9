// The second row: how it learns, from what weights, and which kind of problem.
import { make } from "../shared/element.js";
import { dialOf, entryOf, initializerOptions, part, within } from "../shared/choices.js";
import { decades, plain } from "../shared/controls/numbers.js";
import { Select } from "../shared/controls/select.js";
import { Slider } from "../shared/controls/slider.js";
import { Typed } from "../shared/controls/typed.js";
import { hide } from "./hiding.js";
import { More } from "./more.js";
import { taskOf, withLoss } from "./pick.js";

const KINDS = ["none", "l1", "l2", "both"];
const PENALTY = "0.003"; // where a penalty begins that is switched on

export class Basics {
  constructor({ model, words, menus, tooltip }) {
    Object.assign(this, { model, words, menus });
    this.rate = PENALTY;
    this.sets = {};
    const { fields } = menus;
    const set = (path) => (text) => model.set(path, text);
    const entries = (key) => fields[key].entries.map((entry) => [entry.key, entry.label, entry.help]);
    const about = (key) => ({ label: fields[key].label, help: fields[key].help, path: key });
    const stories = [["", words.c_story_own, ""], ...menus.presets.map(({ key, label, help }) => [key, label, help])];
    this.story = new Select({ label: words.c_story, help: words.c_story_help, path: "story", kind: "beside", options: stories, pick: (key) => this.#tell(key) });
    this.learning = new Typed({ ...about("learning_rate"), marks: fields.learning_rate.marks, pick: set("learning_rate") });
    this.activation = new Select({ ...about("activation"), options: entries("activation"), pick: (key) => model.put({ activation: key, layer_activations: "" }) });
    const kinds = KINDS.map((kind) => [kind, words[`c_regularization_${kind}`]]);
    this.kind = new Select({ label: words.c_regularization, help: words.c_regularization_help, path: "regularization", options: kinds, pick: (kind) => this.#penalize(kind, this.rate) });
    this.penalty = new Typed({ label: words.c_regularization_rate, help: words.c_regularization_rate_help, path: "l1 l2", marks: fields.l1.marks, pick: (text) => this.#penalize(this.penalized, text) });
    this.optimizer = new Select({ ...about("optimizer"), options: entries("optimizer"), pick: set("optimizer") });
    this.initializer = new Select({ ...about("initializer"), options: entries("initializer"), pick: set("initializer") });
    this.scale = new Slider({ label: words.c_scale, help: words.c_scale_help, path: "scale", stops: [1], spell: plain, pick: (value) => model.set(this.dial, String(value)) });
    this.weights = make("div", { class: "weights" }, this.initializer.node, this.scale.node);
    const problems = ["classification", "regression"].map((kind) => [kind, words[`c_${kind}`], words[`c_${kind}_help`]]);
    this.problem = new Select({ label: words.c_problem, help: words.c_problem_help, path: "problem", options: problems, pick: (kind) => this.#solve(kind) });
    this.more = new More({ model, words, menus, tooltip });
    this.controls = [this.story, this.learning, this.activation, this.kind, this.penalty, this.optimizer, this.initializer, this.scale, this.problem];
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

  draw() {
    const { model, menus } = this;
    if (this.hidden !== model.hidden) this.#hide();
    if (this.texts !== model.texts || this.errors !== model.errors) {
      Object.assign(this, { texts: model.texts, errors: model.errors });
      this.#show(model.texts);
      this.#complain(model.errors);
      const kind = problemOf(menus, model.texts);
      this.sets[kind] = part(model.texts, ["dataset"]);
    }
    this.more.draw();
  }

  #show(texts) {
    const { menus, words } = this;
    this.story.show(menus.presets.find(({ experiment }) => within(experiment, texts))?.key ?? "");
    this.learning.show(texts.learning_rate);
    this.#showActivation(texts);
    this.optimizer.show(texts.optimizer);
    this.#showPenalty(Number(texts.l1) !== 0, Number(texts.l2) !== 0, texts);
    this.initializer.offer(initializerOptions(menus, texts, { text: words.c_usual, help: words.c_usual_help }));
    this.initializer.show(texts.initializer);
    this.#showScale(texts);
    this.problem.show(problemOf(menus, texts));
  }

  /** One activation function for all layers, or the word for several. */
  #showActivation(texts) {
    const own = (texts.layer_activations ?? "").split(/[\s,]+/).filter(Boolean).map((key) => key.replace(/x\d+$/, ""));
    const mixed = own.some((key) => key !== own[0]);
    const entries = this.menus.fields.activation.entries.map(({ key, label, help }) => [key, label, help]);
    this.activation.offer(mixed ? [["mixed", this.words.c_mixed, this.words.c_mixed_help], ...entries] : entries);
    this.activation.show(mixed ? "mixed" : (own[0] ?? texts.activation));
  }

  /** `l1`, `l2`: whether there is one. */
  #showPenalty(l1, l2, texts) {
    if (l1 || l2) {
      this.penalized = l1 && l2 ? "both" : l1 ? "l1" : "l2";
      this.rate = l1 ? texts.l1 : texts.l2;
    } else if (!this.zero) this.penalized = "none";
    this.kind.show(this.penalized ?? "none");
    this.penalty.disabled = this.penalized === "none";
    this.penalty.show(this.penalized === "none" ? "0" : l1 ? texts.l1 : texts.l2);
  }

  /** A penalty on the size of the weights; a rate of 0 keeps its kind. */
  #penalize(kind, rate) {
    this.penalized = kind;
    this.zero = kind !== "none" && Number(rate) === 0;
    const [l1, l2] = [kind === "l1" || kind === "both" ? rate : "0", kind === "l2" || kind === "both" ? rate : "0"];
    this.model.put({ l1, l2 });
  }

  #showScale(texts) {
    const { menus } = this;
    const dial = dialOf(menus, texts);
    this.dial = dial?.path;
    this.scale.node.classList.toggle("idle", !dial);
    if (!dial) return;
    const parameter = entryOf(menus, texts, "initializer").parameters.find(({ key }) => dial.path === `initializer.${key}`);
    this.scale.offer(decades(dial.low, dial.high));
    this.scale.show(Number(texts[this.dial]));
    this.scale.node.title = `${parameter.label}. ${parameter.help}\n${this.words.c_scale_help}`;
  }

  #complain(errors) {
    for (const control of this.controls) control.complain(errors[control.path]);
    this.penalty.complain(errors.l1 ?? errors.l2);
    this.activation.complain(errors.activation ?? errors.layer_activations);
    this.scale.complain(errors[this.dial]);
  }

  #tell(key) {
    const story = this.menus.presets.find((preset) => preset.key === key);
    this.zero = false;
    if (story) this.model.put(story.experiment);
    else this.#show(this.model.texts);
  }

  /** The other kind of problem, with the data that were chosen for it last. */
  #solve(kind) {
    const { model, menus } = this;
    const first = menus.fields.dataset.entries.find((entry) => (entry.task === "regression") === (kind === "regression"));
    const wanted = this.sets[kind] ?? Object.fromEntries([["dataset", first.key], ...first.parameters.map(({ key, value }) => [`dataset.${key}`, value])]);
    model.put(withLoss(menus, model.texts, wanted));
  }

  #hide() {
    const { model } = this;
    this.hidden = model.hidden;
    const parts = { learningRate: this.learning, activation: this.activation, regularization: this.kind, regularizationRate: this.penalty, optimizer: this.optimizer, problem: this.problem };
    hide(model, [...Object.entries(parts).map(([name, { node }]) => [name, node]), ["initializer", this.weights], ["more", this.story.node], ["more", this.more.button], ["more", this.more.node]]);
    this.more.close();
    this.node.hidden = [...this.node.children].every((child) => child.hidden || child.className === "spring");
  }

  destroy() {
    this.more.close();
  }
}

function problemOf(menus, texts) {
  return taskOf(menus, texts) === "regression" ? "regression" : "classification";
}
