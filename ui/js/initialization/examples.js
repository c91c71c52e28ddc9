// Comparisons ready to press.
import { make } from "../shared/element.js";
import { isExample } from "./setting.js";

/** @import { Setting, Example } from "./types.d.ts" */

export class Examples {
  /** @param {{ examples: Example[], label: string, tell: (example: Example) => void }} parts `tell`: one was pressed */
  constructor({ examples, label, tell }) {
    this.examples = examples;
    this.buttons = examples.map((example) => make("button", { type: "button", class: "example", text: example.label, title: example.help, "data-example": example.key, on: { click: () => tell(example) } }));
    this.node = make("div", { class: "examples", role: "group", "aria-label": label }, ...this.buttons);
  }

  /**
   * Press the one that the setting is, and return it, if there is one.
   *
   * @param {Setting} setting
   */
  show(setting) {
    const told = this.examples.find((example) => isExample(setting, example));
    for (const [at, button] of this.buttons.entries()) button.setAttribute("aria-pressed", String(this.examples[at] === told));
    return told;
  }
}
