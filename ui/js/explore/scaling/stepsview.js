// A scaling step by step: what is found of each column, and every cell with its formula.
import { figure, make, setText } from "../../shared/element.js";
import { roundUp } from "../../shared/ranges.js";
import { Plot } from "../plot.js";
import { scrolls, spell } from "../told.js";
import { EditedTable } from "./editedtable.js";
import { SCALERS, meanAndDeviation } from "./scalers.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Range } from "../../shared/ranges.js" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */

const FEATURES = [0, 1];
/** Tables that show something, by the key of their word. */
const EXAMPLES = {
  scaling_usual: "0.2,3,2.1;0.5,9,5.8;0.9,5,4;1.1,12,8.5;1.6,7,6.4",
  scaling_sizes: "0.2,300,2.1;0.5,900,5.8;0.9,500,4;1.1,1200,8.5;1.6,700,6.4",
  scaling_outlier: "0.2,3,2.1;0.5,9,5.8;0.9,5,4;1.1,12,8.5;1.6,100,6.4",
  scaling_level: "0.2,5,2.1;0.5,5,5.8;0.9,5,4;1.1,5,8.5;1.6,5,6.4",
};

export class StepsView {
  /** @type {number[][]} */
  #scaled = [[], []];
  /** @type {Map<string, HTMLElement>} */
  #results = new Map();
  steps = FEATURES.map(() => make("ol", { class: "scaling-steps" }));
  after = make("p", { class: "aside" });

  /** @param {Parts} parts */
  constructor({ words, redraw, put }) {
    this.words = words;
    const further = (/** @type {number} */ row) => FEATURES.map((at) => this.#result(row, at));
    this.table = new EditedTable({ words, put, more: [words.scaling_x1, words.scaling_x2], further });
    const before = figure({ title: words.scaling_before, caption: words.scaling_before_help, area: "area-before" });
    this.before = new Plot(before, { label: words.scaling_before, moved: redraw, dragged: (x, y, begun) => this.#drag(x, y, begun) });
    const after = figure({ title: words.scaling_after, caption: words.scaling_after_help, area: "area-after" });
    this.scatter = new Plot(after, { label: words.scaling_after, moved: redraw });
    const examples = Object.entries(EXAMPLES).map(([key, table]) => make("button", { type: "button", class: "control", text: words[key], on: { click: () => put({ table }) } }));
    const left = make(
      "section",
      { class: "figure by-hand-figure" },
      make("header", {}, make("h3", { text: words.scaling_by_hand })),
      scrolls(this.table.table, words.scaling_by_hand),
      make("div", { class: "row-buttons" }, this.table.longer, this.table.shorter, ...examples),
      ...this.steps.flatMap((list, at) => [make("h4", { text: `x${at + 1}` }), list]),
      this.after,
    );
    this.node = make("div", { class: "loss-part" }, make("div", { class: "pictures hand" }, left, make("div", { class: "two-high" }, before, after)));
  }

  /** @param {number} row @param {number} at */
  #result(row, at) {
    const key = `${row} ${at}`;
    const node = this.#results.get(key) ?? make("td", { class: "strong" });
    this.#results.set(key, node);
    return node;
  }

  /** The point that is dragged. */
  #held = 0;

  /** @param {number} x @param {number} y @param {boolean} begun */
  #drag(x, y, begun) {
    const far = (/** @type {number} */ row) => (this.before.left(this.table.rows[row][0]) - this.before.left(x)) ** 2 + (this.before.top(this.table.rows[row][1]) - this.before.top(y)) ** 2;
    if (begun) this.#held = this.table.rows.reduce((nearest, _, row) => (far(row) < far(nearest) ? row : nearest), 0);
    const round = (/** @type {number} */ value) => Number(Math.min(Math.max(value, -1e4), 1e4).toPrecision(2));
    this.table.rows[this.#held] = [round(x), round(y), this.table.rows[this.#held][2]];
    this.table.change(this.#held, 0, round(x));
  }

  /** @param {Texts} texts */
  show(texts) {
    const { words } = this;
    this.table.show(texts.table);
    this.#scaled = FEATURES.map((at) => {
      const column = this.table.column(at);
      const { apply, formula, steps } = SCALERS[texts.scaler](column);
      const values = column.map(apply);
      values.forEach((value, row) => setText(this.#result(row, at), `${formula(column[row])} = ${spell(value)}`));
      const lines = steps.map((step) => [words[`scaling_${step.name}`], step.formula].filter(Boolean).join(": "));
      this.steps[at].replaceChildren(...(lines.length ? lines : [words.scaling_nothing]).map((text) => make("li", { text })));
      return values;
    });
    const found = this.#scaled.map((values, at) => {
      const { mean, variance } = meanAndDeviation(values);
      return `x${at + 1}: ${words.scaling_mean} ${spell(tiny(mean))}, ${words.scaling_deviation} ${spell(tiny(Math.sqrt(variance)))}, ${spell(Math.min(...values))} … ${spell(Math.max(...values))}`;
    });
    setText(this.after, `${words.scaling_found} ${found.join("; ")}`);
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.#points(theme, this.before, FEATURES.map((at) => this.table.column(at)));
    this.#points(theme, this.scatter, this.#scaled);
  }

  /** @param {Theme} theme @param {Plot} plot @param {number[][]} columns */
  #points(theme, plot, columns) {
    if (!plot.begin(theme, { ...evenRanges(columns, plot.surface.host), across: "x1", zero: true })) return;
    const { context } = plot.surface;
    context.font = `600 ${0.86 * theme.size}px ${theme.font}`;
    context.textAlign = "left";
    columns[0].forEach((x, row) => {
      plot.dot(x, columns[1][row], { colour: theme.categorical[row % theme.categorical.length], size: 6 });
      context.fillText(String(row + 1), plot.left(x) + 8, plot.top(columns[1][row]));
    });
    context.fillStyle = `rgb(${theme.muted.join(",")})`;
    context.textBaseline = "top";
    context.fillText("x2", plot.area.left + 4, plot.area.top + 2);
    plot.surface.canvas.setAttribute("aria-label", `${plot === this.before ? this.words.scaling_before : this.words.scaling_after}: ${columns[0].map((x, row) => `(${spell(x)}, ${spell(columns[1][row])})`).join(", ")}`);
  }

  pictures() {
    return [this.before, this.scatter];
  }

  report() {
    return { x1: this.#scaled[0].map((value) => spell(value)).join(" "), x2: this.#scaled[1].map((value) => spell(value)).join(" ") };
  }
}

/**
 * Ranges that hold all points and 0, of one scale for both axes, or the picture would itself scale the columns. Their ends
 * are round, so that they seldom move while a point is dragged.
 *
 * @param {number[][]} columns
 * @param {HTMLElement} host
 * @returns {{ x: Range, y: Range }}
 */
function evenRanges(columns, { clientWidth, clientHeight }) {
  const ends = columns.map((column) => {
    const [low, high] = [Math.min(0, ...column), Math.max(0, ...column)];
    return [low && -roundUp(-1.05 * low), high && roundUp(1.05 * high)];
  });
  const wide = Math.max(1, clientWidth / Math.max(1, clientHeight));
  const [[left, right], [bottom, top]] = ends;
  const half = Math.max(top - bottom, (right - left) / wide, 1e-9) / 2;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { x: [x - half * wide, x + half * wide], y: [y - half, y + half] };
}

/** 0 for what is but the rounding of 0. @param {number} value */
const tiny = (value) => (Math.abs(value) < 1e-12 ? 0 : value);
