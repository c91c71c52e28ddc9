// A window to paste points from a table; the server reads them and says what is wrong.
import { make, setText } from "../shared/element.js";
import { Refused } from "./connection.js";

export class Pasting {
  /** `take(text)`: points as the text that choices hold. */
  constructor({ model, words, take }) {
    Object.assign(this, { model, words, take });
    this.input = make("textarea", { rows: "9", spellcheck: "false", placeholder: "1.5, -2, 0\n-0.5, 3, 1", "aria-label": words.d_paste_title });
    this.oops = make("p", { class: "oops", role: "alert", hidden: "" });
    const use = make("button", { type: "button", class: "control primary", on: { click: () => this.#use() } }, make("span", { class: "label", text: words.d_paste_use }));
    const cancel = make("button", { type: "button", class: "control", text: words.d_close, on: { click: () => this.node.close() } });
    const about = { class: "pasting", "aria-label": words.d_paste_title, on: { keydown: (event) => event.stopPropagation() } };
    const parts = [make("h3", { text: words.d_paste_title }), make("p", { text: words.d_paste_help }), this.input, this.oops, make("div", { class: "acts" }, cancel, use)];
    this.node = make("dialog", about, ...parts);
  }

  open() {
    this.#complain("");
    this.node.showModal();
    this.input.focus();
  }

  async #use() {
    try {
      const { points } = await this.model.ask("/points", { text: this.input.value });
      this.take(points);
      this.node.close();
    } catch (error) {
      this.#complain((error instanceof Refused && error.message) || this.words.unreachable);
    }
  }

  #complain(sentence) {
    setText(this.oops, sentence);
    this.oops.hidden = !sentence;
  }
}
