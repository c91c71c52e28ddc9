// What all controls of one choice have: a name that explains itself, the control, and why a choice was not taken.
import { make, setText } from "../element.js";

/** @import { Child } from "../element.js" */

/**
 * @typedef {object} About what a control is for
 * @property {string} label
 * @property {string} [help] shown as the title
 * @property {string} path of the choice, as `initializer.scale`
 * @property {string} [kind] class of the control's node, for style sheets
 */

/** `show(text)` of each kind of control brings it in line with what is chosen. */
export class Field {
  #complaint = "";
  #oops = make("span", { class: "oops", role: "alert", hidden: "" });

  /**
   * @param {About} about
   * @param {...Child} controls
   */
  constructor({ label, help = "", path, kind = "" }, ...controls) {
    this.path = path;
    this.help = help;
    const name = make("span", { class: "name", text: label });
    // A label hands clicks on to the one control that it holds; a slider is two.
    this.node = make(kind === "slider" ? "div" : "label", { class: `choice ${kind}`.trim(), "data-path": path, title: help }, name, ...controls, this.#oops);
  }

  /**
   * Say what is wrong with what was chosen; "" takes it away.
   *
   * @param {string} [sentence]
   */
  complain(sentence = "") {
    if (this.#complaint === sentence) return;
    this.#complaint = sentence;
    setText(this.#oops, sentence);
    this.#oops.hidden = !sentence;
    this.node.classList.toggle("wrong", Boolean(sentence));
  }
}

/**
 * Whether it has the focus: nothing may be written under the fingers of someone who types.
 *
 * @param {HTMLInputElement} input
 */
export function busy(input) {
  const root = input.getRootNode();
  return (root instanceof Document || root instanceof ShadowRoot) && root.activeElement === input;
}
