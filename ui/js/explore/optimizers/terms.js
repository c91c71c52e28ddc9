// A step in numbers: every term with its formula, in signs and in numbers for both weights.
import { css } from "../../shared/colours.js";
import { make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { termColour } from "./colours.js";
import { linesOf, short } from "./written.js";

/** @import { Theme, Words } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

const WEIGHTS = ["w₁", "w₂"];

export class Terms {
  #title = make("h3");
  #before = make("p", { class: "term-before" });
  #list;
  #shape = "";

  /**
   * @param {Words} words
   * @param {HTMLElement} transport
   */
  constructor(words, transport) {
    this.words = words;
    this.#list = make("div", { class: "term-list", tabindex: 0, role: "region", "aria-label": words.race_terms_region });
    const caption = make("p", { class: "caption", text: words.race_terms_help });
    this.node = make("section", { class: "figure area-terms" }, make("header", {}, this.#title), transport, this.#before, this.#list, caption);
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  draw(theme, { step, followed, course }) {
    const { words } = this;
    const { label, parameters } = followed.racer;
    setText(this.#title, fill(words.race_terms_title, { step: step.t, optimizer: label }));
    const [x, y] = /** @type {[number, number]} */ (step.w);
    setText(this.#before, fill(words.race_terms_before, { w1: short(x), w2: short(y), loss: short(course.surface.loss(x, y)), rate: short(course.rate) }));
    const lines = linesOf(step, parameters, course.rate);
    const shape = `${theme.id} ${lines.map(({ symbol, formula, numbers }) => `${symbol} ${formula} ${numbers.length}`)}`;
    if (this.#shape !== shape) this.#list.replaceChildren(...lines.map((line) => this.#row(theme, line)));
    this.#shape = shape;
    for (const [at, { numbers, results }] of lines.entries()) {
      const rows = this.#list.children[at].querySelectorAll(".term-numbers");
      for (const [which, row] of rows.entries()) setText(row, `${results.length > 1 ? `${WEIGHTS[which]}: ` : ""}${numbers[which] ? `${numbers[which]} = ` : ""}`);
      for (const [which, row] of this.#list.children[at].querySelectorAll("b").entries()) setText(row, results[which]);
    }
  }

  /**
   * @param {Theme} theme
   * @param {ReturnType<typeof linesOf>[number]} line
   */
  #row(theme, { kind, symbol, formula, results }) {
    const mark = make("i");
    mark.style.background = css(termColour(theme, kind));
    const name = make("span", { class: "term-name" }, mark, this.words[`race_term_${kind}`]);
    const signs = make("span", { class: "term-formula", text: formula ? `${symbol} ← ${formula}` : symbol });
    const numbers = results.map(() => make("span", { class: "term-line" }, make("span", { class: "term-numbers" }), make("b")));
    return make("div", { class: "term", "data-term": symbol }, make("div", { class: "term-head" }, name, signs), ...numbers);
  }
}
