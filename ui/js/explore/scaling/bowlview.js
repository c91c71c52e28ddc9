// The loss of a model with two weights on the table, before and after scaling, and gradient descent on both.
import { along, css } from "../../shared/colours.js";
import { figure, make, setText } from "../../shared/element.js";
import { fill, power } from "../../shared/format.js";
import { Plot } from "../plot.js";
import { Legend, scrolls, spell } from "../told.js";
import { above, bestRate, bowlOf, conditionOf, contour, descent, largestRate, left } from "./bowl.js";
import { EditedTable } from "./editedtable.js";
import { scaled } from "./scalers.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Rgb, Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Bowl, Weights } from "./bowl.js" */

/** One of the two bowls. @typedef {{ bowl: Bowl, rate: number, way: Weights[], heights: number[] }} Side */

const HALF = 4.4;
/** Logarithms of the smallest and the largest rate. */
const [SLOW, FAST] = [-7, 1];
const RATES = Array.from({ length: 801 }, (_, at) => SLOW + at / 100);
const ROWS = /** @type {const} */ (["large", "small", "condition", "limit", "rate", "left", "height"]);

export class BowlView {
  /** Before and after. @type {Side[]} */
  #sides = [];
  #steps = 1;
  legend = new Legend();
  cells = ROWS.map(() => [make("td"), make("td")]);
  verdict = make("p", { class: "formula" });

  /** @param {Parts} parts */
  constructor({ words, redraw, put }) {
    this.words = words;
    this.table = new EditedTable({ words, put });
    const held = (/** @type {number} */ value) => String(Number(Math.min(Math.max(value, -4), 4).toFixed(2)));
    const start = (/** @type {number} */ x, /** @type {number} */ y) => put({ w1: held(x), w2: held(y) });
    const sections = [
      figure({ title: words.scaling_bowl_before, caption: words.scaling_bowl_help, area: "area-bowl-before" }),
      figure({ title: words.scaling_bowl_after, caption: words.scaling_bowl_after_help, area: "area-bowl-after" }),
    ];
    this.bowls = sections.map((section, at) => new Plot(section, { label: at ? words.scaling_bowl_after : words.scaling_bowl_before, dragged: start }));
    const losses = figure({ title: words.scaling_losses, caption: words.scaling_losses_help, area: "area-losses", extra: [this.legend.node] });
    this.losses = new Plot(losses, { label: words.scaling_losses, moved: redraw });
    const rates = figure({ title: words.scaling_rates, caption: words.scaling_rates_help, area: "area-rates" });
    const drag = (/** @type {number} */ x) => put({ rate: String(Number((10 ** Math.min(Math.max(x, SLOW), FAST)).toPrecision(2))), best: "0" });
    this.rates = new Plot(rates, { label: words.scaling_rates, dragged: drag });
    const numbers = make(
      "table",
      { class: "by-hand" },
      make("thead", {}, make("tr", {}, make("td"), ...[words.scaling_side_before, words.scaling_side_after].map((text) => make("th", { scope: "col", text })))),
      make("tbody", {}, ...this.cells.map((cells, at) => make("tr", {}, make("th", { scope: "row", text: words[`scaling_row_${ROWS[at]}`] }), ...cells))),
    );
    const side = make(
      "section",
      { class: "figure by-hand-figure" },
      scrolls(this.table.table, words.scaling_by_hand),
      make("div", { class: "row-buttons" }, this.table.longer, this.table.shorter),
      scrolls(numbers, words.scaling_numbers),
    );
    this.node = make("div", { class: "loss-part" }, this.verdict, make("div", { class: "bowls" }, side, make("div", { class: "pictures" }, ...sections, losses, rates)));
  }

  /** @param {Texts} texts */
  show(texts) {
    const { words } = this;
    this.table.show(texts.table);
    this.#steps = Number(texts.steps);
    const raw = [0, 1].map((at) => this.table.column(at));
    const targets = this.table.column(2);
    this.#sides = [raw, raw.map((column) => scaled(texts.scaler, column))].map(([x1, x2]) => {
      const features = x1.map((x, row) => /** @type {Weights} */ ([x, x2[row]]));
      const bowl = bowlOf(features, targets);
      const rate = texts.best === "1" ? bestRate(bowl) : Number(texts.rate);
      const way = descent(features, targets, { start: [Number(texts.w1), Number(texts.w2)], rate, steps: this.#steps });
      return { bowl, rate, way, heights: way.map((weights) => above(bowl, weights)) };
    });
    this.#sides.forEach((side, at) => {
      const { bowl, rate, heights, way } = side;
      const ended = way.length <= this.#steps ? words.scaling_diverged : spell(heights[heights.length - 1], 3);
      const values = [...bowl.curvatures.map((each) => spell(each, 3)), spell(conditionOf(bowl), 3), spell(largestRate(bowl), 3), spell(rate, 3), spell(left(bowl, rate), 3), ended];
      this.cells.forEach((cells, row) => setText(cells[at], values[row]));
      this.cells[4][at].classList.toggle("off", rate > largestRate(bowl));
    });
    const [before, after] = this.#sides.map(({ bowl }) => bowl);
    const gaps = { before: spell(conditionOf(before), 3), after: spell(conditionOf(after), 3), slow: spell(largestRate(before), 3), fast: spell(largestRate(after), 3) };
    setText(this.verdict, fill(words.scaling_verdict, gaps));
  }

  /** @param {Theme} theme */
  draw(theme) {
    const colours = [theme.categorical[1], theme.categorical[0]];
    this.#sides.forEach((side, at) => this.#bowl(theme, this.bowls[at], side, colours[at]));
    this.#losses(theme, colours);
    this.#rates(theme, colours);
  }

  /** @param {Theme} theme @param {Plot} plot @param {Side} side @param {Rgb} colour */
  #bowl(theme, plot, { bowl, way, heights }, colour) {
    const half = Math.max(HALF, ...bowl.bottom.map((each) => 1.2 * Math.abs(each)));
    const { clientWidth: width, clientHeight: height } = plot.surface.host;
    const em = theme.size;
    const wide = Math.max(1, (width - 3.8 * em) / Math.max(1, height - 3.2 * em));
    // One scale for both weights, or the picture would itself make the bowl round.
    if (!plot.begin(theme, { x: [-half * wide, half * wide], y: [-half, half], across: "w1", zero: true })) return;
    const top = Math.max(above(bowl, [half * wide, half]), above(bowl, [half * wide, -half]), 1e-12);
    plot.inside(() => {
      for (let ring = 0; ring < 9; ring++) {
        const { context } = plot.surface;
        context.beginPath();
        for (const [w1, w2] of contour(bowl, top * (0.7 * (1 - ring / 9)) ** 2)) context.lineTo(plot.left(w1), plot.top(w2));
        context.closePath();
        context.fillStyle = css(along(theme.sequential, 1 - ring / 8), 0.1);
        context.strokeStyle = css(theme.muted, 0.5);
        context.lineWidth = 1;
        context.fill();
        context.stroke();
      }
    });
    plot.line(way.map(([w1]) => w1), way.map(([, w2]) => w2), { colour, width: 1.2 });
    plot.inside(() => way.slice(1).forEach(([w1, w2]) => plot.dot(w1, w2, { colour, size: 2.5 })));
    plot.dot(...way[0], { colour: theme.warning, size: 7 });
    plot.inside(() => plot.dot(...bowl.bottom, { colour: theme.text, size: 4 }));
    plot.surface.canvas.setAttribute("aria-label", `${plot === this.bowls[0] ? this.words.scaling_bowl_before : this.words.scaling_bowl_after}: λ ${bowl.curvatures.map((each) => spell(each, 3)).join(", ")}; ${spell(heights[heights.length - 1], 3)}`);
  }

  /** @param {Theme} theme @param {Rgb[]} colours */
  #losses(theme, colours) {
    const { words } = this;
    this.legend.show([
      { text: words.scaling_side_before, colour: colours[0] },
      { text: words.scaling_side_after, colour: colours[1] },
    ]);
    const logs = this.#sides.map(({ heights }) => heights.map((height) => Math.log10(Math.max(height, 1e-8))));
    const high = Math.min(12, Math.max(1, Math.ceil(Math.max(...logs.flat()))));
    if (!this.losses.begin(theme, { x: [0, this.#steps], y: [-8, high], across: words.scaling_step, powers: true })) return;
    logs.forEach((list, at) => this.losses.line(list.map((_, step) => step), list, { colour: colours[at], width: 2 }));
    this.losses.surface.canvas.setAttribute("aria-label", `${words.scaling_losses}: ${this.#sides.map(({ heights }) => spell(heights[heights.length - 1], 3)).join(", ")}`);
  }

  /** @param {Theme} theme @param {Rgb[]} colours */
  #rates(theme, colours) {
    const ticks = Array.from({ length: FAST - SLOW + 1 }, (_, at) => /** @type {[number, string]} */ ([SLOW + at, power(SLOW + at)]));
    if (!this.rates.begin(theme, { x: [SLOW, FAST], y: [0, 2], across: this.words.scaling_rate_axis, ticks })) return;
    this.rates.line([SLOW, FAST], [1, 1], { colour: theme.text, width: 1 });
    const { context } = this.rates.surface;
    this.#sides.forEach(({ bowl, rate }, at) => {
      const limit = Math.log10(largestRate(bowl));
      this.rates.line([limit, limit], [0, 2], { colour: colours[at], width: 1.2, dash: [4, 3] });
      this.rates.line(RATES, RATES.map((each) => left(bowl, 10 ** each)), { colour: colours[at], width: 2 });
      context.font = `600 ${0.8 * theme.size}px ${theme.font}`;
      context.fillStyle = css(colours[at]);
      context.textAlign = limit > -0.5 ? "right" : "left";
      context.textBaseline = "bottom";
      if (Number.isFinite(limit)) context.fillText(`2/λ = ${spell(largestRate(bowl), 3)}`, this.rates.left(limit) + (limit > -0.5 ? -4 : 4), this.rates.area.bottom - 3 - (1 - at) * 1.1 * theme.size);
      this.rates.inside(() => this.rates.dot(Math.log10(rate), Math.min(left(bowl, rate), 1.96), { colour: colours[at], size: 6 }));
    });
    this.rates.surface.canvas.setAttribute("aria-label", `${this.words.scaling_rates}: ${this.#sides.map(({ bowl, rate }) => `2/λ = ${spell(largestRate(bowl), 3)}, ${spell(rate, 3)}: ${spell(left(bowl, rate), 3)}`).join("; ")}`);
  }

  pictures() {
    return [...this.bowls, this.losses, this.rates];
  }

  /** @returns {Record<string, string>} */
  report() {
    const [before, after] = this.#sides;
    const ends = this.#sides.map(({ way, heights }) => (way.length <= this.#steps ? "∞" : heights[heights.length - 1].toPrecision(6)));
    return before ? { before: conditionOf(before.bowl).toPrecision(6), after: conditionOf(after.bowl).toPrecision(6), left: ends[0], right: ends[1] } : {};
  }
}
