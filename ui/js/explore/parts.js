// The parts of an explorer that needs more than one screen: buttons of which one is pressed.
import { make, segmented } from "../shared/element.js";

/** @import { Choice } from "../shared/menus.d.ts" */

export class Parts {
  #buttons;

  /**
   * @param {Choice} choice
   * @param {{ path: string, pick: (text: string) => void }} more
   */
  constructor({ label, options = [] }, { path, pick }) {
    this.path = path;
    this.#buttons = segmented(options, { label, value: "", pick });
    this.node = make("div", { class: "parts", "data-path": path }, this.#buttons.node);
  }

  /** @param {string} text */
  show(text) {
    this.#buttons.press(text);
  }

  /** Nothing can be wrong with what is pressed. */
  complain() {}
}
