// A sentence about what went wrong, as long as it is so.
import { icon, make } from "../shared/element.js";

export class Notice {
  #said = "";

  /** @param {"status" | "alert"} role */
  constructor(role) {
    this.node = make("p", { class: "note", role, hidden: "" });
  }

  /** @param {string} sentence "" when all is well again */
  say(sentence) {
    if (this.#said === sentence) return;
    this.#said = sentence;
    this.node.hidden = !sentence;
    this.node.replaceChildren(...(sentence ? [icon("warn"), make("span", { text: sentence })] : []));
  }
}
