// How a number comes about, line by line; in an exercise with a field for each number that is asked for.
import { find, icon, make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { summaryOf } from "./derivation.js";
import { FULL } from "./exercise.js";
import { LIMIT, NumberField } from "./numberfield.js";
import { spelled } from "./spelling.js";

/** @import { Words } from "../../shared/types.d.ts" */
/** @import { Line, Section, View } from "./derivation.js" */
/** @import { Exercise } from "./exercise.js" */
/** @import { Quantity } from "./quantities.js" */

/** A line on screen. @typedef {{ line: Line, node: HTMLElement, formula: HTMLElement, factors: HTMLElement, value: HTMLElement, asked: Asked }} Shown */
/** What an exercise adds to it. @typedef {{ node: HTMLElement, input: HTMLInputElement, hint: HTMLButtonElement, mark: HTMLElement }} Asked */

/** Words of the sections' titles. @type {Record<Section["key"], string>} */
const TITLES = { given: "hand_given", forward: "hand_forward", loss: "hand_row_loss", chain: "hand_chain", batch: "hand_batch_mean", step: "hand_update" };

export class DerivationView {
  /** @type {Shown[]} */
  #shown = [];
  #shape = "";
  #body = make("div", { class: "derivation", tabindex: "0", role: "region" });
  #summary = make("p", { class: "summary" });
  #title = make("h3");
  #score = make("span", { class: "score", role: "status" });
  #first;
  #firstName = make("span");
  #firstOf = make("label", { class: "first-weight" });
  #oops = make("p", { class: "refused", role: "alert", hidden: "" });
  #chosen = "";

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {Exercise} parts.exercise
   * @param {() => void} parts.changed something was answered
   * @param {(value: number) => void} parts.put another number for the chosen weight before the first step
   */
  constructor({ words, exercise, changed, put }) {
    this.words = words;
    this.exercise = exercise;
    this.changed = changed;
    this.#first = new NumberField({ label: words.hand_first_help, take: put, refuse: (text) => this.#refuse(text) });
    this.#firstOf.append(this.#firstName, this.#first.node);
    this.#firstOf.title = words.hand_first_help;
    this.node = make("section", { class: "figure area-derivation" }, make("header", {}, this.#title, this.#score, this.#firstOf), this.#summary, this.#oops, this.#body);
  }

  /** @param {string} text */
  #refuse(text) {
    setText(this.#oops, text && fill(this.words.no_number, { low: -LIMIT, high: LIMIT, got: `“${text.slice(0, 60)}”` }));
    this.#oops.hidden = !text;
  }

  /**
   * @param {View} view
   * @param {Quantity} quantity
   * @param {Section[]} sections
   * @param {boolean} exercising
   */
  show(view, quantity, sections, exercising) {
    const isWeight = quantity.kind === "weight" || quantity.kind === "bias";
    setText(this.#title, fill(this.words.hand_how, { name: quantity.name }));
    this.#body.setAttribute("aria-label", this.#title.textContent ?? "");
    setText(this.#summary, isWeight && !exercising ? fill(this.words.hand_summary, summaryOf(view.problem, view.state, quantity)) : this.words[exercising ? "hand_task" : "hand_symbols"]);
    this.#firstOf.hidden = !isWeight;
    if (isWeight) {
      setText(this.#firstName, fill(this.words.hand_first, { name: quantity.name }));
      const { kernel, bias } = view.problem.layers[quantity.layer];
      this.#first.show(quantity.from === undefined ? bias[quantity.unit] : kernel[quantity.from][quantity.unit]);
    }
    const lines = sections.flatMap((section) => section.lines);
    const shape = JSON.stringify(sections.map(({ key, lines: some }) => [key, some.map(({ id, given }) => [id, given])]));
    if (this.#shape !== shape) this.#build(sections, view.row);
    this.#shape = shape;
    lines.forEach((line, at) => this.#write(this.#shown[at], line, exercising));
    this.#score.hidden = !exercising;
    if (exercising) setText(this.#score, fill(this.words.hand_score, this.exercise.score(lines)));
    if (this.#chosen !== quantity.key) this.#body.scrollTop = 0;
    this.#chosen = quantity.key;
  }

  /** Bring a section into sight. @param {Section["key"]} key */
  reveal(key) {
    const section = this.#body.querySelector(`[data-section="${key}"]`);
    if (!(section instanceof HTMLElement)) return;
    this.#body.scrollTop = section.offsetTop - 6;
    section.scrollIntoView({ block: "nearest" }); // on narrow screens, where all of the page scrolls
  }

  /**
   * @param {Section[]} sections
   * @param {number} row
   */
  #build(sections, row) {
    this.#shown = [];
    const nodes = sections.map(({ key, lines }) => {
      const made = lines.map((line) => this.#line(line));
      this.#shown.push(...made);
      return make("section", { "data-section": key }, make("h4", { text: fill(this.words[TITLES[key]], { row: row + 1 }) }), ...made.map(({ node }) => node));
    });
    this.#body.replaceChildren(...nodes);
  }

  /** @param {Line} line @returns {Shown} */
  #line(line) {
    const [formula, factors, value] = ["formula", "factors", "value"].map((name) => make("span", { class: name }));
    const asked = this.#asked(line.id);
    const node = make("div", { class: "line", "data-id": line.id }, make("b", { text: line.name }), formula, factors, value, asked.node);
    return { line, node, formula, factors, value, asked };
  }

  /** @param {string} id @returns {Asked} */
  #asked(id) {
    const now = () => /** @type {Shown} */ (this.#shown.find(({ line }) => line.id === id));
    const input = make("input", { type: "text", class: "small-number answer", inputmode: "decimal", autocomplete: "off" });
    const mark = make("span", { class: "mark", role: "status" });
    const hint = make("button", { type: "button", class: "hint" }, icon("bulb"), make("span", { class: "left" }));
    input.addEventListener("change", () => (this.exercise.type(now().line, input.value), this.changed()));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      this.exercise.type(now().line, input.value);
      this.changed();
      if (this.exercise.isKnown(id)) this.#next(id)?.asked.input.focus();
      else input.select();
    });
    hint.addEventListener("click", () => {
      this.exercise.hint(now().line);
      this.changed();
      (this.exercise.isKnown(id) ? this.#next(id)?.asked.input : input)?.focus();
    });
    return { node: make("span", { class: "asked", hidden: "" }, "= ", input, mark, hint), input, hint, mark };
  }

  /** The next line behind this one that is still asked for; else the first. @param {string} id */
  #next(id) {
    const open = this.#shown.filter(({ line }) => !line.given && !this.exercise.isKnown(line.id));
    const at = this.#shown.findIndex(({ line }) => line.id === id);
    return open.find((each) => this.#shown.indexOf(each) > at) ?? open[0];
  }

  /**
   * @param {Shown} shown
   * @param {Line} line
   * @param {boolean} exercising
   */
  #write(shown, line, exercising) {
    shown.line = line;
    const { id, name, given } = line;
    const asks = exercising && !given;
    const { text, right, hints } = asks ? this.exercise.answer(id) : { text: "", right: true, hints: 0 };
    const known = !asks || this.exercise.isKnown(id);
    const factors = line.factors();
    const hidden = !(known || hints > 1) || !factors || factors === line.formula;
    setText(shown.formula, (known || hints > 0) && line.formula ? `= ${line.formula}` : "");
    setText(shown.factors, hidden ? "" : `= ${factors}`);
    setText(shown.value, known ? `= ${spelled(line.value)}` : "");
    shown.value.classList.toggle("found", asks && right);
    shown.asked.node.hidden = known;
    if (known) return;
    const { input, mark, hint } = shown.asked;
    input.setAttribute("aria-label", name);
    if (!input.matches(":focus") || !text) input.value = text;
    input.classList.toggle("wrong", Boolean(text));
    setText(mark, text ? this.words.hand_wrong : "");
    setText(find(hint, ".left"), this.words[`hand_hint_${hints + 1}`]);
    hint.setAttribute("aria-label", `${name}: ${this.words[`hand_hint_${hints + 1}`]} (${FULL - hints - 1})`);
  }
}
