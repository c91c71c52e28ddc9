// A number or text that is typed; with `marks`, one of them can be picked from a list, too.
import { icon, make } from "../element.js";
import { Field, busy } from "./field.js";
import { beside, typedNumber } from "./numbers.js";

/** @import { About } from "./field.js" */

/**
 * @typedef {object} Kind
 * @property {(text: string) => void} pick
 * @property {string[]} [marks] texts of numbers, ascending
 * @property {boolean} [numeric] keyboards of phones show digits
 * @property {(text: string) => string} [read] what is meant by what is typed
 */

export class Typed extends Field {
  #input;
  #marks;
  #read;
  #pick;
  /** @type {string | undefined} */
  #shown;
  /** @type {MarkList | null} */
  #list = null;

  /** @param {About & Kind} about */
  constructor({ marks = [], pick, numeric = true, read = numeric ? typedNumber : String, ...about }) {
    const input = make("input", { type: "text", inputmode: numeric ? "decimal" : null, autocomplete: "off", spellcheck: "false", "aria-label": about.label });
    const combo = make("span", { class: "combo" }, input);
    super({ ...about, kind: `typed ${about.kind ?? ""}`.trim() }, combo);
    this.#input = input;
    this.#marks = marks;
    this.#read = read;
    this.#pick = pick;
    input.addEventListener("change", () => this.#take(input.value.trim()));
    input.addEventListener("keydown", (event) => this.#key(event));
    if (!marks.length) return;
    this.#list = new MarkList(input, marks, (mark) => this.#take(mark));
    combo.append(this.#list.open, this.#list.node);
  }

  /**
   * Enter takes what is typed, Escape gives up, arrows go to the next mark.
   *
   * @param {KeyboardEvent} event
   */
  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter") this.#input.blur();
    else if (event.key === "Escape") {
      if (this.#list?.unfolded) event.stopPropagation();
      this.#input.value = this.#shown ?? "";
      this.#list?.fold();
    } else if (this.#list && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const next = beside(this.#marks, Number(this.#input.value), event.key === "ArrowDown" ? 1 : -1);
      if (next === undefined) return;
      this.#take(next);
      this.#list.press();
    }
  }

  /** @param {string} text */
  #take(text) {
    const meant = this.#read(text);
    this.#shown = this.#input.value = meant;
    this.#pick(meant);
  }

  /** @param {string} [text] */
  show(text = "") {
    if (this.#shown === text || busy(this.#input)) return;
    this.#shown = text;
    this.#input.value = text;
  }

  /** @param {boolean} yes */
  set disabled(yes) {
    this.#input.disabled = yes;
    if (this.#list) this.#list.open.disabled = yes;
  }
}

/** What unfolds below a field. */
class MarkList {
  /**
   * @param {HTMLInputElement} input
   * @param {string[]} marks
   * @param {(mark: string) => void} take one was pressed
   */
  constructor(input, marks, take) {
    this.input = input;
    this.marks = marks;
    const press = (/** @type {Event} */ event, /** @type {string} */ mark) => {
      event.preventDefault();
      take(mark);
      this.fold();
    };
    this.options = marks.map((mark) => make("div", { class: "mark", role: "option", text: mark, on: { click: (event) => press(event, mark) } }));
    this.node = make("div", { class: "marks", role: "listbox", "aria-label": input.getAttribute("aria-label"), hidden: "" }, ...this.options);
    this.open = make("button", { type: "button", class: "open", tabindex: "-1", "aria-hidden": "true" }, icon("down"));
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    this.#listen();
  }

  #listen() {
    // The field keeps the focus while the list is pressed, or it would close under the finger.
    for (const node of [this.open, this.node]) node.addEventListener("pointerdown", (event) => event.preventDefault());
    this.open.addEventListener("click", (event) => {
      event.preventDefault();
      if (this.unfolded) this.fold();
      else this.unfold();
    });
    this.input.addEventListener("click", () => this.unfold());
    this.input.addEventListener("blur", () => this.fold());
  }

  get unfolded() {
    return !this.node.hidden;
  }

  unfold() {
    if (this.input.disabled) return;
    this.node.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.press();
    this.options.find((option) => option.ariaSelected === "true")?.scrollIntoView({ block: "nearest" });
  }

  fold() {
    this.node.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  /** Mark the one that the field holds. */
  press() {
    this.marks.forEach((mark, at) => (this.options[at].ariaSelected = String(Number(mark) === Number(this.input.value))));
  }
}
