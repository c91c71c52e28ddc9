// Which answers are given where: a table of counts with true classes down and answers across, or R² for numbers.
import { classColour, css, mix } from "../shared/colours.js";
import { make, segmented, setText } from "../shared/element.js";
import { fill, number, percent } from "../shared/format.js";
import { answers } from "./confusion.js";
import { question } from "./explain.js";

/** @import { Numbers, Scene, Theme } from "../shared/types.d.ts" */
/** @import { Common, Hello } from "./types.d.ts" */

/** @typedef {"training" | "validation"} Points */

export class Matrix {
  /** What the table was built for. */
  #built = "";
  /** @type {Scene | null} */
  #scene = null;
  /** @type {HTMLElement[][]} */
  #cells = [];
  /** @type {string[]} */
  #classes = [];
  /** @type {Numbers | null} */
  #counts = null;
  /** Where the pointer is. @type {{ x: number, y: number, target: EventTarget | null } | null} */
  #pointer = null;

  /** @param {Pick<Common, "model" | "words" | "tooltip">} common */
  constructor({ model, words, tooltip }) {
    this.model = model;
    this.words = words;
    this.tooltip = tooltip;
    /** @type {[key: Points, text: string][]} */
    const parts = [["training", words.training], ["validation", words.validation]];
    this.part = segmented(parts, { label: words.c_matrix_part, value: "validation", small: true, pick: (key) => model.toggle("matrix", key) });
    this.title = make("h3", { text: words.c_matrix_title });
    this.helps = { matrix: question(words, "c_matrix", tooltip), r2: question(words, "c_r2", tooltip) };
    this.holder = make("div", { class: "matrix-holder" });
    this.fits = { training: make("span", { class: "value", text: "–" }), validation: make("span", { class: "value", text: "–" }) };
    const numbers = Object.entries(this.fits).map(([part, value]) => make("div", { class: `number ${part}` }, make("span", { class: "name", text: words[part] }), value));
    this.fit = make("div", { class: "fit", hidden: "" }, ...numbers, make("p", { class: "hint", text: words.c_r2_scale }));
    this.node = make("section", { class: "figure area-matrix" }, make("header", {}, this.title, this.helps.matrix, this.helps.r2, this.part.node), this.holder, this.fit);
    this.holder.addEventListener("pointermove", (event) => this.#point(event));
    this.holder.addEventListener("pointerdown", (event) => this.#point(event));
    this.holder.addEventListener("pointerleave", () => {
      this.#pointer = null;
      tooltip.hide();
    });
  }

  /**
   * @param {Theme} theme
   * @param {Hello} hello
   */
  draw(theme, hello) {
    const { scene, options } = this.model;
    const regression = hello.task === "regression";
    const validation = options.matrix !== "training";
    const built = `${theme.id} ${hello.number} ${validation}`;
    if (this.#built === built && this.#scene === scene) return;
    if (this.#built !== built) {
      this.part.press(validation ? "validation" : "training");
      this.holder.hidden = this.part.node.hidden = this.helps.matrix.hidden = regression;
      this.fit.hidden = this.helps.r2.hidden = !regression;
      setText(this.title, regression ? this.words.c_r2_title : this.words.c_matrix_title);
      if (!regression) this.#build(theme, hello.classes);
    }
    this.#built = built;
    this.#scene = scene;
    if (regression) {
      setText(this.fits.training, number(scene?.r2));
      setText(this.fits.validation, number(scene?.val_r2));
    } else this.#count(theme, scene?.classes === hello.classes.length ? scene.confusion[Number(validation)] : null);
  }

  /**
   * @param {Theme} theme
   * @param {string[]} classes
   */
  #build(theme, classes) {
    const mark = (/** @type {number} */ at) => make("i", { style: `background:${css(classColour(theme, at))}` });
    const name = (/** @type {number} */ at, /** @type {"row" | "col"} */ scope) => make("th", { scope, title: classes[at] }, mark(at), make("span", { text: classes[at] }));
    this.#classes = classes;
    this.#cells = classes.map(() => classes.map(() => make("td")));
    const head = make("tr", {}, make("td", { class: "corner" }), ...classes.map((_, at) => name(at, "col")));
    const body = this.#cells.map((cells, at) => make("tr", {}, name(at, "row"), ...cells));
    const table = make("table", { class: classes.length > 3 ? "matrix many" : "matrix", "aria-label": this.words.c_matrix_title }, make("thead", {}, head), make("tbody", {}, ...body));
    this.holder.replaceChildren(make("span", { class: "truth", text: this.words.c_truth }), make("span", { class: "answer", text: this.words.c_answer }), table);
  }

  /**
   * A row's share of each answer is its depth of colour: right ones in the colour of the page, wrong ones as warnings.
   *
   * @param {Theme} theme
   * @param {Numbers | null} counts
   */
  #count(theme, counts) {
    this.#counts = counts;
    for (const [row, cells] of this.#cells.entries()) {
      for (const [column, cell] of cells.entries()) {
        const { count, share } = counts ? answers(counts, cells.length, row, column) : { count: null, share: 0 };
        setText(cell, count === null ? "–" : String(count));
        const deep = Math.round(100 * (share || 0)) / 100;
        const shade = `${deep} ${theme.id}`;
        if (cell.dataset.shade === shade) continue;
        cell.dataset.shade = shade;
        const colour = row === column ? theme.categorical[0] : theme.warning;
        cell.style.background = css(mix(theme.background, colour, deep ? 0.08 + 0.3 * deep : 0.03));
      }
    }
    if (this.#pointer) this.#tell(this.#pointer);
  }

  /** @param {PointerEvent} event */
  #point({ clientX: x, clientY: y, target }) {
    this.#pointer = { x, y, target };
    this.#tell(this.#pointer);
  }

  /** @param {{ x: number, y: number, target: EventTarget | null }} pointer */
  #tell({ x, y, target }) {
    const cell = target instanceof Element ? target.closest("tbody td") : null;
    const row = this.#cells.findIndex((cells) => cells.some((each) => each === cell));
    if (row < 0 || !this.#counts) return this.tooltip.hide();
    const column = this.#cells[row].findIndex((each) => each === cell);
    const { count, total, share } = answers(this.#counts, this.#cells.length, row, column);
    const { words } = this;
    const title = fill(words.c_matrix_cell, { truth: this.#classes[row], answer: this.#classes[column] });
    this.tooltip.show(x, y, [title, fill(words.share_of, { share: percent(share), count, total })]);
  }
}
