// A window to paste points from a table; the server reads them and says what is wrong.
import { make, setText } from "../shared/element.js";
import { Refused } from "./refusal.js";

/** @import { Common } from "./types.d.ts" */

export class Pasting {
  /** @param {Pick<Common, "model" | "words"> & { take: (text: string) => void }} common `take`: points as the text that choices hold */
  constructor({ model, words, take }) {
    this.model = model;
    this.words = words;
    this.take = take;
    this.input = make("textarea", { rows: "9", spellcheck: "false", placeholder: "1.5, -2, 0\n-0.5, 3, 1", "aria-label": words.d_paste_title });
    this.oops = make("p", { class: "oops", role: "alert", hidden: "" });
    const use = make("button", { type: "button", class: "control primary", on: { click: () => this.#use() } }, make("span", { class: "label", text: words.d_paste_use }));
    const cancel = make("button", { type: "button", class: "control", text: words.d_close, on: { click: () => this.node.close() } });
    const parts = [make("h3", { text: words.d_paste_title }), make("p", { text: words.d_paste_help }), this.input, this.oops, make("div", { class: "acts" }, cancel, use)];
    this.node = make("dialog", { class: "pasting", "aria-label": words.d_paste_title, on: { keydown: (event) => event.stopPropagation() } }, ...parts);
  }

  open() {
    this.#complain("");
    this.node.showModal();
    this.input.focus();
  }

  async #use() {
    try {
      this.take(await this.model.connection.points(this.input.value));
      this.node.close();
    } catch (error) {
      this.#complain((error instanceof Refused && error.message) || this.words.unreachable);
    }
  }

  /** @param {string} sentence */
  #complain(sentence) {
    setText(this.oops, sentence);
    this.oops.hidden = !sentence;
  }
}
