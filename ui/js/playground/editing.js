// A small window beside a link or a bias: its exact value, to be changed while the network trains.
import { make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";

const CHANGES = 10;

export class Editing {
  /** `name(column, row)`: how people call a unit. `closed()`: the focus goes back to the network. */
  constructor({ model, words, name, closed }) {
    Object.assign(this, { model, words, name, closed });
    this.title = make("strong", {});
    this.source = make("select", { "aria-label": words.d_edit_which, on: { change: () => this.#choose() } });
    this.input = make("input", { type: "number", step: "any", autocomplete: "off", "aria-label": words.d_edit_value, on: { change: () => this.#apply() } });
    this.oops = make("p", { class: "oops", role: "alert", hidden: "" });
    const hide = make("button", { type: "button", class: "close", text: "×", title: words.d_close, "aria-label": words.d_close, on: { click: () => this.close() } });
    const about = { class: "editing card", role: "dialog", "aria-label": words.d_edit, hidden: "", on: { keydown: (event) => this.#key(event) } };
    this.node = make("div", about, this.title, hide, this.source, this.input, this.oops);
    this.away = (event) => {
      if (event.composedPath().includes(this.node)) return;
      this.input.blur(); // what is typed counts
      this.close(false);
    };
  }

  /** `link`: {layer, from: number of the input or null for the bias, to}; `sources`: [number, name] of all inputs; x, y: where. */
  open(link, sources, { x, y, width, height }) {
    const { words } = this;
    this.link = link;
    setText(this.title, this.name(link.layer + 1, link.to));
    this.source.replaceChildren(make("option", { value: "", text: words.d_bias }), ...sources.map(([value, text]) => make("option", { value, text: fill(words.d_weight_from, { unit: text }) })));
    this.source.value = link.from ?? "";
    this.input.value = "";
    this.node.hidden = false;
    const left = Math.min(Math.max(4, x + 10), width - this.node.offsetWidth - 4);
    const top = Math.min(Math.max(4, y + 10), height - this.node.offsetHeight - 4);
    this.node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    document.addEventListener("pointerdown", this.away, true);
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
    this.link = { ...this.link, from: this.source.value === "" ? null : Number(this.source.value) };
    this.#ask();
  }

  #apply() {
    if (!this.link) return undefined;
    const value = this.input.valueAsNumber;
    if (Number.isFinite(value)) return this.#send(value);
    this.#complain(this.words.d_edit_number);
    return undefined;
  }

  async #send(value) {
    const { link, model } = this;
    const done = await model.send("edit", { ...link, value });
    if (this.link === link) this.#complain(done ? "" : model.complaint);
  }

  #complain(sentence) {
    setText(this.oops, sentence);
    this.oops.hidden = !sentence;
  }

  /** Enter takes the number, Escape closes; arrows change it by a tenth, with shift by a whole. */
  #key(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.close();
    if (event.target !== this.input || event.isComposing) return;
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter") {
      if (Number.isFinite(this.input.valueAsNumber)) this.#apply(), this.close();
      else this.#apply();
    } else if (by) {
      event.preventDefault();
      const value = (this.input.valueAsNumber || 0) + by * (event.shiftKey ? 1 : 1 / CHANGES);
      this.input.value = String(Number(value.toPrecision(7)));
      this.#apply();
    }
  }

  close(back = true) {
    if (this.node.hidden) return;
    this.node.hidden = true;
    this.link = null;
    document.removeEventListener("pointerdown", this.away, true);
    if (back) this.closed();
  }

  destroy() {
    document.removeEventListener("pointerdown", this.away, true);
  }
}
