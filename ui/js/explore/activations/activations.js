// The explorer of activation functions.
import { figure, make } from "../../shared/element.js";
import { activationOf } from "../../shared/activations.js";
import { Plot } from "../plot.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */

export class ActivationExplorer {
  /** @type {Texts} */
  #texts = {};

  /** @param {Parts} parts */
  constructor({ words, redraw, watch }) {
    const curve = figure({ title: words.activation_curve, caption: words.activation_curve_help, area: "area-curve" });
    this.curve = new Plot(curve, { label: words.activation_curve, moved: redraw });
    this.node = make("div", { class: "pictures" }, curve);
    watch(this.node);
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#texts = texts;
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { value } = activationOf(this.#texts, "activation");
    if (!this.curve.begin(theme, { x: [-5, 5], y: [-1.5, 3], across: "z", zero: true })) return;
    const x = Array.from({ length: 401 }, (_, at) => -5 + at / 40);
    this.curve.line(x, x.map(value), { colour: theme.categorical[0] });
  }

  pictures() {
    return [this.curve];
  }

  report() {
    return { activation: this.#texts.activation };
  }

  close() {}
}
