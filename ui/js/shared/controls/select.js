// One of a few.
import { make } from "../element.js";
import { Field } from "./field.js";

/** @import { About } from "./field.js" */
/** @typedef {[value: string, text: string, help?: string]} Option */

export class Select extends Field {
  #select;
  /** @type {Map<string, string | undefined>} */
  #helps = new Map();
  #offered = "";
  /** @type {string | null} */
  #shown = null;

  /** @param {About & { options: Option[], pick: (value: string) => void }} about */
  constructor({ options, pick, ...about }) {
    const select = make("select", { "aria-label": about.label, on: { change: () => ((this.#shown = null), pick(select.value)) } });
    super(about, select);
    this.#select = select;
    this.offer(options);
  }

  /**
   * What can be picked from now on.
   *
   * @param {Option[]} options
   */
  offer(options) {
    const offered = JSON.stringify(options);
    if (this.#offered === offered) return;
    this.#offered = offered;
    this.#helps = new Map(options.map(([value, , help]) => [value, help]));
    this.#select.replaceChildren(...options.map(([value, text, help]) => make("option", { value, text, title: help })));
    this.#shown = null;
  }

  /** @param {string} value */
  show(value) {
    if (this.#shown === value) return;
    this.#shown = value;
    this.#select.value = value;
    this.node.title = [this.help, this.#helps.get(value)].filter(Boolean).join("\n");
  }

  /** @param {boolean} yes */
  set disabled(yes) {
    this.#select.disabled = yes;
  }
}
