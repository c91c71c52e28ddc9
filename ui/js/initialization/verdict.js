// What happens in a network, in a word with its sign and in two sentences, and the button that mends it.
import { icon, make, setText } from "../shared/element.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Verdict as Told } from "./types.d.ts" */

/** @type {Record<string, IconName>} */
const ICONS = { healthy: "done", overflow: "fail" };

/**
 * Write a verdict's `kind` (core/diagnosis/verdict.py) into `node`.
 *
 * @param {HTMLElement} node
 * @param {string} kind
 * @param {Words} words
 */
export function showKind(node, kind, words) {
  if (node.dataset.kind === kind) return;
  node.dataset.kind = kind;
  node.replaceChildren(icon(ICONS[kind] ?? "warn"), make("span", { text: words[`${kind}_kind`] ?? words[kind] }));
}

export class Verdict {
  #kind = make("span", { class: "kind" });
  #what = make("strong", {});
  #why = make("span", {});
  /** @type {Told["remedy"]} */
  #remedy = null;
  #button = make("button", { type: "button", class: "control remedy", hidden: "", on: { click: () => this.#mend() } });
  node = make("div", { class: "verdict" }, this.#kind, make("p", { class: "said", "aria-live": "polite" }, this.#what, this.#why), this.#button);

  /**
   * @param {Words} words
   * @param {(texts: Texts) => void} change other choices of the experiment
   */
  constructor(words, change) {
    this.words = words;
    this.change = change;
  }

  /** @param {Told} verdict */
  show({ kind, what, why, remedy }) {
    showKind(this.#kind, kind, this.words);
    setText(this.#what, what);
    setText(this.#why, why);
    this.#remedy = remedy;
    this.#button.hidden = !remedy;
    if (remedy) setText(this.#button, remedy.label);
  }

  #mend() {
    if (this.#remedy) this.change(this.#remedy.change);
  }
}
