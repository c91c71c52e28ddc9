// What of the page's setting changes when something is pressed. `own` are the fields that each column has for itself.
import { dialOf, part, within } from "../shared/choices.js";
import { deepened, textOf, widthsOf } from "../shared/shape.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { InitializationMenus, Setting, Example } from "./types.d.ts" */

const WIDTH = 64; // of layers where none is

/**
 * A setting in which some of `patch` is different. Another column brings its own choices.
 *
 * @param {Setting} setting
 * @param {Partial<Setting>} patch
 * @param {readonly string[]} own
 * @returns {Setting}
 */
export function changed(setting, patch, own) {
  const next = { ...setting, ...patch };
  if ("at" in patch || "columns" in patch) next.experiment = { ...part(next.experiment, own, false), ...next.columns[next.at] };
  return next;
}

/**
 * A setting with other choices: the column that the controls stand for gets them.
 *
 * @param {Setting} setting
 * @param {Pick<Setting, "experiment" | "inputs">} choices
 * @param {readonly string[]} own
 * @returns {Setting}
 */
export function chosen(setting, { experiment, inputs }, own) {
  return { ...setting, experiment: { ...experiment }, inputs, columns: setting.columns.with(setting.at, part(experiment, own)) };
}

/**
 * All choices of every column.
 *
 * @param {Setting} setting
 * @param {readonly string[]} own
 * @returns {Texts[]}
 */
export function experiments({ experiment, columns }, own) {
  const shared = part(experiment, own, false);
  return columns.map((column) => ({ ...shared, ...column }));
}

/**
 * The column that is picked once more, behind the others.
 *
 * @param {Setting} setting
 */
export function copied({ columns, at }) {
  return { columns: [...columns, { ...columns[at] }], at: columns.length };
}

/**
 * All columns but one. The one that is picked stays so; if it goes, the one behind it is, or the last.
 *
 * @param {Setting} setting
 * @param {number} place
 */
export function removed({ columns, at }, place) {
  return { columns: columns.toSpliced(place, 1), at: Math.min(at - (place < at ? 1 : 0), columns.length - 2) };
}

/**
 * What an example sets.
 *
 * @param {Setting} setting
 * @param {Example} example
 */
export function begun(setting, { experiment, inputs, columns }) {
  return { experiment: { ...setting.experiment, ...experiment }, inputs, columns, at: 0 };
}

/**
 * Whether a setting is what an example sets.
 *
 * @param {Setting} setting
 * @param {Pick<Example, "experiment" | "inputs" | "columns">} example
 */
export function isExample(setting, { experiment, inputs, columns }) {
  return (
    inputs === setting.inputs &&
    columns.length === setting.columns.length &&
    within(experiment, setting.experiment) &&
    columns.every((column, at) => within(column, setting.columns[at]) && within(setting.columns[at], column))
  );
}

/**
 * Hidden layers as they are written, made as many as `depth`: more are like the last.
 *
 * @param {string} layers
 * @param {number} depth
 */
export function withDepth(layers, depth) {
  return textOf(deepened(widthsOf(layers) ?? [], depth, WIDTH));
}

/**
 * What the measured map depends on: all but the dial, what training takes, and the layers but for the last one's width.
 *
 * @param {Pick<Setting, "experiment" | "inputs">} setting
 * @param {Pick<InitializationMenus, "fields" | "dials" | "map_depth">} menus
 */
export function mapParts({ experiment, inputs }, menus) {
  const dial = dialOf(menus, experiment);
  const kept = Object.entries(part(experiment, ["layers", "optimizer", "learning_rate"], false)).filter(([path]) => path !== dial?.path);
  const widths = widthsOf(experiment.layers) ?? [];
  return JSON.stringify([kept, inputs, widths.at(-1), widths.length > menus.map_depth]);
}
