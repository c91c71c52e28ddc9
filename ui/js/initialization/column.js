// One of several initializations beside each other: its name, what happens in it, and its pictures.
import { icon, make, setText } from "../shared/element.js";
import { histogramRows } from "./histogramrows.js";
import { ProfileChart } from "./profile.js";
import { Rows } from "../shared/rows.js";
import { showKind } from "./verdict.js";

/** @import { Range } from "../shared/ranges.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Measurement } from "./types.d.ts" */

/** @typedef {Record<"gradient" | "weight_gradient", Range>} Ranges of the axes that all columns share */

export class Column {
  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {Tooltip} parts.tooltip
   * @param {() => void} parts.pick the controls shall be its own
   * @param {() => void} parts.remove it shall go
   */
  constructor({ words, tooltip, pick, remove }) {
    this.words = words;
    this.title = make("strong", { class: "name" });
    this.kind = make("span", { class: "kind" });
    this.what = make("span", { class: "what" });
    this.choose = make("button", { type: "button", class: "choose-column", on: { click: pick } }, make("span", { class: "heading" }, this.title, this.kind), this.what);
    this.drop = make("button", { type: "button", class: "remove", title: words.remove_column, "aria-label": words.remove_column, on: { click: remove } }, icon("fail"));
    const cell = (/** @type {string} */ title) => make("div", { class: "cell", "data-title": title, on: { click: pick } }, make("div", { class: "plot" }));
    const cells = [cell(words.activations_row), cell(words.gradient_row), cell(words.weight_gradient_row)];
    const common = (/** @type {string} */ name) => ({ label: words[`${name}_title`], words, tooltip });
    this.rows = new Rows(cells[0], { key: "a", statistic: null, ...common("activations") });
    this.gradient = new ProfileChart(cells[1], common("gradient"));
    this.weightGradient = new ProfileChart(cells[2], common("weight_gradient"));
    this.node = make("section", { class: "column" }, make("header", {}, this.choose, this.drop), ...cells);
  }

  /**
   * @param {string} text
   * @param {{ picked: boolean, removable: boolean }} now `picked`: it is what the controls stand for
   */
  name(text, { picked, removable }) {
    setText(this.title, text);
    this.title.title = text;
    this.choose.setAttribute("aria-pressed", String(picked));
    this.node.classList.toggle("picked", picked);
    this.drop.hidden = !removable;
  }

  /**
   * @param {Theme} theme
   * @param {Measurement} measurement
   * @param {Ranges} ranges
   */
  draw(theme, measurement, ranges) {
    const { lines, seeds, verdict } = measurement;
    const { kind, what, why } = verdict;
    showKind(this.kind, kind, this.words);
    setText(this.what, what);
    this.what.title = `${what} ${why}`;
    const { layers, frame } = histogramRows(measurement);
    this.rows.draw(theme, layers, frame);
    this.gradient.draw(theme, lines.gradient, { seeds, range: ranges.gradient });
    this.weightGradient.draw(theme, lines.weight_gradient, { seeds, range: ranges.weight_gradient });
  }

  /** How many pictures were found gone. */
  blank() {
    return [this.rows, this.gradient, this.weightGradient].filter((picture) => picture.blank()).length;
  }
}
