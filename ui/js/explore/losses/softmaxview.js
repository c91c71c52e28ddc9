// Softmax step by step, temperature, and cross-entropy from logits beside that from probabilities.
import { figure, make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { css } from "../../shared/colours.js";
import { Cell, numbersOf } from "../cells.js";
import { Plot } from "../plot.js";
import { scrolls, spell } from "../told.js";
import { outputsOf, sharesOver } from "./logits.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Rgb, Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Outputs } from "./logits.js" */

const TEMPERATURES = Array.from({ length: 241 }, (_, at) => 10 ** (-1.3 + (at * 2.6) / 240));
const MARKS = [0.1, 0.2, 0.5, 1, 2, 5, 10];
const MOST = 6;

export class SoftmaxView {
  /** @type {number[]} */
  #logits = [];
  #temperature = 1;
  #right = 0;
  /** @type {Outputs | null} */
  #found = null;
  #classes = 0;
  /** @type {{ cell: Cell, radio: HTMLInputElement, columns: HTMLElement[] }[]} */
  #lines = [];
  table = make("table", { class: "by-hand" });
  ways = make("table", { class: "by-hand codings" });
  note = make("p", { class: "aside" });

  /** @param {Parts} parts */
  constructor({ words, redraw, put }) {
    this.words = words;
    this.put = put;
    const over = figure({ title: words.loss_temperature, caption: words.loss_temperature_help, area: "area-temperature" });
    const drag = (/** @type {number} */ x) => put({ temperature: String(Number(Math.min(Math.max(10 ** x, 0.05), 20).toPrecision(2))) });
    this.over = new Plot(over, { label: words.loss_temperature, moved: redraw, dragged: drag });
    const bars = figure({ title: words.loss_bars, caption: words.loss_bars_help, area: "area-bars" });
    this.bars = new Plot(bars, { label: words.loss_bars, dragged: (x, y) => this.#drag(x, y) });
    const set = (/** @type {number[]} */ logits) => this.#put(logits);
    this.more = make("button", { type: "button", class: "control", text: words.loss_more_classes, on: { click: () => set([...this.#logits, 0]) } });
    this.fewer = make("button", { type: "button", class: "control", text: words.loss_fewer_classes, on: { click: () => set(this.#logits.slice(0, -1)) } });
    this.large = make("button", { type: "button", class: "control", text: words.loss_large, on: { click: () => put({ logits: "100, 0, -5", right: "1", temperature: "1" }) } });
    const left = make(
      "section",
      { class: "figure by-hand-figure" },
      make("header", {}, make("h3", { text: words.loss_softmax })),
      scrolls(this.table, words.loss_softmax),
      make("div", { class: "row-buttons" }, this.more, this.fewer, this.large),
      make("h4", { text: words.loss_ways }),
      scrolls(this.ways, words.loss_ways),
      this.note,
    );
    this.node = make("div", { class: "loss-part" }, make("div", { class: "pictures hand" }, left, make("div", { class: "two-high" }, bars, over)));
  }

  /** @param {number[]} logits */
  #put(logits) {
    this.put({ logits: logits.join(", "), right: String(Math.min(this.#right, logits.length - 1)) });
  }

  /** @param {number} x @param {number} y */
  #drag(x, y) {
    const at = Math.min(Math.max(Math.round(x), 0), this.#logits.length - 1);
    const value = Number(Math.min(Math.max(y, -1000), 1000).toPrecision(2));
    this.#put(this.#logits.map((each, index) => (index === at ? value : each)));
  }

  /** @param {Texts} texts */
  show(texts) {
    const logits = numbersOf(texts.logits);
    this.#logits = logits.length > 1 ? logits : [...logits, 0];
    this.#temperature = Number(texts.temperature);
    this.#right = Math.min(Number(texts.right), this.#logits.length - 1);
    this.#found = outputsOf(this.#logits, this.#temperature, this.#right);
    if (this.#classes !== this.#logits.length) this.#build();
    this.#classes = this.#logits.length;
    this.#fill(this.#found);
  }

  #build() {
    const { words } = this;
    const head = [words.loss_right, words.loss_class, "z", "z / T", words.loss_minus_largest, "exp", "p", "p − y"];
    this.#lines = this.#logits.map((_, at) => {
      const pick = (/** @type {number} */ value) => this.#put(this.#logits.map((each, index) => (index === at ? value : each)));
      const radio = make("input", { type: "radio", name: "right-class", value: at, "aria-label": `${words.loss_right}: ${at}`, on: { change: () => this.put({ right: String(at) }) } });
      return { cell: new Cell({ label: `z ${at}`, low: -1000, high: 1000, step: 0.5, words, pick }), radio, columns: Array.from({ length: 5 }, () => make("td")) };
    });
    const body = this.#lines.map(({ cell, radio, columns }, at) => make("tr", {}, make("td", {}, radio), make("th", { scope: "row", text: String(at) }), make("td", {}, cell.node), ...columns));
    this.table.replaceChildren(make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col", text })))), make("tbody", {}, ...body));
    this.more.disabled = this.#logits.length === MOST;
    this.fewer.disabled = this.#logits.length === 2;
  }

  /** @param {Outputs} found */
  #fill(found) {
    const { words } = this;
    this.#lines.forEach(({ cell, radio, columns }, at) => {
      cell.show(this.#logits[at]);
      radio.checked = at === this.#right;
      const values = [found.scaled[at], found.shifted[at], found.powers[at], found.shares[at], found.pull[at]];
      columns.forEach((column, each) => setText(column, spell(values[each])));
      columns[3].classList.toggle("right", at === found.argmax);
    });
    const clipped = found.pullFromShares[this.#right] !== found.pull[this.#right];
    const ways = [
      [words.loss_from_logits, spell(found.fromLogits, 6), spell(found.pull[this.#right])],
      [words.loss_from_shares, spell(found.fromShares, 6), spell(found.pullFromShares[this.#right])],
      [words.loss_twice, spell(found.twice, 6), "–"],
    ];
    const head = [words.loss_way, words.loss_value, words.loss_pull].map((text) => make("th", { scope: "col", text }));
    this.ways.replaceChildren(
      make("thead", {}, make("tr", {}, ...head)),
      make("tbody", {}, ...ways.map(([name, value, pull]) => make("tr", {}, make("th", { scope: "row", text: name }), make("td", { class: "strong", text: value }), make("td", { text: pull })))),
    );
    const notes = [fill(words.loss_argmax, { class: found.argmax })];
    if (found.naive.includes(Infinity)) notes.push(fill(words.loss_overflow, { z: spell(Math.max(...found.scaled)) }));
    if (clipped) notes.push(words.loss_share_clipped);
    notes.push(words.loss_twice_note);
    setText(this.note, notes.join(" "));
  }

  /** @param {Theme} theme */
  draw(theme) {
    const found = this.#found;
    if (!found) return;
    const colours = this.#logits.map((_, at) => theme.categorical[at]);
    this.#drawBars(theme, colours, found);
    if (!this.over.begin(theme, { x: [-1.3, 1.3], y: [0, 1], across: this.words.loss_temperature_axis, ticks: MARKS.map((mark) => [Math.log10(mark), String(mark)]) })) return;
    const x = TEMPERATURES.map(Math.log10);
    const at = Math.log10(this.#temperature);
    this.over.line([at, at], [0, 1], { colour: theme.muted, width: 1, dash: [3, 3] });
    sharesOver(this.#logits, TEMPERATURES).forEach((shares, each) => {
      this.over.line(x, shares, { colour: colours[each], width: 2 });
      this.over.dot(at, found.shares[each], { colour: colours[each] });
    });
    this.over.surface.canvas.setAttribute("aria-label", `${this.words.loss_temperature}: T = ${spell(this.#temperature)}, p = ${found.shares.map((share) => spell(share)).join(", ")}`);
  }

  /** @param {Theme} theme @param {Rgb[]} colours @param {Outputs} found */
  #drawBars(theme, colours, found) {
    const size = Math.max(4, ...this.#logits.map(Math.abs)) * 1.2;
    if (!this.bars.begin(theme, { x: [-0.5, this.#logits.length - 0.5], y: [-size, size], across: this.words.loss_class, zero: true, ticks: this.#logits.map((_, at) => [at, String(at)]) })) return;
    const { context } = this.bars.surface;
    const width = this.bars.left(0.3) - this.bars.left(-0.3);
    this.#logits.forEach((z, at) => {
      const [left, zero, top] = [this.bars.left(at), this.bars.top(0), this.bars.top(z)];
      context.fillStyle = css(colours[at], at === this.#right ? 1 : 0.65);
      context.fillRect(left - width / 2, Math.min(zero, top), width, Math.max(2, Math.abs(zero - top)));
      context.fillStyle = css(theme.text);
      context.font = `600 ${0.86 * theme.size}px ${theme.font}`;
      context.textAlign = "center";
      context.textBaseline = z < 0 ? "top" : "bottom";
      context.fillText(`p = ${spell(found.shares[at], 3)}`, left, top + (z < 0 ? 3 : -3));
    });
    this.bars.surface.canvas.setAttribute("aria-label", `${this.words.loss_bars}: ${this.#logits.map((z) => spell(z)).join(", ")}`);
  }

  pictures() {
    return [this.bars, this.over];
  }

  /** @returns {Record<string, string>} */
  report() {
    const found = this.#found;
    return found ? { shares: found.shares.map((share) => share.toPrecision(4)).join(" "), value: found.fromLogits.toPrecision(6), kept: found.fromShares.toPrecision(6) } : {};
  }
}
