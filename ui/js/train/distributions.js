// Second view: the four distributions of every layer, on edges that stay fixed for the run.
import { figure, make } from "../shared/element.js";
import { Rows } from "../shared/rows.js";

/** @import { HistogramKey } from "../shared/types.d.ts" */
/** @import { Statistic } from "./history.js" */
/** @import { Common, Scene } from "./types.d.ts" */

/** @type {{ key: HistogramKey, name: string, logarithmic?: boolean, number?: [statistic: Statistic, word: string] }[]} */
const PANELS = [
  { key: "a", name: "activations", number: ["activation_std", "std"] },
  { key: "g", name: "gradients", number: ["preactivation_gradient_std", "rms"], logarithmic: true },
  { key: "w", name: "weights" },
  { key: "dw", name: "weight_gradients", number: ["weight_gradient_norm", "norm"], logarithmic: true },
];

export class Distributions {
  /** @param {Common} common */
  constructor({ words, tooltip }) {
    this.node = make("div", { class: "view four" });
    this.rows = PANELS.map(({ key, name, logarithmic, number }) => {
      const label = words[`${name}_title`];
      const section = figure({ title: label, caption: words[`${name}_caption`], area: `area-${key}` });
      this.node.append(section);
      const statistic = number ? { name: number[0], label: words[number[1]] } : null;
      return new Rows(section, { key, logarithmic, statistic, label, words, tooltip });
    });
  }

  begin() {
    for (const rows of this.rows) rows.forget();
  }

  /** @param {Scene} scene */
  draw({ theme, run }) {
    if (run) for (const rows of this.rows) rows.draw(theme, run.layers, run.frame);
  }

  all() {
    return this.rows;
  }
}
