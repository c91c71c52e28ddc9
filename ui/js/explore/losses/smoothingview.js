// Label smoothing: the targets that it makes, and what is best by them.
import { figure, make, setText } from "../../shared/element.js";
import { css } from "../../shared/colours.js";
import { fill } from "../../shared/format.js";
import { Plot } from "../plot.js";
import { Legend, spell } from "../told.js";
import { best, lossOver, smoothedPair, smoothedTargets } from "./smoothed.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */

const LOGITS = Array.from({ length: 321 }, (_, at) => -4 + at / 20);

export class SmoothingView {
  #smoothing = 0;
  #classes = 2;
  legend = new Legend();
  formula = make("p", { class: "formula" });
  steps = make("p", { class: "formula" });
  pair = make("p", { class: "formula" });

  /** @param {Parts} parts */
  constructor({ words, redraw, put }) {
    this.words = words;
    const targets = figure({ title: words.loss_smoothed, caption: words.loss_smoothed_help, area: "area-targets" });
    this.targets = new Plot(targets, { label: words.loss_smoothed });
    const curve = figure({ title: words.loss_smoothed_curve, caption: words.loss_smoothed_curve_help, area: "area-curve", extra: [this.legend.node] });
    this.curve = new Plot(curve, { label: words.loss_smoothed_curve, moved: redraw });
    const shown = (/** @type {string} */ smoothing) => make("button", { type: "button", class: "control", text: `a = ${smoothing}`, on: { click: () => put({ smoothing, classes: "4" }) } });
    const mixed = make("p", { class: "aside whole" }, words.loss_mixed_up, shown("0.15"), shown("0.2"));
    this.node = make("div", { class: "loss-part" }, make("div", { class: "loss-numbers" }, this.formula, this.steps, this.pair, mixed), make("div", { class: "pictures tall smoothing" }, targets, curve));
  }

  /** @param {Texts} texts */
  show(texts) {
    const { words } = this;
    this.#smoothing = Number(texts.smoothing);
    this.#classes = Number(texts.classes);
    const [a, classes] = [this.#smoothing, this.#classes];
    const [right, other] = smoothedTargets(a, classes);
    setText(this.formula, fill(words.loss_smoothing_formula, { classes, targets: `(${smoothedTargets(a, classes).map((each) => spell(each)).join(", ")})` }));
    setText(this.steps, fill(words.loss_smoothing_steps, { a: spell(a), classes, right: spell(right), other: spell(other) }));
    const [none, one] = smoothedPair(a);
    setText(this.pair, fill(words.loss_smoothing_pair, { none: spell(none), one: spell(one) }));
  }

  /** @param {Theme} theme */
  draw(theme) {
    const targets = smoothedTargets(this.#smoothing, this.#classes);
    this.#drawTargets(theme, targets);
    const plain = smoothedTargets(0, this.#classes);
    const found = best(targets);
    this.legend.show([
      { text: `a = ${spell(this.#smoothing)}`, colour: theme.categorical[0] },
      { text: "a = 0", colour: theme.categorical[1], dashed: true },
    ]);
    if (!this.curve.begin(theme, { x: [-4, 12], y: [0, 6], across: this.words.loss_right_logit })) return;
    this.curve.line(LOGITS, lossOver(plain, LOGITS), { colour: theme.categorical[1], dash: [6, 4] });
    this.curve.line(LOGITS, lossOver(targets, LOGITS), { colour: theme.categorical[0], width: 2.2 });
    const { context } = this.curve.surface;
    let text = this.words.loss_best_nowhere;
    if (found.z <= 12) {
      this.curve.dot(found.z, found.loss, { colour: theme.categorical[0], size: 6 });
      text = fill(this.words.loss_best, { z: spell(found.z, 3), p: spell(found.share, 3), loss: spell(found.loss, 3) });
    }
    context.font = `${0.9 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.text);
    context.textAlign = "right";
    context.textBaseline = "top";
    context.fillText(text, this.curve.area.right - 6, this.curve.area.top + 6);
    this.curve.surface.canvas.setAttribute("aria-label", `${this.words.loss_smoothed_curve}: ${text}`);
  }

  /** @param {Theme} theme @param {number[]} targets */
  #drawTargets(theme, targets) {
    if (!this.targets.begin(theme, { x: [-0.5, targets.length - 0.5], y: [0, 1.1], across: this.words.loss_class, ticks: targets.map((_, at) => [at, String(at)]) })) return;
    const { context } = this.targets.surface;
    const width = 0.6 * (this.targets.left(1) - this.targets.left(0));
    targets.forEach((target, at) => {
      const [left, top] = [this.targets.left(at), this.targets.top(target)];
      context.fillStyle = css(theme.categorical[at ? 1 : 0]);
      context.fillRect(left - width / 2, top, width, this.targets.top(0) - top);
      context.fillStyle = css(theme.text);
      context.font = `600 ${0.86 * theme.size}px ${theme.font}`;
      context.textAlign = "center";
      context.textBaseline = "bottom";
      context.fillText(spell(target), left, top - 3);
    });
    this.targets.surface.canvas.setAttribute("aria-label", `${this.words.loss_smoothed}: ${targets.map((each) => spell(each)).join(", ")}`);
  }

  pictures() {
    return [this.targets, this.curve];
  }

  report() {
    return { targets: smoothedTargets(this.#smoothing, this.#classes).map((target) => spell(target)).join(" ") };
  }
}
