// The word for what happens in a network, with its sign.
import { icon, make } from "../shared/element.js";

const ICONS = { healthy: "done", overflow: "fail" };

/** Write `kind`, of `core.diagnosis.verdict`, into `node`. */
export function showKind(node, kind, words) {
  if (node.dataset.kind === kind) return;
  node.dataset.kind = kind;
  node.replaceChildren(icon(ICONS[kind] ?? "warn"), make("span", { text: words[`${kind}_kind`] ?? words[kind] }));
}
