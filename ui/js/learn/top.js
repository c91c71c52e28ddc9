// What stands above a step: it brings the page to its top where the step changes, and prints the lesson.
import { make } from "../shared/element.js";

/** @import { LearnData } from "./types.d.ts" */

export class Top {
  /** @type {string | undefined} */
  #step;

  /** @param {LearnData} data */
  constructor(data) {
    this.button = make("button", { type: "button", class: "control", text: data.words.print, on: { click: () => print() } });
    this.node = make("div", { class: "top" }, this.button);
    this.update(data);
  }

  /** @param {LearnData} data */
  update({ step, print: offered }) {
    this.button.hidden = !offered;
    if (this.#step !== undefined && this.#step !== step) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
    this.#step = step;
  }

  draw() {}

  /** Nothing that could be gone. */
  blank() {
    return false;
  }

  close() {}
}
