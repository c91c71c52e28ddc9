// The numbers of one or two activation functions, in a table.
import { find, make, setText } from "../../shared/element.js";
import { number, percent } from "../../shared/format.js";

/** @import { Words } from "../../shared/types.d.ts" */
/** @import { Side } from "./activations.js" */

/** What is told, by its word. @type {[word: string, tell: (side: Side) => string][]} */
const ROWS = [
  ["value_at", ({ at }) => number(at.value)],
  ["slope_at", ({ at }) => number(at.slope)],
  ["steepest", ({ steepest: { at, slope } }) => (at === null ? number(slope) : `${number(slope)} (z = ${number(at)})`)],
  ["mean_out", ({ layers }) => number(near0(layers[0].mean))],
  ["deviation_out", ({ layers }) => number(layers[0].deviation)],
  ["flat_share", ({ flat }) => (flat === null ? "–" : percent(flat))],
  ["dead_share", ({ dead }) => (dead === null ? "–" : percent(dead))],
  ["gradient_left", ({ gradients }) => number(gradients[0])],
];

/**
 * Rounding leaves something of sums that are 0.
 *
 * @param {number} value
 */
function near0(value) {
  return Math.abs(value) < 1e-12 ? 0 : value;
}

export class Readings {
  /** @param {Words} words */
  constructor(words) {
    this.names = [make("th", { scope: "col" }), make("th", { scope: "col" })];
    this.cells = ROWS.map(() => [make("td"), make("td")]);
    const rows = ROWS.map(([word], at) => make("tr", {}, make("th", { scope: "row", text: words[word], title: words[`${word}_help`] }), ...this.cells[at]));
    this.claim = make("p", { class: "claim" });
    this.node = make(
      "section",
      { class: "figure area-readings" },
      make("header", {}, make("h3", { text: words.readings })),
      this.claim,
      make("div", { class: "readings-table" }, make("table", {}, make("thead", {}, make("tr", {}, make("td"), ...this.names)), make("tbody", {}, ...rows))),
    );
    find(this.node, ".readings-table").tabIndex = 0;
  }

  /**
   * @param {Side[]} sides one or two
   * @param {string} claim what is said of the first
   */
  show(sides, claim) {
    setText(this.claim, claim);
    for (const index of [0, 1]) {
      const side = sides.at(index);
      setText(this.names[index], side?.label ?? "");
      ROWS.forEach(([, tell], at) => setText(this.cells[at][index], side ? tell(side) : ""));
    }
  }
}
