// The weights between two columns of the diagram: which of them are links, how thick they are, which lie on top.
import { bend } from "./geometry.js";

/** @import { Numbers, Scene } from "../shared/types.d.ts" */
/** @import { Column, Place } from "./types.d.ts" */

/**
 * One step from column to column.
 *
 * @typedef {object} Gap
 * @property {{ row: number, from: number }[]} sources rows where links begin, and which input of the layer each is
 * @property {number} units that links go to
 * @property {Numbers} weights
 * @property {number} stride of a row of weights
 */

/** @typedef {{ layer: number, from: number, row: number, to: number }} FoundLink `row`: where it begins */

/** How many shades links have. */
export const LEVELS = 40;
const REACH = 5;

/**
 * All steps from column to column.
 *
 * @param {Pick<Scene, "units" | "weights">} scene may be another network's: then only what both have is there
 * @param {number[]} rows units of each column as they are drawn
 * @param {number[]} places rows of the inputs
 * @returns {Gap[]}
 */
export function gapsOf(scene, rows, places) {
  return rows.slice(1).map((_, index) => {
    const before = index ? scene.units[index - 1] : places.length;
    const last = index === rows.length - 2;
    const layer = last ? scene.units.length - 1 : index;
    const fits = last ? scene.units.length === rows.length - 1 : index < scene.units.length - 1;
    if (!fits) return { sources: [], units: 0, stride: 0, weights: [] };
    const sources = Array.from({ length: before }, (_, from) => ({ from, row: index ? from : places[from] }));
    const stride = scene.units[layer];
    return { sources: sources.filter(({ row }) => row >= 0 && row < rows[index]), units: Math.min(stride, rows[index + 1]), stride, weights: scene.weights[layer] };
  });
}

/**
 * In wide networks links are thinner: there is less room.
 *
 * @param {Column} from
 * @param {Column} to
 */
export function grainOf(from, to) {
  return Math.min(1, Math.max(0.2, Math.min(from.size, to.size) / 34));
}

/**
 * 1 to 10 pixels for weights of 0 to 5, where there is room.
 *
 * @param {number} weight
 * @param {number} grain
 */
export function thickness(weight, grain) {
  return Math.max(0.4, Math.min(10, 1 + 1.8 * Math.abs(weight || 0)) * grain);
}

/**
 * The links of a gap, row * units + unit, faint ones first so that strong ones lie on top, and the shade of each.
 *
 * @param {Gap} gap
 * @param {Numbers} weights those of the gap, or of another moment
 * @param {(row: number, unit: number) => boolean} own whether a link stands out
 */
export function inOrder({ sources, units, stride }, weights, own) {
  const count = sources.length * units;
  const levels = new Uint8Array(count);
  const starts = new Uint32Array(LEVELS + 1);
  const strongest = (LEVELS - 1) * Math.min(1, 12 / Math.sqrt(count));
  let link = 0;
  for (const { from, row } of sources) {
    for (let unit = 0; unit < units; unit++) {
      const size = Math.abs(weights[from * stride + unit]);
      const level = Number.isNaN(size) ? LEVELS - 1 : Math.floor((1 - Math.exp(-1.6 * size)) * strongest);
      levels[link] = own(row, unit) ? level : level >> 3;
      starts[levels[link] + 1]++;
      link++;
    }
  }
  for (let level = 1; level <= LEVELS; level++) starts[level] += starts[level - 1];
  const order = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[starts[levels[at]]++] = at;
  return { order, levels };
}

/**
 * Whether links of a unit stand out: those that lead to it or away from it. Without a unit all do.
 *
 * @param {Place | null} focus
 * @param {number} index of the gap
 * @returns {(row: number, unit: number) => boolean}
 */
export function standsOut(focus, index) {
  if (!focus) return () => true;
  return (row, unit) => (focus.column === index && focus.row === row) || (focus.column === index + 1 && focus.row === unit);
}

/**
 * The link nearest to a place, or null.
 *
 * @param {Column[]} columns
 * @param {Gap[]} gaps
 * @param {number} x
 * @param {number} y
 * @returns {FoundLink | null}
 */
export function linkAt(columns, gaps, x, y) {
  const right = (/** @type {Column} */ column) => column.x + column.size / 2;
  const left = (/** @type {Column} */ column) => column.x - column.size / 2;
  const index = gaps.findIndex((_, at) => x > right(columns[at]) && x < left(columns[at + 1]));
  if (index < 0) return null;
  const [from, to, gap] = [columns[index], columns[index + 1], gaps[index]];
  const across = left(to) - right(from);
  const fall = bend((x - right(from)) / across);
  const grain = grainOf(from, to);
  /** @type {FoundLink | null} */
  let found = null;
  let least = REACH;
  for (const source of gap.sources) {
    for (let unit = 0; unit < gap.units; unit++) {
      const [y0, y1] = [from.ys[source.row], to.ys[unit]];
      const steep = Math.hypot(1, (1.5 * (y1 - y0)) / across);
      const far = Math.abs(y0 + (y1 - y0) * fall - y) / steep - Math.min(2, thickness(gap.weights[source.from * gap.stride + unit], grain) / 2);
      if (far < least) [least, found] = [far, { layer: index, from: source.from, row: source.row, to: unit }];
    }
  }
  return found;
}
