// The control that fits a choice, from what Python says of it.
import { typedNumber } from "./numbers.js";
import { Select } from "./select.js";
import { Switch } from "./switch.js";
import { Typed } from "./typed.js";

/** @import { Choice, Task } from "../menus.d.ts" */

/**
 * @param {Choice} choice
 * @param {{ path: string, pick: (text: string) => void, task?: Task }} more `task`: of a menu, offer what fits it
 */
export function controlOf({ label, help, kind, entries, options, marks }, { path, pick, task }) {
  const about = { label, help, path, pick };
  if (kind === "menu") {
    const fitting = (entries ?? []).filter(({ tasks }) => !tasks || !task || tasks.includes(task));
    return new Select({ ...about, options: fitting.map((entry) => [entry.key, entry.label, entry.help]) });
  }
  if (options) return new Select({ ...about, options });
  if (kind === "switch") return new Switch(about);
  // In texts of other kinds a comma separates.
  const read = ["number", "formula"].includes(kind) ? typedNumber : undefined;
  return new Typed({ ...about, marks, numeric: kind === "number", read });
}
