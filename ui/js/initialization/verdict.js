// The word for what happens in a network, with its sign.
import { icon, make } from "../shared/element.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Words } from "../shared/types.d.ts" */

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
