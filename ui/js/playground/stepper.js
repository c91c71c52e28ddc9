// A count between two buttons: one less, one more.
import { make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";

/** @import { Words } from "../shared/types.d.ts" */

export class Stepper {
  /**
   * @param {object} about
   * @param {string} about.label what is counted
   * @param {Words} about.words
   * @param {number} about.low
   * @param {number} about.high
   * @param {() => number} about.value the count as it is chosen
   * @param {(count: number) => void} about.take another count is chosen
   */
  constructor({ label, words, low, high, value, take }) {
    this.value = value;
    this.low = low;
    this.high = high;
    const button = (/** @type {string} */ text, /** @type {number} */ by, /** @type {string} */ name) => {
      const go = () => take(Math.min(Math.max(value() + by, low), high));
      return make("button", { type: "button", class: "step", text, title: fill(name, { what: label }), "aria-label": fill(name, { what: label }), on: { click: go } });
    };
    this.count = make("output");
    this.less = button("−", -1, words.d_less);
    this.more = button("+", 1, words.d_more);
    this.node = make("span", { class: "stepper", role: "group", "aria-label": label }, this.less, this.count, this.more);
  }

  show() {
    const now = this.value();
    setText(this.count, String(now));
    this.less.disabled = now <= this.low;
    this.more.disabled = now >= this.high;
  }
}
