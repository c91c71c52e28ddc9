// Controls of one choice each: a label that explains itself, the control, and why a choice was not taken.
import { icon, make, setText } from "../shared/element.js";

/** What all controls have. `show(text)` brings the control in line; `complain(sentence)` says what is wrong. */
class Field {
  constructor({ label, help, path, kind }, ...controls) {
    this.name = make("span", { class: "name", text: label });
    this.oops = make("span", { class: "oops", role: "alert", hidden: "" });
    const tag = kind === "slider" ? "div" : "label";
    this.node = make(tag, { class: `choice ${kind ?? ""}`, "data-path": path, title: help }, this.name, ...controls, this.oops);
    Object.assign(this, { path, help });
  }

  complain(sentence = "") {
    if (this.complaint === sentence) return;
    this.complaint = sentence;
    setText(this.oops, sentence);
    this.oops.hidden = !sentence;
    this.node.classList.toggle("wrong", Boolean(sentence));
  }

  /** Whether someone is typing in it now. */
  busy(input) {
    return input.getRootNode().activeElement === input;
  }
}

/** One of a few: `options` are [key, label, help]; `pick(key)`. */
export class Select extends Field {
  constructor({ options, pick, ...about }) {
    const select = make("select", { "aria-label": about.label, on: { change: () => pick(select.value) } });
    super(about, select);
    this.select = select;
    this.offer(options);
  }

  offer(options) {
    const key = JSON.stringify(options);
    if (this.offered === key) return;
    this.offered = key;
    this.helps = Object.fromEntries(options.map(([value, , help]) => [value, help]));
    this.select.replaceChildren(...options.map(([value, text, help]) => make("option", { value, text, title: help })));
    this.shown = null;
  }

  show(text) {
    if (this.shown === text) return;
    this.shown = text;
    this.select.value = text;
    this.node.title = [this.help, this.helps[text]].filter(Boolean).join("\n");
  }

  set disabled(yes) {
    this.select.disabled = yes;
  }
}

/** On or off, as the texts "1" and "0". */
export class Switch extends Field {
  constructor({ pick, ...about }) {
    const box = make("input", { type: "checkbox", "aria-label": about.label, on: { change: () => pick(box.checked ? "1" : "0") } });
    super({ ...about, kind: "switch" }, box);
    this.box = box;
  }

  show(text) {
    this.box.checked = text === "1";
  }
}

/** A number or text that is typed; with `marks` (texts), one of them can be picked from a list, too. */
export class Typed extends Field {
  constructor({ marks = [], pick, numeric = true, ...about }) {
    const input = make("input", { type: "text", inputmode: numeric ? "decimal" : null, autocomplete: "off", spellcheck: "false", "aria-label": about.label });
    const list = marks.length ? make("div", { class: "marks", role: "listbox", "aria-label": about.label, hidden: "" }) : null;
    const open = marks.length ? make("button", { type: "button", class: "open", tabindex: "-1", "aria-hidden": "true" }, icon("down")) : null;
    super({ ...about, kind: "typed" }, make("span", { class: "combo" }, input, open, list));
    Object.assign(this, { input, list, marks, pick });
    input.addEventListener("change", () => this.#take(input.value.trim().replace(/^(-?\d+),(\d+)$/, "$1.$2")));
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.#fold());
    if (list) this.#listen(open);
  }

  #listen(open) {
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-expanded", "false");
    // The field keeps the focus while the list is pressed, or it would close under the finger.
    for (const node of [open, this.list]) node.addEventListener("pointerdown", (event) => event.preventDefault());
    open.addEventListener("click", (event) => {
      event.preventDefault();
      if (this.list.hidden) this.#unfold();
      else this.#fold();
    });
    this.input.addEventListener("click", () => this.#unfold());
    this.options = this.marks.map((mark) => make("div", { class: "mark", role: "option", text: mark, on: { click: (event) => (event.preventDefault(), this.#take(mark), this.#fold()) } }));
    this.list.append(...this.options);
  }

  #unfold() {
    if (this.input.disabled) return;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.#press();
    this.options.find((option) => option.ariaSelected === "true")?.scrollIntoView({ block: "nearest" });
  }

  #fold() {
    if (!this.list || this.list.hidden) return;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  #press() {
    this.marks.forEach((mark, at) => (this.options[at].ariaSelected = String(Number(mark) === Number(this.input.value))));
  }

  /** Enter takes what is typed, Escape gives up, arrows go to the next mark. */
  #key(event) {
    const { key, isComposing } = event;
    if (isComposing) return;
    if (key === "Enter") this.input.blur();
    else if (key === "Escape") {
      if (this.list && !this.list.hidden) event.stopPropagation();
      this.input.value = this.shown ?? "";
      this.#fold();
    } else if (this.list && (key === "ArrowDown" || key === "ArrowUp")) {
      event.preventDefault();
      this.#step(key === "ArrowDown" ? 1 : -1);
    }
  }

  #step(by) {
    const now = Number(this.input.value);
    const further = this.marks.filter((mark) => (by > 0 ? Number(mark) > now : Number(mark) < now));
    const next = by > 0 ? further[0] : further.at(-1);
    if (next === undefined) return;
    this.#take(next);
    if (!this.list.hidden) this.#press();
  }

  #take(text) {
    this.shown = this.input.value = text;
    this.pick(text);
  }

  show(text = "") {
    if (this.shown === text || this.busy(this.input)) return;
    this.shown = text;
    this.input.value = text;
  }

  set disabled(yes) {
    this.input.disabled = yes;
    const open = this.node.querySelector(".open");
    if (open) open.disabled = yes;
  }
}

/**
 * A number on a slider, which can be typed as well. `stops`: the numbers at which the slider stops, ascending;
 * `spell(number)`: as it is written; `read(text)`: the number that is meant, NaN for none.
 */
export class Slider extends Field {
  constructor({ stops, pick, spell = String, read = Number, ...about }) {
    const range = make("input", { type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": about.label });
    const input = make("input", { type: "text", class: "value", inputmode: "decimal", autocomplete: "off", "aria-label": about.label });
    super({ ...about, kind: "slider" }, input, range);
    Object.assign(this, { range, input, stops, pick, spell, read });
    range.addEventListener("input", () => this.#take(this.stops[Number(range.value)]));
    input.addEventListener("change", () => this.#type());
    input.addEventListener("keydown", (event) => event.key === "Enter" && input.blur());
    input.addEventListener("focus", () => input.select());
  }

  #take(value) {
    this.#write(value);
    this.pick(value);
  }

  /** What is no number goes to the server as it was typed: it says what is expected. */
  #type() {
    const value = this.read(this.input.value.trim().replace(",", "."));
    this.stale = true;
    this.pick(Number.isFinite(value) ? value : this.input.value);
  }

  #write(value) {
    this.value = value;
    const text = this.spell(value);
    if (!this.busy(this.input)) this.input.value = text;
    this.range.setAttribute("aria-valuetext", text);
  }

  /** What is no number stays as it was typed. */
  show(value) {
    if (!Number.isFinite(value) || (this.value === value && !this.stale)) return;
    this.stale = this.busy(this.input);
    this.#write(value);
    this.range.value = String(nearest(this.stops, value));
  }

  /** Other stops, as for a data set with another range. */
  offer(stops) {
    if (String(stops) === String(this.stops)) return;
    this.stops = stops;
    this.range.max = String(stops.length - 1);
    this.range.value = String(nearest(stops, this.value));
  }
}

function nearest(stops, value) {
  let best = 0;
  for (let at = 1; at < stops.length; at++) if (Math.abs(stops[at] - value) < Math.abs(stops[best] - value)) best = at;
  return best;
}
