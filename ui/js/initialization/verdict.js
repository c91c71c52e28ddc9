// What happens in a network, in a word with its sign and in two sentences.
import { icon, make, setText } from "../shared/element.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { Measurement } from "./types.d.ts" */

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
  node = make("p", { class: "verdict", "aria-live": "polite" }, this.#kind, this.#what, this.#why);

  /** @param {Words} words */
  constructor(words) {
    this.words = words;
  }

  /** @param {Measurement["verdict"]} verdict */
  show({ kind, what, why }) {
    showKind(this.#kind, kind, this.words);
    setText(this.#what, what);
    setText(this.#why, why);
  }
}
