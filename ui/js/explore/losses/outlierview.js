// Four losses of regression, each with the line that is best by it, and a point to drag away.
import { figure, make, setText } from "../../shared/element.js";
import { Plot } from "../plot.js";
import { Legend, scrolls, spell } from "../told.js";
import { OF_ERRORS, fitOf } from "./fits.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Fit, Key, Point } from "./fits.js" */

/** About y = 1 + 0.8 x. @type {Point[]} */
const POINTS = [[0.5, 1.2], [1.5, 2.5], [2.5, 2.8], [3.5, 4.1], [4.5, 4.3], [5.5, 5.6], [6.5, 6], [7.5, 7.3]];
const KEYS = /** @type {Key[]} */ (Object.keys(OF_ERRORS));
const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

export class OutlierView {
  /** @type {Point} */
  #outlier = [0, 0];
  #delta = 1;
  #flat = false;
  /** @type {Fit[]} */
  #fits = [];
  legend = new Legend();
  rows = KEYS.map(() => Array.from({ length: 5 }, () => make("td")));

  /** @param {Parts} parts */
  constructor({ words, menu, redraw, put }) {
    this.words = words;
    const labels = Object.fromEntries(menu.fields.loss.entries?.map(({ key, label }) => [key, label]) ?? []);
    this.labels = KEYS.map((key) => labels[key]);
    const lines = figure({ title: words.loss_fits, caption: words.loss_fits_help, area: "area-fits", extra: [this.legend.node] });
    const dragged = (/** @type {number} */ x, /** @type {number} */ y) => put({ outlier_x: held(x, 0, 10), outlier_y: held(y, -6, 14) });
    this.lines = new Plot(lines, { label: words.loss_fits, dragged });
    const pull = figure({ title: words.loss_pulls, caption: words.loss_pulls_help, area: "area-pull" });
    this.pull = new Plot(pull, { label: words.loss_pulls, moved: redraw });
    const head = [words.loss_name, words.loss_line, words.loss_moved, words.loss_outlier_error, words.loss_outlier_pull, words.loss_mean_name];
    const table = make(
      "table",
      { class: "by-hand codings" },
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col", text })))),
      make("tbody", {}, ...this.rows.map((cells, at) => make("tr", {}, make("th", { scope: "row", text: this.labels[at] }), ...cells))),
    );
    this.node = make("div", { class: "loss-part" }, make("div", { class: "pictures tall outlier" }, lines, pull), scrolls(table, words.loss_fits));
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#outlier = [Number(texts.outlier_x), Number(texts.outlier_y)];
    this.#delta = Number(texts.delta);
    this.#flat = texts.model === "constant";
    const points = [...POINTS, this.#outlier];
    this.#fits = KEYS.map((key) => fitOf(key, points, this.#delta, this.#flat));
    this.rows.forEach((cells, at) => {
      const [fit, without] = [this.#fits[at], fitOf(KEYS[at], POINTS, this.#delta, this.#flat)];
      const middle = ({ base, slope } = fit) => base + 5 * slope;
      const error = this.#error(fit);
      const line = this.#flat ? `ŷ = ${spell(fit.base, 3)}` : `ŷ = ${spell(fit.base, 3)} ${fit.slope < 0 ? "−" : "+"} ${spell(Math.abs(fit.slope), 3)} x`;
      const moved = this.#flat ? spell(fit.base - without.base, 3) : `${spell(middle() - middle(without), 3)}; ${spell(fit.slope - without.slope, 3)}`;
      const texts = [line, moved, spell(error, 3), spell(OF_ERRORS[KEYS[at]](0, error, { delta: this.#delta })[1], 3), spell(fit.loss, 3)];
      cells.forEach((cell, each) => setText(cell, texts[each]));
    });
  }

  /** Prediction minus target of the outlier. @param {Fit} fit */
  #error({ base, slope }) {
    return base + slope * this.#outlier[0] - this.#outlier[1];
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.legend.show(this.labels.map((text, at) => ({ text, colour: theme.categorical[at], dashed: at > 0 })));
    if (this.lines.begin(theme, { x: [0, 10], y: [-6, 14], across: "x", zero: true })) {
      this.#fits.forEach(({ base, slope }, at) => this.lines.line([0, 10], [base, base + 10 * slope], { colour: theme.categorical[at], dash: DASHES[at], width: 2 }));
      for (const [x, y] of POINTS) this.lines.dot(x, y, { colour: theme.text });
      this.lines.dot(...this.#outlier, { colour: theme.warning, size: 7 });
      this.lines.surface.canvas.setAttribute("aria-label", `${this.words.loss_fits}: ${this.#fits.map(({ base, slope }, at) => `${this.labels[at]} ${spell(base, 3)}, ${spell(slope, 3)}`).join("; ")}`);
    }
    if (!this.pull.begin(theme, { x: [-12, 12], y: [-14, 14], across: this.words.loss_error, zero: true })) return;
    const x = Array.from({ length: 481 }, (_, at) => -12 + at / 20);
    KEYS.forEach((key, at) => {
      const slope = (/** @type {number} */ error) => OF_ERRORS[key](0, error, { delta: this.#delta })[1];
      this.pull.line(x, x.map(slope), { colour: theme.categorical[at], dash: DASHES[at], width: 2 });
      const error = this.#error(this.#fits[at]);
      if (Math.abs(slope(error)) <= 14) this.pull.dot(error, slope(error), { colour: theme.categorical[at], size: 5 });
    });
  }

  pictures() {
    return [this.lines, this.pull];
  }

  report() {
    return Object.fromEntries(KEYS.map((key, at) => [key, this.#fits[at] ? `${this.#fits[at].base.toPrecision(5)} ${this.#fits[at].slope.toPrecision(5)}` : ""]));
  }
}

/**
 * A place that was dragged to, within what is legal.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function held(value, low, high) {
  return String(Number(Math.min(Math.max(value, low), high).toFixed(2)));
}
