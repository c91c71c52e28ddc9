// Controls that a teacher has hidden (`hide=` in the address): gone without a gap.

/** Whether the control of that name (`ui/playground/hiding.py`) is hidden. */
export function hides(model, name) {
  return model.hidden?.has(name) ?? false;
}

/**
 * Hide what is hidden, and each holder of which nothing is left.
 * `parts`: [name, node] pairs; `holders`: nodes around some of them.
 */
export function hide(model, parts, holders = []) {
  for (const [name, node] of parts) node.hidden = hides(model, name);
  for (const holder of holders) holder.hidden = [...holder.children].every((child) => child.hidden);
}
