// The explorer of scaling: by hand, and what it does to gradient descent.
import { make } from "../../shared/element.js";
import { BowlView } from "./bowlview.js";
import { StepsView } from "./stepsview.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */

export class ScalingExplorer {
  node = make("div", { class: "scaling-stage" });
  #part = "steps";

  /** @param {Parts} parts */
  constructor(parts) {
    this.steps = new StepsView(parts);
    this.bowl = new BowlView(parts);
    parts.watch(this.node);
  }

  get #seen() {
    return this.#part === "bowl" ? this.bowl : this.steps;
  }

  /**
   * Who changes the rate wants it to be used.
   *
   * @param {Texts} before
   * @param {Texts} after
   * @returns {Texts}
   */
  adjusted(before, after) {
    return after.rate !== before.rate ? { ...after, best: "0" } : after;
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#part = texts.part;
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

  /** @returns {Record<string, string>} */
  report() {
    return { part: this.#part, ...this.#seen.report() };
  }

  close() {}
}
