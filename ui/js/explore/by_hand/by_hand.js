// The explorer of what can be worked out with a pencil: a network's step, and the perceptron.
import { make } from "../../shared/element.js";
import { NetworkView } from "./networkview.js";
import { PerceptronView } from "./perceptronview.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */

export class ByHandExplorer {
  node = make("div", { class: "hand" });
  /** @type {NetworkView | PerceptronView} */
  #seen;

  /** @param {Parts} parts */
  constructor(parts) {
    this.views = { network: new NetworkView(parts), perceptron: new PerceptronView(parts) };
    this.#seen = this.views.network;
    parts.watch(this.node);
  }

  /** @param {Texts} texts */
  show(texts) {
    const { subject, loss } = texts;
    this.#seen = this.views[subject === "perceptron" ? "perceptron" : "network"];
    // What is chosen decides which controls mean something: see the style sheet.
    Object.assign(this.node.dataset, { subject, loss });
    if (this.node.firstChild !== this.#seen.node) this.node.replaceChildren(this.#seen.node);
    this.#seen.show(texts);
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.#seen.draw(theme);
  }

  pictures() {
    return this.#seen.pictures();
  }

  /** @returns {Record<string, string | number>} */
  report() {
    return this.#seen.report();
  }

  close() {}
}
