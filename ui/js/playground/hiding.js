// Controls that a teacher has hidden (`hide=` in the address): gone without a gap.

/** @typedef {{ hidden: Set<string> }} Hiding names of `ui/playground/hiding.py` */

/**
 * Whether the control of that name is hidden.
 *
 * @param {Hiding} model
 * @param {string} name
 */
export function hides(model, name) {
  return model.hidden.has(name);
}

/**
 * Hide what is hidden, and each holder of which nothing is left.
 *
 * @param {Hiding} model
 * @param {[name: string, node: HTMLElement][]} parts
 * @param {HTMLElement[]} [holders] around some of the parts
 */
export function hide(model, parts, holders = []) {
  for (const [name, node] of parts) node.hidden = hides(model, name);
  for (const holder of holders) holder.hidden = allHidden(holder.children);
}

/** @param {Iterable<Element>} nodes */
export function allHidden(nodes) {
  return [...nodes].every((node) => node instanceof HTMLElement && node.hidden);
}
