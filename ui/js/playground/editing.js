// A small window beside a link or a bias: its exact value, to be changed while the network trains.
import { make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";

/** @import { Common, Link } from "./types.d.ts" */

const CHANGES = 10;

export class Editing {
  /** What is edited; null while the window is shut. @type {Link | null} */
  link = null;
  #away = (/** @type {PointerEvent} */ event) => {
    if (event.composedPath().includes(this.node)) return;
    this.input.blur(); // what is typed counts
    this.close(false);
  };

  /**
   * @param {Pick<Common, "model" | "words"> & { name: (column: number, row: number) => string, closed: () => void }} common
   *   `name`: how people call a unit; `closed`: the focus goes back to the network
   */
  constructor({ model, words, name, closed }) {
    this.model = model;
    this.words = words;
    this.name = name;
    this.closed = closed;
    this.title = make("strong");
    this.source = make("select", { "aria-label": words.d_edit_which, on: { change: () => this.#choose() } });
    this.input = make("input", { type: "number", step: "any", autocomplete: "off", "aria-label": words.d_edit_value, on: { change: () => this.#apply() } });
    this.oops = make("p", { class: "oops", role: "alert", hidden: "" });
    const hide = make("button", { type: "button", class: "close", text: "×", title: words.d_close, "aria-label": words.d_close, on: { click: () => this.close() } });
    this.node = make("div", { class: "editing card", role: "dialog", "aria-label": words.d_edit, hidden: "", on: { keydown: (event) => this.#key(event) } }, this.title, hide, this.source, this.input, this.oops);
  }

  /**
   * @param {Link} link
   * @param {[from: number, name: string][]} sources all inputs of its layer
   * @param {{ x: number, y: number, width: number, height: number }} where beside a place of a picture of this size
   */
  open(link, sources, { x, y, width, height }) {
    const { words } = this;
    this.link = link;
    setText(this.title, this.name(link.layer + 1, link.to));
    const options = sources.map(([from, unit]) => make("option", { value: from, text: fill(words.d_weight_from, { unit }) }));
    this.source.replaceChildren(make("option", { value: "", text: words.d_bias }), ...options);
    this.source.value = String(link.from ?? "");
    this.input.value = "";
    this.node.hidden = false;
    const left = Math.min(Math.max(4, x + 10), width - this.node.offsetWidth - 4);
    const top = Math.min(Math.max(4, y + 10), height - this.node.offsetHeight - 4);
    this.node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    document.addEventListener("pointerdown", this.#away, true);
    this.#ask();
  }

  async #ask() {
    const { link } = this;
    this.#complain("");
    const { value } = (await this.model.send("weight", link)) ?? {};
    if (this.link !== link) return;
    this.input.value = value === null || value === undefined ? "" : String(Number(value.toPrecision(7)));
    this.input.focus();
    this.input.select();
  }

  #choose() {
    if (!this.link) return;
    this.link = { ...this.link, from: this.source.value === "" ? null : Number(this.source.value) };
    this.#ask();
  }

  #apply() {
    const value = this.input.valueAsNumber;
    if (!this.link) return;
    if (Number.isFinite(value)) this.#send(this.link, value);
    else this.#complain(this.words.d_edit_number);
  }

  /**
   * @param {Link} link
   * @param {number} value
   */
  async #send(link, value) {
    const done = await this.model.send("edit", { ...link, value });
    if (this.link === link) this.#complain(done ? "" : this.model.complaint);
  }

  /** @param {string} sentence */
  #complain(sentence) {
    setText(this.oops, sentence);
    this.oops.hidden = !sentence;
  }

  /**
   * Enter takes the number, Escape closes; arrows change it by a tenth, with shift by a whole.
   *
   * @param {KeyboardEvent} event
   */
  #key(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.close();
    if (event.target !== this.input || event.isComposing) return;
    if (event.key === "Enter") {
      this.#apply();
      if (Number.isFinite(this.input.valueAsNumber)) this.close();
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const by = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 1 : 1 / CHANGES);
      this.input.value = String(Number(((this.input.valueAsNumber || 0) + by).toPrecision(7)));
      this.#apply();
    }
  }

  /** @param {boolean} [back] the focus goes back to the network */
  close(back = true) {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.link = null;
    document.removeEventListener("pointerdown", this.#away, true);
    if (back) this.closed();
  }

  destroy() {
    document.removeEventListener("pointerdown", this.#away, true);
  }
}
