// The explorer of losses and of what the output layer gives them: five parts, of which one is seen.
import { entryOf, withEntry } from "../../shared/choices.js";
import { make } from "../../shared/element.js";
import { CurveView } from "./curveview.js";
import { EntropyView } from "./entropyview.js";
import { OutlierView } from "./outlierview.js";
import { SmoothingView } from "./smoothingview.js";
import { SoftmaxView } from "./softmaxview.js";

/** @import { Task, Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */

const VIEWS = { curve: CurveView, entropy: EntropyView, softmax: SoftmaxView, smoothing: SmoothingView, outlier: OutlierView };
/** @type {Task[]} */
const TASKS = ["binary", "multiclass", "regression"];

export class LossExplorer {
  #parts;
  /** @type {{ [Key in keyof typeof VIEWS]?: InstanceType<(typeof VIEWS)[Key]> }} */
  #made = {};
  /** @type {keyof typeof VIEWS} */
  #part = "curve";
  node = make("div", { class: "losses-stage" });

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    parts.watch(this.node);
  }

  get #seen() {
    const made = this.#made[this.#part] ?? new VIEWS[this.#part](this.#parts);
    Object.assign(this.#made, { [this.#part]: made });
    return made;
  }

  /**
   * A loss that does not fit what is predicted, or the other way round: what was not chosen just now gives way.
   *
   * @param {Texts} before
   * @param {Texts} after
   * @returns {Texts}
   */
  adjusted(before, after) {
    const menus = { fields: this.#parts.menu.fields };
    const fits = entryOf(menus, after, "loss")?.tasks ?? TASKS;
    const task = /** @type {Task} */ (after.task);
    if (fits.includes(task)) return after;
    if (after.task === before.task) return { ...after, task: TASKS.find((each) => fits.includes(each)) ?? task };
    const fitting = menus.fields.loss.entries?.find(({ tasks }) => tasks?.includes(task));
    return fitting ? withEntry(menus, after, "loss", fitting.key) : after;
  }

  /** @param {Texts} texts */
  show(texts) {
    const { task } = this.adjusted(texts, texts);
    if (task !== texts.task) return this.#parts.put({ task }); // an address may say what does not fit
    this.#part = /** @type {keyof typeof VIEWS} */ (texts.part);
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
    return { part: this.#part, ...this.#seen.report() };
  }

  close() {}
}
