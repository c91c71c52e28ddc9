// What of a network can be derived: its names in choices (w11), in formulas (w₁₁), and where it stands.
import { named } from "./spelling.js";

/** @import { Problem } from "./problem.js" */

/**
 * `layer` counts layers with weights; of a weight or bias `unit` is the unit that it leads to, `from` what it comes from.
 *
 * @typedef {object} Quantity
 * @property {"loss" | "input" | "unit" | "weight" | "bias"} kind
 * @property {string} key
 * @property {string} name
 * @property {number} layer
 * @property {number} unit
 * @property {number} [from]
 */

/** @param {Problem} problem */
const last = ({ layers }) => layers.length - 1;

/**
 * The weight or, without `from`, the bias that leads to a unit.
 *
 * @param {Problem} problem
 * @param {number} layer
 * @param {number} unit
 * @param {number} [from]
 * @returns {Quantity}
 */
export function weightAt(problem, layer, unit, from) {
  const outer = layer === last(problem);
  if (from === undefined) return { kind: "bias", key: `${outer ? "c" : "b"}${unit + 1}`, name: named(outer ? "c" : "b", unit), layer, unit };
  const letter = outer ? "v" : "w";
  return { kind: "weight", key: `${letter}${from + 1}${unit + 1}`, name: named(letter, from, unit), layer, unit, from };
}

/**
 * A unit behind weights.
 *
 * @param {Problem} problem
 * @param {number} layer
 * @param {number} unit
 * @returns {Quantity}
 */
export function unitAt(problem, layer, unit) {
  const letter = layer === last(problem) ? "o" : "h";
  return { kind: "unit", key: `${letter}${unit + 1}`, name: named(letter, unit), layer, unit };
}

/** @param {number} unit @returns {Quantity} */
export function inputAt(unit) {
  return { kind: "input", key: `x${unit + 1}`, name: named("x", unit), layer: -1, unit };
}

/** @type {Quantity} */
export const LOSS = { kind: "loss", key: "loss", name: "L", layer: 0, unit: 0 };

/**
 * All of a network, by key.
 *
 * @param {Problem} problem
 * @returns {Map<string, Quantity>}
 */
export function quantitiesOf(problem) {
  const found = [LOSS, ...problem.x[0].map((_, unit) => inputAt(unit))];
  problem.layers.forEach(({ kernel, bias }, layer) => {
    bias.forEach((_, unit) => {
      found.push(unitAt(problem, layer, unit), weightAt(problem, layer, unit));
      kernel.forEach((_ways, from) => found.push(weightAt(problem, layer, unit, from)));
    });
  });
  return new Map(found.map((each) => [each.key, each]));
}

/**
 * Name of a unit's weighted sum.
 *
 * @param {Problem} problem
 * @param {number} layer
 * @param {number} unit
 */
export function sumName(problem, layer, unit) {
  return named(layer === last(problem) ? "s" : "z", unit);
}

/**
 * Name of what leads to a layer.
 *
 * @param {Problem} problem
 * @param {number} layer
 * @param {number} from
 */
export function sourceName(problem, layer, from) {
  return layer === 0 ? named("x", from) : unitAt(problem, layer - 1, from).name;
}

/**
 * Name of a row's loss; that of the only row is the batch's.
 *
 * @param {Problem} problem
 * @param {number} row
 */
export function lossName({ sizes }, row) {
  return sizes.rows > 1 ? named("L", row) : "L";
}
