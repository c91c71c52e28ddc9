// What the inputs of the plane are, drawn from their formulas: nobody has to ask the server for them.
import { PLANE_EXTENT } from "../shared/constants.js";

/** @typedef {(x1: number, x2: number) => number} Formula */

const SQUARE = PLANE_EXTENT ** 2;

/** By key, with the largest value that it has in the plane. @type {Record<string, [Formula, reach: number]>} */
const FORMULAS = {
  x1: [(x1) => x1, PLANE_EXTENT],
  x2: [(_, x2) => x2, PLANE_EXTENT],
  x1_squared: [(x1) => x1 ** 2, SQUARE],
  x2_squared: [(_, x2) => x2 ** 2, SQUARE],
  x1x2: [(x1, x2) => x1 * x2, SQUARE],
  sin_x1: [(x1) => Math.sin(x1), 1],
  sin_x2: [(_, x2) => Math.sin(x2), 1],
  cos_x1: [(x1) => Math.cos(x1), 1],
  cos_x2: [(_, x2) => Math.cos(x2), 1],
};

/** @type {Map<string, Uint8Array>} */
const computed = new Map();

/**
 * Levels (0 to 255 over the input's own range) at `side` x `side` places; the first row is the smallest x2. An input that
 * is not known here is 0 everywhere.
 *
 * @param {string} key
 * @param {number} side
 */
export function formulaLevels(key, side) {
  const id = `${key} ${side}`;
  const known = computed.get(id);
  if (known) return known;
  const [formula, reach] = FORMULAS[key] ?? [() => 0, 1];
  const at = (/** @type {number} */ index) => ((index + 0.5) / side) * 2 * PLANE_EXTENT - PLANE_EXTENT;
  const level = (/** @type {number} */ place) => Math.round(127.5 + 127.5 * (formula(at(place % side), at(Math.floor(place / side))) / reach));
  const levels = Uint8Array.from({ length: side * side }, (_, place) => level(place));
  computed.set(id, levels);
  return levels;
}
