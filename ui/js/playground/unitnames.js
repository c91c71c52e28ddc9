// How people call the units of the diagram. Columns count from the inputs.
import { fill } from "../shared/format.js";

/** @import { Scene, Words } from "../shared/types.d.ts" */
/** @import { Hello, Place } from "./types.d.ts" */

/**
 * What names depend on.
 *
 * @typedef {object} Names
 * @property {Words} words
 * @property {string[]} inputs names of the rows of the first column
 * @property {number} columns how many there are; the last is the output
 * @property {Pick<Hello, "task" | "classes"> | null} hello
 */

/**
 * @param {Names} names
 * @param {Place} place
 */
export function unitName({ words, inputs, columns, hello }, { column, row }) {
  if (!column) return inputs[row];
  if (column < columns - 1) return fill(words.d_unit, { layer: column, unit: row + 1 });
  return hello?.task === "multiclass" ? fill(words.d_output_of, { class: hello.classes[row] ?? row + 1 }) : words.d_output;
}

/**
 * Numbers and names of what feeds a layer.
 *
 * @param {Names} names
 * @param {number} layer counted from the first hidden one
 * @param {Pick<Scene, "units" | "inputs">} scene
 * @param {Map<string, string>} labels of all inputs, by key
 * @returns {[from: number, name: string][]}
 */
export function sourceNames(names, layer, scene, labels) {
  if (layer) return Array.from({ length: scene.units[layer - 1] }, (_, row) => [row, unitName(names, { column: layer, row })]);
  return scene.inputs.map((key, at) => [at, labels.get(key) ?? key]);
}
