// A number on a slider, which can be typed as well.
import { make } from "../element.js";
import { nearest } from "../nearest.js";
import { Field, busy } from "./field.js";
import { typedNumber } from "./numbers.js";

/** @import { About } from "./field.js" */

/**
 * @typedef {object} Kind
 * @property {number[]} stops where the slider stops, ascending
 * @property {(value: number | string) => void} pick what is no number is told as it was typed: the server says what is expected
 * @property {boolean} [settled] pick when the slider is let go, not while it moves
 * @property {(value: number) => string} [spell] the number as it is written
 * @property {(text: string) => number} [read] the number that is meant, NaN for none
 */

export class Slider extends Field {
  #range;
  #input;
  #stops;
  #pick;
  #spell;
  #read;
  #value = NaN;
  #stale = false;

  /** @param {About & Kind} about */
  constructor({ stops, pick, settled = false, spell = String, read = Number, ...about }) {
    const range = make("input", { type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": about.label });
    const input = make("input", { type: "text", class: "value", inputmode: "decimal", autocomplete: "off", "aria-label": about.label });
    super({ ...about, kind: "slider" }, input, range);
    this.#range = range;
    this.#input = input;
    this.#stops = stops;
    this.#pick = pick;
    this.#spell = spell;
    this.#read = read;
    const here = () => this.#stops[Number(range.value)];
    range.addEventListener("input", () => (settled ? this.#write(here()) : this.#take(here())));
    if (settled) range.addEventListener("change", () => this.#take(here()));
    input.addEventListener("change", () => this.#type());
    input.addEventListener("keydown", (event) => event.key === "Enter" && input.blur());
    input.addEventListener("focus", () => input.select());
  }

  /** @param {number} value */
  #take(value) {
    this.#write(value);
    this.#pick(value);
  }

  #type() {
    const value = this.#read(typedNumber(this.#input.value.trim()));
    this.#stale = true;
    this.#pick(Number.isFinite(value) ? value : this.#input.value);
  }

  /** @param {number} value */
  #write(value) {
    this.#value = value;
    const text = this.#spell(value);
    if (!busy(this.#input)) this.#input.value = text;
    this.#range.setAttribute("aria-valuetext", text);
  }

  /**
   * What is no number stays as it was typed.
   *
   * @param {number} value
   */
  show(value) {
    if (!Number.isFinite(value) || (this.#value === value && !this.#stale)) return;
    this.#stale = busy(this.#input);
    this.#write(value);
    this.#range.value = String(nearest(this.#stops, value));
  }

  /** Whether someone is changing it. */
  get focused() {
    return busy(this.#range) || busy(this.#input);
  }

  /** @param {boolean} yes */
  set disabled(yes) {
    this.#range.disabled = this.#input.disabled = yes;
  }

  /**
   * Mark a value, and what is beyond it; undefined takes the mark away.
   *
   * @param {number | undefined} value
   */
  mark(value) {
    this.#range.classList.toggle("marked", value !== undefined);
    if (value !== undefined) this.#range.style.setProperty("--mark", String(shareOf(this.#stops, value)));
  }

  /**
   * Other stops, as for a data set with another range.
   *
   * @param {number[]} stops
   */
  offer(stops) {
    if (String(stops) === String(this.#stops)) return;
    this.#stops = stops;
    this.#range.max = String(stops.length - 1);
    this.#range.value = String(nearest(stops, this.#value));
  }
}

/**
 * Where a value stands between the first stop (0) and the last (1).
 *
 * @param {number[]} stops
 * @param {number} value
 */
function shareOf(stops, value) {
  const after = stops.findIndex((stop) => stop >= value);
  if (after < 1) return after === 0 ? 0 : 1;
  const between = (value - stops[after - 1]) / (stops[after] - stops[after - 1]);
  return (after - 1 + between) / (stops.length - 1);
}
