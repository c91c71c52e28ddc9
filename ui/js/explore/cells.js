// Cells of a table whose numbers are typed by hand.
import { busy } from "../shared/controls/field.js";
import { typedNumber } from "../shared/controls/numbers.js";
import { make } from "../shared/element.js";
import { fill } from "../shared/format.js";

/** @import { Words } from "../shared/types.d.ts" */

/** A number in a table: Enter takes it, Escape gives up, arrows up and down change it by a step. */
export class Cell {
  #value = NaN;

  /**
   * @param {{ label: string, low: number, high: number, step: number, words: Words, pick: (value: number) => void }} parts
   */
  constructor({ label, low, high, step, words, pick }) {
    const input = make("input", { type: "text", class: "cell", inputmode: "decimal", autocomplete: "off", "aria-label": label });
    this.node = input;
    const take = (/** @type {number} */ value) => {
      const right = Number.isFinite(value) && value >= low && value <= high;
      input.setAttribute("aria-invalid", String(!right));
      input.title = right ? "" : fill(words.no_number, { low, high, got: `“${input.value}”` });
      if (!right) return;
      this.#value = value;
      pick(value);
    };
    input.addEventListener("change", () => take(input.value.trim() === "" ? NaN : Number(typedNumber(input.value.trim()))));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") input.blur();
      else if (event.key === "Escape") this.#write();
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        event.preventDefault();
        const next = this.#value + (event.key === "ArrowUp" ? step : -step);
        take(Number(Math.min(Math.max(next, low), high).toPrecision(10)));
        this.#write();
      }
    });
  }

  /** @param {number} value */
  show(value) {
    if (this.#value === value) return;
    this.#value = value;
    if (!busy(this.node)) this.#write();
  }

  #write() {
    this.node.value = String(this.#value);
    this.node.setAttribute("aria-invalid", "false");
    this.node.title = "";
  }
}

/**
 * The rows of a `NumberTable`'s text.
 *
 * @param {string} text
 */
export const rowsOf = (text) => text.split(";").map((row) => row.split(",").map(Number));

/** @param {number[][]} rows */
export const textOf = (rows) => rows.map((row) => row.join(",")).join(";");

/**
 * The numbers of a `Numbers` field's text, where equal neighbours are folded: `1x2, 0.5` is 1, 1 and 0.5.
 *
 * @param {string} text
 */
export function numbersOf(text) {
  return text.split(",").flatMap((part) => {
    const [value, times = 1] = part.split("x").map(Number);
    return Array(times).fill(value);
  });
}
