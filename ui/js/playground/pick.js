// What a choice brings with it: parameters of an entry, a loss that fits the data.

/** The entry of the menu `key` that `texts` name. */
export function entryOf(menus, texts, key) {
  return menus.fields[key]?.entries?.find((entry) => entry.key === texts[key]);
}

/** What is learnt from the chosen data: "binary", "multiclass" or "regression". */
export function taskOf(menus, texts) {
  const task = entryOf(menus, texts, "dataset")?.task;
  if (texts.dataset !== "points") return task;
  return /^(.{5})*.{4}[2-9]/.test(texts["dataset.points"] ?? "") ? "multiclass" : "binary";
}

/** `texts`, and another loss if the chosen one does not fit what is learnt then. */
export function withLoss(menus, before, texts) {
  const after = { ...before, ...texts };
  const tasks = entryOf(menus, after, "loss")?.tasks;
  return tasks && !tasks.includes(taskOf(menus, after)) ? { ...texts, loss: "auto" } : texts;
}

/** Whether `texts` have all that `few` has. */
export function within(few, texts) {
  return Object.entries(few).every(([path, text]) => texts[path] === text);
}

/** Numbers from `low` to `high`, evenly spread on a logarithmic scale, as people would write them. */
export function decades(low, high, each = 50) {
  const [from, to] = [Math.log10(low), Math.log10(high)].map((value) => Math.round(value * each));
  return Array.from({ length: to - from + 1 }, (_, at) => Number((10 ** ((from + at) / each)).toPrecision(3)));
}
