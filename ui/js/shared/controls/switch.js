// On or off, as the texts "1" and "0".
import { make } from "../element.js";
import { Field } from "./field.js";

/** @import { About } from "./field.js" */

const ON = ["1", "true", "on", "yes"];

export class Switch extends Field {
  #box;

  /** @param {About & { pick: (text: "1" | "0") => void }} about */
  constructor({ pick, ...about }) {
    const box = make("input", { type: "checkbox", "aria-label": about.label, on: { change: () => pick(box.checked ? "1" : "0") } });
    super({ ...about, kind: "switch" }, box);
    this.#box = box;
  }

  /** @param {string} [text] */
  show(text = "") {
    this.#box.checked = ON.includes(text.toLowerCase());
  }
}
