// One step of a small network: diagram, batch and derivation, which follow each other.
import { button } from "../../shared/controls/button.js";
import { make, setText } from "../../shared/element.js";
import { fill, number } from "../../shared/format.js";
import { BatchTable } from "./batchtable.js";
import { derivationOf } from "./derivation.js";
import { DerivationView } from "./derivationview.js";
import { Diagram } from "./diagram.js";
import { Exercise } from "./exercise.js";
import { stateOf } from "./learning.js";
import { problemOf, written } from "./problem.js";
import { LOSS, quantitiesOf } from "./quantities.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Matrix } from "./problem.js" */
/** @import { Line, Section, View } from "./derivation.js" */
/** @import { Quantity } from "./quantities.js" */

/** Steps that can be taken: `STEPS` of core/explorers/by_hand.py. */
const STEPS = 50;

/** Choices that do not change what is asked in an exercise. */
const ASIDE = ["at", "row", "exercise", "subject", "gate", "visit"];

export class NetworkView {
  /** @type {Texts} */
  #texts = {};
  /** @type {View | null} */
  #view = null;
  /** @type {Quantity} */
  #chosen = LOSS;
  /** @type {Section[]} */
  #sections = [];
  #exercise = new Exercise();
  #at = make("span", { class: "step-at", role: "status" });

  /** @param {Parts} parts */
  constructor({ words, put, redraw }) {
    this.words = words;
    this.put = put;
    this.back = button("back", "back", words.hand_back, words.hand_back_help, () => this.#go(-1));
    this.forth = button("forth", "forth", words.hand_forth, words.hand_forth_help, () => this.#go(1));
    const stepper = make("span", { class: "stepper" }, this.back, this.#at, this.forth);
    this.diagram = new Diagram({ words, pick: (key, part) => this.#pick(key, part), extra: [stepper] });
    this.batch = new BatchTable({ words, look: (row) => put({ row: String(row + 1) }), put: (part, row, column, value) => put({ [part]: written(this.#texts, part, row, column, value) }) });
    this.derivation = new DerivationView({ words, exercise: this.#exercise, changed: () => (this.#write(), redraw()), put: (value) => this.#setWeight(value) });
    this.node = make("div", { class: "pictures hand-network" }, this.diagram.node, make("div", { class: "beside-net" }, this.batch.node, this.derivation.node));
  }

  /** @param {number} by */
  #go(by) {
    const step = Math.min(Math.max(Number(this.#texts.step) + by, 0), STEPS);
    this.put({ step: String(step) });
  }

  /**
   * @param {string} key
   * @param {string} part
   */
  #pick(key, part) {
    if (this.#texts.at !== key) this.put({ at: key });
    this.derivation.reveal(part === "gradient" ? "chain" : key === "loss" ? "loss" : "forward");
  }

  /** @param {number} value */
  #setWeight(value) {
    const { key, from, unit } = this.#chosen;
    const letter = /** @type {Matrix} */ (key[0]);
    this.put({ [letter]: from === undefined ? written(this.#texts, letter, unit, 0, value) : written(this.#texts, letter, from, unit, value) });
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#texts = texts;
    const problem = problemOf(texts);
    const state = stateOf(problem);
    const row = Math.min(Number(texts.row), problem.sizes.rows) - 1;
    this.#view = { problem, state, pass: state.batch.passes[row], row };
    this.#chosen = quantitiesOf(problem).get(texts.at) ?? LOSS;
    this.#sections = derivationOf(problem, state, this.#chosen, row);
    this.#exercise.about(JSON.stringify(Object.entries(texts).filter(([path]) => !ASIDE.includes(path))));
    this.#write();
  }

  get #exercising() {
    return this.#texts.exercise === "1";
  }

  #write() {
    if (!this.#view) return;
    const view = this.#view;
    const isHidden = (/** @type {string} */ id) => this.#exercising && !this.#exercise.isKnown(id);
    this.diagram.show(view, this.#chosen, isHidden);
    this.batch.show(view, isHidden);
    this.derivation.show(view, this.#chosen, this.#sections, this.#exercising);
    const { step, batch } = view.state;
    this.back.disabled = step === 0;
    this.forth.disabled = step === STEPS;
    setText(this.#at, fill(this.words[isHidden("L") ? "hand_step" : "hand_step_loss"], { step, loss: number(batch.loss, 4) }));
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.diagram.draw(theme);
  }

  pictures() {
    return [this.diagram.surface];
  }

  /** @returns {Record<string, string | number>} */
  report() {
    if (!this.#view) return {};
    /** @type {Line[]} */
    const lines = this.#sections.flatMap((section) => section.lines);
    const { points, most } = this.#exercise.score(lines);
    const { step, batch } = this.#view.state;
    return { at: this.#chosen.key, step, loss: batch.loss, last: lines[lines.length - 1].value, points, most };
  }
}
