// The row of controls above an explorer: one for each of its choices, from what Python says of them.
import { rootOf, withEntry } from "../shared/choices.js";
import { controlOf } from "../shared/controls/described.js";
import { Slider } from "../shared/controls/slider.js";
import { make } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { Parts } from "./parts.js";
import { stopsOf } from "./stops.js";

/** @import { Choice, Texts } from "../shared/menus.d.ts" */
/** @import { Words } from "../shared/types.d.ts" */

/** @typedef {Choice & { low?: number, high?: number, log?: boolean, integer?: boolean }} Ranged */

export class Controls {
  /** All choices. @type {Texts} */
  texts = {};
  node = make("div", { class: "choices" });
  #menus;
  #words;
  #changed;
  /** @type {(ReturnType<typeof controlOf> | Slider | Parts)[]} */
  #controls = [];
  #shape = "";

  /**
   * @param {object} parts
   * @param {Record<string, Choice>} parts.fields
   * @param {Words} parts.words
   * @param {() => void} parts.changed `texts` have changed
   */
  constructor({ fields, words, changed }) {
    this.#menus = { fields };
    this.#words = words;
    this.#changed = changed;
  }

  /** @param {Texts} texts all of them */
  show(texts) {
    this.texts = { ...texts };
    const fields = Object.keys(this.#menus.fields).filter((key) => this.#offered(this.#menus.fields[key]));
    const paths = fields.flatMap((key) => [key, ...Object.keys(texts).filter((path) => path !== key && rootOf(path) === key)]);
    const shape = `${paths} ${Object.entries(this.#menus.fields).map(([key, { kind }]) => (kind === "menu" ? texts[key] : ""))}`;
    if (this.#shape !== shape) {
      this.#shape = shape;
      this.#controls = paths.map((path) => this.#control(path));
      this.node.replaceChildren(...this.#controls.map(({ node }) => node));
    }
    for (const control of this.#controls) {
      const text = this.texts[control.path];
      if (control instanceof Slider) control.show(Number(text));
      else control.show(text);
      control.complain();
    }
  }

  /** Whether a choice has a control of its own, and means something now. @param {Choice} choice */
  #offered({ elsewhere, group, tasks }) {
    const { part, task } = this.texts;
    const seen = part === undefined || !group || group === part;
    return !elsewhere && seen && (task === undefined || !tasks || tasks.some((each) => each === task));
  }

  /**
   * Mark values on sliders, and no others.
   *
   * @param {Record<string, number | undefined>} limits by path
   */
  mark(limits) {
    for (const control of this.#controls) if (control instanceof Slider) control.mark(limits[control.path]);
  }

  /** @param {string} path */
  #choice(path) {
    const [key, parameter] = path.split(".");
    const field = this.#menus.fields[key];
    if (!parameter) return /** @type {Ranged} */ (field);
    const found = field.entries?.find((entry) => entry.key === this.texts[key])?.parameters.find((each) => each.key === parameter);
    if (!found) throw new Error(`Expected a parameter of ${this.texts[key]}, received ${parameter}.`);
    return /** @type {Ranged} */ (found);
  }

  /** @param {string} path */
  #control(path) {
    const choice = this.#choice(path);
    if (path === "part") return new Parts(choice, { path, pick: (text) => this.#pick(path, text) });
    if (choice.kind !== "number") return controlOf(choice, { path, pick: (text) => this.#pick(path, text) });
    const { label, help } = choice;
    return new Slider({ label, help, path, stops: stopsOf(choice), pick: (value) => this.#slide(path, choice, value) });
  }

  /**
   * @param {string} path
   * @param {Ranged} choice
   * @param {number | string} value
   */
  #slide(path, choice, value) {
    const { low = -Infinity, high = Infinity, integer } = choice;
    const right = typeof value === "number" && value >= low && value <= high && !(integer && value !== Math.round(value));
    const control = this.#controls.find((each) => each.path === path);
    control?.complain(right ? "" : fill(this.#words[integer ? "no_whole_number" : "no_number"], { low, high, got: `“${value}”` }));
    if (right) this.#pick(path, String(value));
  }

  /**
   * @param {string} path
   * @param {string} text
   */
  #pick(path, text) {
    const menu = this.#menus.fields[path]?.kind === "menu";
    this.show(menu ? withEntry(this.#menus, this.texts, path, text) : { ...this.texts, [path]: text });
    this.#changed();
  }
}
