// A small field for one number of a table; what is no number in its range is said and not taken.
import { busy } from "../../shared/controls/field.js";
import { make } from "../../shared/element.js";
import { numberIn } from "./exercise.js";

/** Weights, inputs and targets go from minus this to this: `LIMIT` of core/explorers/by_hand.py. */
export const LIMIT = 10;

export class NumberField {
  #value = NaN;

  /**
   * @param {object} parts
   * @param {string} parts.label
   * @param {(value: number) => void} parts.take
   * @param {(text: string) => void} parts.refuse "": it is right again
   */
  constructor({ label, take, refuse }) {
    this.node = make("input", { type: "text", class: "small-number", inputmode: "decimal", autocomplete: "off", "aria-label": label });
    const { node } = this;
    node.addEventListener("change", () => {
      const value = numberIn(node.value);
      const right = Math.abs(value) <= LIMIT;
      node.classList.toggle("wrong", !right);
      refuse(right ? "" : node.value);
      if (right) take(value);
    });
    node.addEventListener("keydown", (event) => event.key === "Enter" && node.blur());
    node.addEventListener("focus", () => node.select());
  }

  /** @param {number} value */
  show(value) {
    if (this.#value === value || busy(this.node)) return;
    this.#value = value;
    this.node.value = String(value);
    this.node.classList.remove("wrong");
  }
}
