// Which answers are given where: a table of counts with true classes down and answers across, or R² for numbers.
import { make, segmented, setText } from "../shared/element.js";
import { question } from "./explain.js";
import { fill, number, percent } from "../shared/format.js";
import { classColour, css, mix } from "../shared/colours.js";

export class Matrix {
  constructor({ model, words, tooltip }) {
    Object.assign(this, { model, words, tooltip });
    this.part = segmented([["training", words.training], ["validation", words.validation]], { label: words.c_matrix_part, value: "validation", small: true, pick: (key) => model.toggle("matrix", key) });
    this.title = make("h3", { text: words.c_matrix_title });
    this.helps = { matrix: question(words, "c_matrix", tooltip), r2: question(words, "c_r2", tooltip) };
    this.holder = make("div", { class: "matrix-holder" });
    this.fits = ["training", "validation"].map((part) => ({ part, value: make("span", { class: "value", text: "–" }) }));
    const numbers = this.fits.map(({ part, value }) => make("div", { class: `number ${part}` }, make("span", { class: "name", text: words[part] }), value));
    this.fit = make("div", { class: "fit", hidden: "" }, ...numbers, make("p", { class: "hint", text: words.c_r2_scale }));
    this.node = make("section", { class: "figure area-matrix" }, make("header", {}, this.title, this.helps.matrix, this.helps.r2, this.part.node), this.holder, this.fit);
    this.tell = null;
    for (const name of ["pointermove", "pointerdown"]) this.holder.addEventListener(name, (event) => this.#point(event));
    this.holder.addEventListener("pointerleave", () => (this.#point(null), tooltip.hide()));
  }

  draw(theme) {
    const { hello, scene, options } = this.model;
    const regression = hello.task === "regression";
    const validation = options.matrix !== "training";
    const id = `${theme.id} ${hello.number} ${validation}`;
    if (this.id === id && this.scene === scene) return;
    if (this.id !== id) {
      this.part.press(validation ? "validation" : "training");
      this.holder.hidden = this.part.node.hidden = this.helps.matrix.hidden = regression;
      this.fit.hidden = this.helps.r2.hidden = !regression;
      setText(this.title, regression ? this.words.c_r2_title : this.words.c_matrix_title);
      if (!regression) this.#build(theme, hello.classes);
    }
    Object.assign(this, { id, scene, theme });
    if (regression) for (const [at, { value }] of this.fits.entries()) setText(value, number([scene?.r2, scene?.val_r2][at] ?? NaN));
    else this.#count(scene?.classes === hello.classes.length ? scene.confusion[Number(validation)] : null);
  }

  #build(theme, classes) {
    const mark = (at) => make("i", { style: `background:${css(classColour(theme, at))}` });
    const name = (tag, at, scope) => make(tag, { scope, title: classes[at] }, mark(at), make("span", { text: classes[at] }));
    this.cells = classes.map(() => classes.map(() => make("td", {})));
    const head = make("tr", {}, make("td", { class: "corner" }), ...classes.map((_, at) => name("th", at, "col")));
    const body = classes.map((_, row) => make("tr", {}, name("th", row, "row"), ...this.cells[row]));
    const table = make("table", { class: classes.length > 3 ? "matrix many" : "matrix", "aria-label": this.words.c_matrix_title }, make("thead", {}, head), make("tbody", {}, ...body));
    this.holder.replaceChildren(make("span", { class: "truth", text: this.words.c_truth }), make("span", { class: "answer", text: this.words.c_answer }), table);
    this.classes = classes;
  }

  /** A row's share of each answer is its depth of colour: right ones in the colour of the page, wrong ones as warnings. */
  #count(counts) {
    const { theme, cells } = this;
    const size = cells.length;
    this.counts = counts;
    for (let row = 0; row < size; row++) {
      const total = counts ? counts.subarray(row * size, (row + 1) * size).reduce((sum, count) => sum + count, 0) : 0;
      for (let column = 0; column < size; column++) {
        const cell = cells[row][column];
        const count = counts?.[row * size + column];
        setText(cell, count === undefined ? "–" : String(count));
        const share = total ? Math.round((100 * count) / total) / 100 : 0;
        const shade = `${share} ${theme.id}`;
        if (cell.dataset.shade === shade) continue;
        cell.dataset.shade = shade;
        const colour = row === column ? theme.categorical[0] : theme.warning;
        cell.style.background = css(mix(theme.background, colour, share ? 0.08 + 0.42 * share : 0.03));
      }
    }
    if (this.pointer) this.#point(this.pointer);
  }

  #point(event) {
    this.pointer = event && { clientX: event.clientX, clientY: event.clientY, target: event.target };
    const cell = event?.target.closest?.("tbody td");
    const row = this.cells?.findIndex((cells) => cells.includes(cell)) ?? -1;
    if (row < 0 || !this.counts) return void (event && this.tooltip.hide());
    const size = this.cells.length;
    const column = this.cells[row].indexOf(cell);
    const count = this.counts[row * size + column];
    const total = this.counts.subarray(row * size, (row + 1) * size).reduce((sum, value) => sum + value, 0);
    const { words, classes } = this;
    this.tooltip.show(event.clientX, event.clientY, [
      fill(words.c_matrix_cell, { truth: classes[row], answer: classes[column] }),
      fill(words.share_of, { share: percent(total ? count / total : NaN), count, total }),
    ]);
  }
}
