// Cross-entropy by hand: a table of probabilities that is edited.
import { figure, make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { Cell, numbersOf, rowsOf, textOf } from "../cells.js";
import { Plot } from "../plot.js";
import { scrolls, spell } from "../told.js";
import { entropyOf, withShare } from "./entropy.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Entropy } from "./entropy.js" */

const MOST_ROWS = 6;
/** What a table of other classes begins with. @type {Record<number, { probabilities: string, answers: string }>} */
const EXAMPLES = {
  2: { probabilities: "0.2,0.8;0.6,0.4;0.9,0.1", answers: "1, 1, 0" },
  3: { probabilities: "0.7,0.2,0.1;0.1,0.8,0.1;0.3,0.5,0.2", answers: "0, 1, 2" },
  4: { probabilities: "0.7,0.1,0.1,0.1;0.25,0.25,0.25,0.25;0,0.4,0.6,0", answers: "0, 1, 3" },
};

export class EntropyView {
  /** @type {number[][]} */
  #rows = [];
  /** @type {number[]} */
  #answers = [];
  /** @type {Entropy | null} */
  #found = null;
  #shape = "";
  /** @type {{ cells: Cell[], right: HTMLSelectElement, oneHot: HTMLElement, sum: HTMLElement, loss: HTMLElement }[]} */
  #lines = [];
  table = make("table", { class: "by-hand" });
  steps = make("p", { class: "formula" });
  codings = make("table", { class: "by-hand codings" });
  heading = make("h4");
  note = make("p", { class: "aside" });

  /** @param {Parts} parts */
  constructor({ words, redraw, put }) {
    this.words = words;
    this.put = put;
    const curve = figure({ title: words.loss_surprise, caption: words.loss_surprise_help, area: "area-surprise" });
    this.curve = new Plot(curve, { label: words.loss_surprise, moved: redraw, dragged: (x, _y, begun) => this.#drag(x, begun) });
    this.more = this.#button(words.loss_more_rows, () => this.#put([...this.#rows, this.#rows[0].map(() => Number((1 / this.#rows[0].length).toFixed(2)))], [...this.#answers, 0]));
    this.fewer = this.#button(words.loss_fewer_rows, () => this.#put(this.#rows.slice(0, -1), this.#answers.slice(0, -1)));
    const kinds = [2, 3, 4].map((classes) => this.#button(fill(words.loss_classes, { classes }), () => put(EXAMPLES[classes])));
    const left = make(
      "section",
      { class: "figure by-hand-figure" },
      make("header", {}, make("h3", { text: words.loss_by_hand })),
      scrolls(this.table, words.loss_by_hand),
      make("div", { class: "row-buttons" }, this.more, this.fewer, ...kinds),
      this.steps,
      this.heading,
      scrolls(this.codings, words.loss_codings),
      this.note,
    );
    this.node = make("div", { class: "loss-part" }, make("div", { class: "pictures hand" }, left, curve));
  }

  /** @param {string} text @param {() => void} press */
  #button(text, press) {
    return make("button", { type: "button", class: "control", text, on: { click: press } });
  }

  /** @param {number[][]} rows @param {number[]} answers */
  #put(rows, answers) {
    this.put({ probabilities: textOf(rows), answers: answers.join(", ") });
  }

  /** The row whose dot is dragged. */
  #held = 0;

  /** @param {number} x @param {boolean} begun */
  #drag(x, begun) {
    const far = (/** @type {number} */ row) => Math.abs(this.#rows[row][this.#answers[row]] - x);
    if (begun) this.#held = this.#rows.reduce((nearest, _, row) => (far(row) < far(nearest) ? row : nearest), 0);
    const p = Math.min(Math.max(x, 0), 1);
    this.#put(this.#rows.map((row, at) => (at === this.#held ? withShare(row, this.#answers[at], p) : row)), this.#answers);
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#rows = rowsOf(texts.probabilities);
    const answers = numbersOf(texts.answers);
    this.#answers = this.#rows.map((row, at) => Math.min(answers[at] ?? 0, row.length - 1));
    this.#found = entropyOf(this.#rows, this.#answers);
    const shape = `${this.#rows.length} ${this.#rows[0].length}`;
    if (this.#shape !== shape) this.#build();
    this.#shape = shape;
    this.#fill(this.#found);
  }

  #build() {
    const { words } = this;
    const classes = this.#rows[0].map((_, at) => at);
    const head = [words.loss_row, ...classes.map((at) => fill(words.loss_probability, { class: at })), words.loss_right, words.loss_one_hot, words.loss_row_sum, words.loss_row_loss];
    this.#lines = this.#rows.map((_, row) => this.#line(row, classes));
    const body = this.#lines.map(({ cells, right, oneHot, sum, loss }, row) =>
      make("tr", {}, make("th", { scope: "row", text: String(row + 1) }), ...cells.map(({ node }) => make("td", {}, node)), make("td", {}, right), oneHot, sum, loss),
    );
    this.table.replaceChildren(make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col", text })))), make("tbody", {}, ...body));
    this.more.disabled = this.#rows.length === MOST_ROWS;
    this.fewer.disabled = this.#rows.length === 1;
  }

  /** @param {number} row @param {number[]} classes */
  #line(row, classes) {
    const { words } = this;
    const place = (/** @type {number} */ at) => `${words.loss_row} ${row + 1}, ${fill(words.loss_probability, { class: at })}`;
    const pick = (/** @type {number} */ at, /** @type {number} */ value) =>
      this.#put(this.#rows.map((cells, each) => (each === row ? cells.map((cell, column) => (column === at ? value : cell)) : cells)), this.#answers);
    const right = make("select", { "aria-label": `${words.loss_row} ${row + 1}: ${words.loss_right}`, on: { change: () => this.#put(this.#rows, this.#answers.map((answer, each) => (each === row ? Number(right.value) : answer))) } });
    right.append(...classes.map((at) => make("option", { value: at, text: String(at) })));
    return {
      cells: classes.map((at) => new Cell({ label: place(at), low: 0, high: 1, step: 0.05, words, pick: (value) => pick(at, value) })),
      right,
      oneHot: make("td", { class: "quiet" }),
      sum: make("td"),
      loss: make("td", { class: "strong" }),
    };
  }

  /** @param {Entropy} found */
  #fill(found) {
    const { words } = this;
    this.#lines.forEach(({ cells, right, oneHot, sum, loss }, at) => {
      const row = found.rows[at];
      cells.forEach((cell, each) => {
        cell.show(this.#rows[at][each]);
        cell.node.classList.toggle("right", each === row.right);
      });
      right.value = String(row.right);
      setText(oneHot, `(${row.oneHot.join(", ")})`);
      const off = Math.abs(row.sum - 1) > 1e-6;
      setText(sum, spell(row.sum));
      sum.classList.toggle("off", off);
      setText(loss, logarithm(this.#rows[at][row.right], row.sum, off, row.clipped, row.loss));
    });
    const terms = found.rows.map(({ loss }) => spell(loss));
    setText(this.steps, fill(words.loss_mean, { sum: spell(found.sum), terms: terms.join(" + "), rows: terms.length, mean: spell(found.mean) }));
    this.#codings(found);
    setText(this.note, this.#noteOf(found));
  }

  /** @param {Entropy} found */
  #codings(found) {
    const { words } = this;
    const classes = this.#rows[0].length;
    const two = classes === 2;
    const columns = fill(words.loss_columns, { classes });
    const one = fill(words.loss_one_column, { column: `[${this.#rows.map((row) => spell(row[1])).join(", ")}]` });
    const lines = [
      [words.loss_sparse, `[${this.#answers.join(", ")}]`, columns, spell(found.sparse, 6)],
      [words.loss_categorical, `[${found.rows.map(({ oneHot }) => `[${oneHot.join(",")}]`).join(", ")}]`, columns, spell(found.mean, 6)],
      [words.loss_binary, two ? `[${this.#answers.join(", ")}]` : words.loss_each_column, two ? one : columns, spell(found.binary, 6)],
    ];
    setText(this.heading, two ? words.loss_codings : words.loss_codings_differ);
    const head = [words.loss_coding, words.loss_keras_targets, words.loss_keras_outputs, words.loss_mean_name].map((text) => make("th", { scope: "col", text }));
    this.codings.replaceChildren(
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, ...lines.map(([name, targets, outputs, mean]) => make("tr", {}, make("th", { scope: "row", text: name }), ...[targets, outputs].map((text) => make("td", { class: "quiet", text })), make("td", { class: "strong", text: mean })))),
    );
  }

  /** @param {Entropy} found */
  #noteOf({ rows, uniform }) {
    const { words } = this;
    const classes = this.#rows[0].length;
    const notes = [fill(words.loss_uniform, { classes, value: spell(uniform) })];
    if (rows.some(({ sum }) => !sum)) notes.unshift(words.loss_no_shares);
    else if (rows.some(({ sum }) => Math.abs(sum - 1) > 1e-6)) notes.unshift(words.loss_not_one);
    if (rows.some(({ clipped }) => clipped)) notes.unshift(words.loss_clipped);
    if (classes > 2) notes.unshift(words.loss_binary_differs);
    return notes.join(" ");
  }

  /** @param {Theme} theme */
  draw(theme) {
    if (!this.#found || !this.curve.begin(theme, { x: [0, 1], y: [0, 5], across: this.words.loss_right_probability })) return;
    const p = Array.from({ length: 500 }, (_, at) => (at + 1) / 500);
    this.curve.line(p, p.map((each) => -Math.log(each)), { colour: theme.categorical[0], width: 2.2 });
    const { context } = this.curve.surface;
    const places = this.#found.rows.map(({ right, sum, loss }, at) => ({ share: this.#rows[at][right] / sum, loss, at }));
    for (const { share, loss, at } of places.filter(({ loss: each }) => Number.isFinite(each))) {
      const height = Math.min(loss, 4.9);
      this.curve.dot(share, height, { colour: theme.categorical[1], size: 6 });
      context.fillStyle = `rgb(${theme.text.join(",")})`;
      context.font = `600 ${0.9 * theme.size}px ${theme.font}`;
      context.textAlign = share > 0.85 ? "right" : "left";
      context.textBaseline = "bottom";
      context.fillText(`${at + 1}${loss > 5 ? ` ↑ ${spell(loss)}` : ""}`, this.curve.left(share) + (share > 0.85 ? -8 : 8), this.curve.top(height) - 3);
    }
    this.curve.surface.canvas.setAttribute("aria-label", `${this.words.loss_surprise}: ${places.map(({ loss }) => spell(loss)).join(", ")}`);
  }

  pictures() {
    return [this.curve];
  }

  /** @returns {Record<string, string>} */
  report() {
    const found = this.#found;
    return found ? { mean: found.mean.toPrecision(6), sparse: found.sparse.toPrecision(6), binary: found.binary.toPrecision(6) } : {};
  }
}

/**
 * The loss of a row as it is calculated: −ln(0.3 / 1.2) = 1.386.
 *
 * @param {number} p of the right class
 * @param {number} sum of the row
 * @param {boolean} off whether it is not 1
 * @param {boolean} clipped
 * @param {number} loss
 */
function logarithm(p, sum, off, clipped, loss) {
  if (clipped) return `−ln ${p > 0.5 ? "(1 − 10⁻⁷)" : "10⁻⁷"} = ${spell(loss)}`;
  return off ? `−ln(${spell(p)} / ${spell(sum)}) = ${spell(loss)}` : `−ln ${spell(p)} = ${spell(loss)}`;
}
