// The perceptron: its line, the rows that it is shown one by one, and what can be proved of it.
import { button } from "../../shared/controls/button.js";
import { css } from "../../shared/colours.js";
import { figure, make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { Plot } from "../plot.js";
import { boundOf, mistakesByEpoch, roundOf, rowsOf, settledAfter, sumOf, visited } from "./perceptron.js";
import { factor, spelled } from "./spelling.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Line, Row, Visit } from "./perceptron.js" */

/** Rows that are shown at most: `VISITS` of core/explorers/by_hand.py. */
const VISITS = 200;
const ROWS = 4;
/** @type {[number, number]} */
const AXIS = [-0.5, 1.5];
const SIGNS = { "-1": "−", 1: "+" };

export class PerceptronView {
  #gate = "and";
  /** @type {Row[]} */
  #rows = [];
  /** @type {Visit[]} */
  #visits = [];
  /** @type {Line} */
  #line = [0, 0, 0];
  #count = 0;
  #text = { at: make("span", { class: "step-at", role: "status" }), rule: make("div", { class: "rule" }), table: make("table", { class: "batch" }), proof: make("div", { class: "proof" }), epochs: make("p", { class: "epochs" }) };

  /** @param {Parts} parts */
  constructor({ words, put, redraw }) {
    this.words = words;
    const go = (/** @type {number} */ by) => put({ visit: String(Math.min(Math.max(this.#count + by, 0), VISITS)) });
    this.buttons = [
      button("back", "back", words.hand_row_back, words.hand_row_back_help, () => go(-1)),
      button("forth", "forth", words.hand_row_forth, words.hand_row_forth_help, () => go(1)),
      button("epoch", "epoch", words.hand_epoch, words.hand_epoch_help, () => go(ROWS)),
    ];
    const picture = figure({ title: words.hand_line, caption: words.hand_line_help, area: "area-line-of", extra: [make("span", { class: "stepper" }, this.buttons[0], this.#text.at, ...this.buttons.slice(1))] });
    this.plot = new Plot(picture, { label: words.hand_line, moved: redraw });
    const { rule, table, proof, epochs } = this.#text;
    const told = make("section", { class: "figure area-rule" }, make("header", {}, make("h3", { text: words.hand_rule })), rule, table, epochs, proof);
    this.node = make("div", { class: "pictures hand-perceptron" }, picture, told);
  }

  /** @param {Texts} texts */
  show({ gate, visit }) {
    this.#gate = gate;
    this.#count = Number(visit);
    this.#rows = rowsOf(gate);
    this.#visits = visited(this.#rows, this.#count);
    this.#line = this.#visits.at(-1)?.after ?? [0, 0, 0];
    const mistakes = this.#mistakes();
    const { at, rule, table, proof, epochs } = this.#text;
    setText(at, fill(this.words.hand_shown, { count: this.#count, mistakes }));
    this.buttons[0].disabled = this.#count === 0;
    for (const each of this.buttons.slice(1)) each.disabled = this.#count === VISITS;
    rule.replaceChildren(...this.#ruleLines().map((text) => make("p", { class: "line", text })));
    table.replaceChildren(...this.#table());
    const counts = mistakesByEpoch(this.#visits, ROWS);
    setText(epochs, counts.length ? fill(this.words.hand_epochs, { counts: counts.join(", ") + (this.#count % ROWS ? "…" : "") }) : "");
    proof.replaceChildren(...(gate === "xor" ? this.#impossible() : this.#bounded(mistakes)));
    this.plot.surface.canvas.setAttribute("aria-label", fill(this.words.hand_line_now, { line: this.#equation(), mistakes }));
  }

  #mistakes() {
    return this.#visits.filter(({ mistake }) => mistake).length;
  }

  #equation() {
    const [first, second, bias] = this.#line;
    return `${spelled(first)}·x₁ + ${factor(second)}·x₂ + ${factor(bias)} = 0`;
  }

  /** The row that was shown last, in numbers. */
  #ruleLines() {
    const last = this.#visits.at(-1);
    if (!last) return [this.words.hand_rule_begin];
    const { x, target } = this.#rows[last.row];
    const [first, second, bias] = last.before;
    const sum = `s = w₁·x₁ + w₂·x₂ + b = ${spelled(first)}·${x[0]} + ${factor(second)}·${x[1]} + ${factor(bias)} = ${spelled(last.sum)}`;
    const product = `t·s = ${factor(target)}·${factor(last.sum)} = ${spelled(target * last.sum)}`;
    if (!last.mistake) return [sum, `${product} > 0: ${this.words.hand_right_side}`];
    const moved = [
      ["w₁", first, x[0]],
      ["w₂", second, x[1]],
      ["b", bias, 1],
    ].map(([name, before, input], at) => `${name} ← ${name} + t·${["x₁", "x₂", "1"][at]} = ${spelled(Number(before))} + ${factor(target)}·${input} = ${spelled(last.after[at])}`);
    return [sum, `${product} ≤ 0: ${this.words.hand_wrong_side}`, ...moved];
  }

  #table() {
    const names = [this.words.hand_row, "x₁", "x₂", `${this.words.hand_target} t`, "s", this.words.hand_side];
    const current = this.#visits.at(-1)?.row;
    const lines = this.#rows.map(({ x, target }, at) => {
      const sum = sumOf(this.#line, x);
      const right = target * sum > 0;
      const cells = [String(at + 1), ...x.map(String), target > 0 ? "+1" : "−1", spelled(sum), `${right ? "✓" : "✗"} ${this.words[right ? "hand_side_right" : "hand_side_wrong"]}`];
      return make("tr", { class: at === current ? "current" : "" }, ...cells.map((text) => make("td", { text })));
    });
    return [make("thead", {}, make("tr", {}, ...names.map((text) => make("th", { scope: "col", text })))), make("tbody", {}, ...lines)];
  }

  /** @param {number} mistakes */
  #bounded(mistakes) {
    const found = boundOf(this.#rows);
    const needed = settledAfter(this.#rows, VISITS);
    if (!found || needed === null) return [];
    const { radius, margin, bound } = found;
    const numbers = { radius: spelled(radius ** 2), margin: spelled(margin), bound: spelled(bound), mistakes };
    return [
      make("h4", { text: this.words.hand_novikoff }),
      make("p", { text: fill(this.words.hand_novikoff_says, numbers) }),
      make("p", { text: fill(this.words[this.#count >= needed ? "hand_settled" : "hand_unsettled"], { epoch: needed / ROWS }) }),
    ];
  }

  /** Why no line parts XOR, and what the rule does instead. */
  #impossible() {
    const names = ["b", "w₂ + b", "w₁ + b", "w₁ + w₂ + b"];
    const wanted = this.#rows.map(({ x, target }, at) => {
      const sum = sumOf(this.#line, x);
      const holds = target * sum > 0;
      return make("li", { class: holds ? "holds" : "fails", text: `(${x.join(", ")}): ${names[at]} ${target > 0 ? "> 0" : "< 0"} — ${fill(this.words[holds ? "hand_holds" : "hand_fails"], { sum: spelled(sum) })}` });
    });
    const round = roundOf(this.#rows, VISITS / ROWS);
    return [
      make("h4", { text: this.words.hand_impossible }),
      make("ol", {}, ...wanted),
      make("p", { text: this.words.hand_contradiction }),
      make("p", { text: this.words.hand_crossing }),
      ...(round ? [make("p", { text: fill(this.words.hand_round, { from: round.from + 1, to: round.to + 1 }) })] : []),
    ];
  }

  /** @param {Theme} theme */
  draw(theme) {
    if (!this.plot.begin(theme, { x: AXIS, y: AXIS, across: "x₁", zero: true })) return;
    this.#sides(theme);
    if (this.#gate === "xor") this.#diagonals(theme);
    const current = this.#visits.at(-1)?.row;
    this.#rows.forEach(({ x, target }, at) => this.#point(theme, x, /** @type {1 | -1} */ (target), at === current));
  }

  /** Both sides of the line, each in the colour of its class. @param {Theme} theme */
  #sides(theme) {
    const { context } = this.plot.surface;
    for (const side of [1, -1]) {
      const corners = sideOf(this.#line, side);
      if (corners.length < 3) continue;
      this.plot.inside(() => {
        context.fillStyle = css(colourOf(theme, side), 0.16);
        context.beginPath();
        for (const [x, y] of corners) context.lineTo(this.plot.left(x), this.plot.top(y));
        context.fill();
      });
    }
    const [first, second, bias] = this.#line;
    const ends = [-9, 9];
    if (second) this.plot.line(ends, ends.map((x) => -(first * x + bias) / second), { colour: theme.text, width: 2.2 });
    else if (first) this.plot.line([-bias / first, -bias / first], ends, { colour: theme.text, width: 2.2 });
  }

  /** Of XOR: both classes' corners joined; the lines cross. @param {Theme} theme */
  #diagonals(theme) {
    this.plot.line([0, 1], [0, 1], { colour: colourOf(theme, -1), dash: [6, 4], width: 2 });
    this.plot.line([0, 1], [1, 0], { colour: colourOf(theme, 1), dash: [6, 4], width: 2 });
    this.plot.dot(0.5, 0.5, { colour: theme.text, size: 6 });
  }

  /**
   * @param {Theme} theme
   * @param {[number, number]} x
   * @param {1 | -1} target
   * @param {boolean} current
   */
  #point(theme, [x1, x2], target, current) {
    const { context } = this.plot.surface;
    const [left, top] = [this.plot.left(x1), this.plot.top(x2)];
    if (current) this.plot.dot(x1, x2, { colour: theme.text, size: 19 });
    if (current) this.plot.dot(x1, x2, { colour: theme.background, size: 16 });
    this.plot.dot(x1, x2, { colour: colourOf(theme, target), size: 13 });
    context.fillStyle = css(theme.background);
    context.font = `700 ${1.3 * theme.size}px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(SIGNS[target], left, top + 1);
  }

  pictures() {
    return [this.plot];
  }

  report() {
    return { gate: this.#gate, visit: this.#count, mistakes: this.#mistakes(), line: this.#line.join(" ") };
  }
}

/** @param {Theme} theme @param {number} side */
function colourOf({ diverging }, side) {
  return diverging[side < 0 ? 0 : diverging.length - 1];
}

/**
 * Corners of what the axes show on one side of a line; all of it, or nothing, where the line is none.
 *
 * @param {Line} line
 * @param {number} side
 * @returns {[number, number][]}
 */
function sideOf(line, side) {
  const [low, high] = AXIS;
  /** @type {[number, number][]} */
  const box = [
    [low, low],
    [high, low],
    [high, high],
    [low, high],
  ];
  const sums = box.map((corner) => side * sumOf(line, corner));
  return box.flatMap((corner, at) => {
    const next = (at + 1) % 4;
    /** @type {[number, number][]} */
    const found = sums[at] > 0 ? [corner] : [];
    if (sums[at] > 0 === sums[next] > 0) return found;
    const share = sums[at] / (sums[at] - sums[next]);
    return [...found, [corner[0] + share * (box[next][0] - corner[0]), corner[1] + share * (box[next][1] - corner[1])]];
  });
}
