// Second view: the four distributions of every layer, on edges that stay fixed for the run.
import { figure, make } from "../shared/element.js";
import { Rows } from "../shared/rows.js";

const PANELS = [
  // key in the frame, logarithmic, index of the number at the right in `stats`, its word
  ["a", false, 0, "std", "activations"],
  ["g", true, 3, "rms", "gradients"],
  ["w", false, null, null, "weights"],
  ["dw", true, 4, "norm", "weight_gradients"],
];

export class Distributions {
  constructor({ words, tooltip }) {
    this.node = make("div", { class: "view four" });
    this.rows = PANELS.map(([key, logarithmic, index, label, name]) => {
      const section = figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${key}` });
      this.node.append(section);
      const statistic = index === null ? null : { index, label: words[label] };
      return new Rows(section, { key, logarithmic, statistic, label: words[`${name}_title`], words, tooltip });
    });
  }

  begin() {
    for (const rows of this.rows) rows.forget();
  }

  draw({ theme, layers, frame }) {
    for (const rows of this.rows) rows.draw(theme, layers, frame);
  }

  all() {
    return this.rows;
  }
}
