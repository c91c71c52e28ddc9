// Menus of a small lab: what `ui/playground/menus.py` tells, with a few entries each.

/** @import { Choice, Entry, Task } from "../../shared/menus.d.ts" */
/** @import { Menus } from "../../playground/types.d.ts" */

/**
 * @param {Partial<Choice>} [more]
 * @returns {Choice}
 */
const choice = (more) => ({ label: "", help: "", kind: "number", value: "0", tasks: null, ...more });

/**
 * @param {string} key
 * @param {Record<string, string>} [parameters] defaults
 * @param {{ task?: Task, tasks?: Task[] }} [more]
 * @returns {Entry}
 */
const entry = (key, parameters = {}, more) => ({
  key,
  label: key.toUpperCase(),
  help: `About ${key}.`,
  parameters: Object.entries(parameters).map(([name, value]) => ({ key: name, ...choice({ value }) })),
  ...more,
});

/** @param {Entry[]} entries */
const menu = (...entries) => ({ ...choice({ kind: "menu", value: entries[0].key }), entries });

/** @type {Menus} */
export const MENUS = {
  fields: {
    features: menu(entry("x1"), entry("x2"), entry("x1x2")),
    activation: menu(entry("tanh"), entry("relu")),
    initializer: menu(entry("normal", { scale: "0.05" }), entry("zeros")),
    dataset: menu(
      entry("circle", { samples: "500", noise: "0" }, { task: "binary" }),
      entry("clouds", { samples: "500", noise: "0", classes: "3" }, { task: "multiclass" }),
      entry("points", { points: "" }, { task: "binary" }),
      entry("hills", { samples: "1200", noise: "0" }, { task: "regression" }),
    ),
    loss: menu(entry("auto"), entry("crossentropy", {}, { tasks: ["binary"] }), entry("square", {}, { tasks: ["binary", "regression"] })),
    layers: choice({ kind: "widths", value: "4-2" }),
    learning_rate: choice({ value: "0.03" }),
  },
  dials: { normal: { key: "scale", low: 0.01, high: 10 } },
  speeds: [],
  presets: [],
  limits: { layers: 12, units: 32 },
  hideable: [],
};
