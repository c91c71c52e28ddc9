// What is learnt from the chosen data, and a loss that fits it.
import { entryOf } from "../shared/choices.js";

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
