// Numbers and keys beside a picture.
import { make, setText } from "../shared/element.js";
import { css } from "../shared/colours.js";
import { number, withoutZeros } from "../shared/format.js";

/** @import { Rgb } from "../shared/types.d.ts" */

/**
 * A number as it stands in sentences: four digits at most, infinity as such.
 *
 * @param {number} value
 */
export function spell(value, digits = 4) {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  return withoutZeros(number(value, digits));
}

/**
 * A table that may be wider than a phone: keys can move it, too.
 *
 * @param {HTMLTableElement} table
 * @param {string} label
 */
export function scrolls(table, label) {
  return make("div", { class: "scrolls", tabindex: 0, role: "group", "aria-label": label }, table);
}

/** Names with their values, in a row that wraps. */
export class Told {
  node = make("dl", { class: "told" });
  #names = "";
  /** @type {HTMLElement[]} */
  #values = [];

  /** @param {[name: string, value: string][]} pairs */
  show(pairs) {
    const names = JSON.stringify(pairs.map(([name]) => name));
    if (this.#names !== names) {
      this.#names = names;
      this.#values = pairs.map(() => make("dd"));
      this.node.replaceChildren(...pairs.map(([name], at) => make("div", {}, make("dt", { text: name }), this.#values[at])));
    }
    pairs.forEach(([, value], at) => setText(this.#values[at], value));
  }
}

/** What the colours of lines mean. */
export class Legend {
  node = make("span", { class: "line-keys" });
  #shown = "";

  /** @param {{ text: string, colour: Rgb, dashed?: boolean }[]} keys */
  show(keys) {
    const shown = JSON.stringify(keys);
    if (this.#shown === shown) return;
    this.#shown = shown;
    this.node.replaceChildren(
      ...keys.map(({ text, colour, dashed }) => make("span", {}, make("i", { style: `border-top: 3px ${dashed ? "dashed" : "solid"} ${css(colour)}` }), text)),
    );
  }
}
