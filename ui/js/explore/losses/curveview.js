// Loss and gradient while the prediction moves.
import { entryOf } from "../../shared/choices.js";
import { figure, find, make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { Plot } from "../plot.js";
import { Legend, Told, spell } from "../told.js";
import { curveOf, lossAt, outputOf, outputsAt, placeOf, reach, sumAt, targetsOf } from "./along.js";
import { LOSSES } from "./entries.js";

/** @import { Range } from "../../shared/ranges.js" */
/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Rgb, Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Setting } from "./along.js" */

const POINTS = 400;

export class CurveView {
  /** @type {Texts} */
  #texts = {};
  /** The loss that is chosen. @type {Setting} */
  #chosen;
  /** The one beside it, where its output is the same. @type {Setting | null} */
  #beside = null;
  legend = new Legend();
  told = new Told();
  formula = make("p", { class: "formula" });

  /** @param {Parts} parts */
  constructor({ words, menu, redraw, put }) {
    this.words = words;
    this.menus = { fields: menu.fields };
    this.#chosen = this.#setting(Object.fromEntries(Object.entries(menu.fields).map(([key, { value }]) => [key, value])));
    const loss = figure({ title: words.loss_curve, caption: words.loss_curve_help, area: "area-loss", extra: [this.legend.node] });
    const slope = figure({ title: words.loss_slope, caption: words.loss_slope_help, area: "area-slope" });
    const dragged = (/** @type {number} */ x) => {
      const [low, high] = reach(this.#chosen);
      const z = sumAt(this.#chosen, Math.min(Math.max(x, low), high));
      put({ sum: String(Number(Math.min(Math.max(z, -8), 8).toFixed(2))) });
    };
    this.advice = find(slope, ".caption");
    this.loss = new Plot(loss, { label: words.loss_curve, moved: redraw, dragged });
    this.slope = new Plot(slope, { label: words.loss_slope, moved: redraw, dragged });
    this.node = make("div", { class: "loss-part" }, make("div", { class: "loss-numbers" }, this.formula, this.told.node), make("div", { class: "pictures tall" }, loss, slope));
  }

  /** @param {Texts} texts @returns {Setting} */
  #setting(texts) {
    const own = Object.entries(texts).filter(([path]) => path.startsWith("loss."));
    return {
      loss: texts.loss,
      parameters: Object.fromEntries(own.map(([path, text]) => [path.slice("loss.".length), Number(text)])),
      task: /** @type {Setting["task"]} */ (texts.task),
      axis: texts.axis === "output" ? "output" : "sum",
      truth: texts.truth === "1",
      target: Number(texts.target),
    };
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#texts = texts;
    this.#chosen = this.#setting(texts);
    this.#beside = null;
    setText(this.advice, texts.task === "regression" ? this.words.loss_slope_of_number : this.words.loss_slope_help);
    const entry = entryOf(this.menus, { loss: texts.beside }, "loss");
    if (!entry?.tasks?.includes(this.#chosen.task)) return;
    const beside = { ...this.#chosen, loss: entry.key, parameters: Object.fromEntries(entry.parameters.map(({ key, value }) => [key, Number(value)])) };
    if (this.#chosen.axis === "sum" || outputOf(beside) === outputOf(this.#chosen)) this.#beside = beside;
  }

  /** @param {string} key */
  #label(key) {
    return entryOf(this.menus, { loss: key }, "loss")?.label ?? key;
  }

  /** @param {Theme} theme */
  draw(theme) {
    const settings = this.#beside ? [this.#chosen, this.#beside] : [this.#chosen];
    const [low, high] = reach(this.#chosen);
    const x = Array.from({ length: POINTS + 1 }, (_, at) => low + ((high - low) * at) / POINTS);
    const curves = settings.map((setting) => curveOf(setting, x));
    this.legend.show(settings.map(({ loss }, at) => ({ text: this.#label(loss), colour: theme.categorical[at] })));
    this.#picture(theme, this.loss, { x, lists: curves.map(({ value }) => value), found: settings.map((setting) => this.#at(setting)[0]) });
    this.#picture(theme, this.slope, { x, lists: curves.map(({ slope }) => slope), found: settings.map((setting) => this.#at(setting)[1]) });
    this.#tell();
  }

  /** Loss and slope where the prediction is. @param {Setting} setting */
  #at(setting) {
    return lossAt(setting, placeOf(setting, Number(this.#texts.sum)));
  }

  /**
   * @param {Theme} theme
   * @param {Plot} plot
   * @param {{ x: number[], lists: number[][], found: number[] }} content `found`: where the prediction is, of each loss
   */
  #picture(theme, plot, { x, lists, found }) {
    const across = this.#chosen.axis === "sum" ? this.words.loss_sum : this.words.loss_output;
    if (!plot.begin(theme, { x: reach(this.#chosen), y: rangeOf(lists), across, zero: true })) return;
    const at = placeOf(this.#chosen, Number(this.#texts.sum));
    plot.line([at, at], plot.axes.y, { colour: theme.muted, width: 1, dash: [3, 3] });
    lists.forEach((list, each) => plot.line(x, list, { colour: theme.categorical[each], width: each ? 1.5 : 2.2 }));
    if (plot === this.loss) this.#tangent(theme, at);
    found.forEach((value, each) => this.#mark(plot, at, value, theme.categorical[each]));
    const [loss, slope] = this.#at(this.#chosen);
    plot.surface.canvas.setAttribute("aria-label", `${plot === this.loss ? this.words.loss_curve : this.words.loss_slope}: ${spell(at)}, ${spell(plot === this.loss ? loss : slope)}`);
  }

  /** @param {Plot} plot @param {number} x @param {number} y @param {Rgb} colour */
  #mark(plot, x, y, colour) {
    const [low, high] = plot.axes.y;
    if (y >= low && y <= high) plot.dot(x, y, { colour, size: 5 });
  }

  /** The slope, drawn at the loss. @param {Theme} theme @param {number} at */
  #tangent(theme, at) {
    const [value, slope] = this.#at(this.#chosen);
    const [low, high] = reach(this.#chosen);
    const reached = [at - 0.12 * (high - low), at + 0.12 * (high - low)];
    this.loss.line(reached, reached.map((x) => value + slope * (x - at)), { colour: theme.text, width: 1.5, dash: [5, 4] });
  }

  #tell() {
    const { words } = this;
    const z = Number(this.#texts.sum);
    const outputs = outputsAt(this.#chosen, z);
    const [loss, slope] = this.#at(this.#chosen);
    setText(this.formula, `${this.#label(this.#chosen.loss)}: ${LOSSES[this.#chosen.loss].formula}`);
    const list = (/** @type {number[]} */ values) => (values.length > 1 ? `(${values.map((value) => spell(value, 3)).join(", ")})` : spell(values[0]));
    this.told.show([
      [words.loss_targets, list(targetsOf(this.#chosen))],
      ["z", spell(z)],
      [fill(words.loss_outputs, { activation: outputOf(this.#chosen) }), list(outputs)],
      [words.loss_value, spell(loss)],
      [words.loss_gradient, spell(slope)],
    ]);
  }

  pictures() {
    return [this.loss, this.slope];
  }

  report() {
    const [loss, slope] = this.#at(this.#chosen);
    return { loss: this.#chosen.loss, value: loss.toPrecision(6), slope: slope.toPrecision(6) };
  }
}

/**
 * A range that shows nearly all of some curves: the steepest ends, which may be infinite, are left out.
 *
 * @param {number[][]} lists
 * @returns {Range}
 */
function rangeOf(lists) {
  const ends = lists.map((list) => {
    const sorted = list.filter(Number.isFinite).sort((a, b) => a - b);
    return [sorted[Math.floor(0.02 * sorted.length)], sorted[Math.ceil(0.98 * sorted.length) - 1]];
  });
  const low = Math.min(0, ...ends.map(([from]) => from));
  const high = Math.max(0, ...ends.map(([, to]) => to));
  const room = 0.06 * (high - low || 1);
  return [low - room, high + room];
}
