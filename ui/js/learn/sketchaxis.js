// Where values lie on the upright axis of a sketch, from 0 at its low end to 1.
import { number, percent, power } from "../shared/format.js";

/** @import { Axis } from "./types.d.ts" */

const TICKS = 5;
const MOST_DECADES = 10;

/**
 * @param {Axis} axis
 * @param {number} value
 */
export function along({ low, high, scale }, value) {
  const inside = Math.min(Math.max(value, low), high);
  return scale === "log" ? Math.log(inside / low) / Math.log(high / low) : (inside - low) / (high - low);
}

/**
 * The value at a place, the other way round.
 *
 * @param {Axis} axis
 * @param {number} place
 */
export function valueAt({ low, high, scale }, place) {
  const inside = Math.min(Math.max(place, 0), 1);
  return scale === "log" ? low * (high / low) ** inside : low + (high - low) * inside;
}

/**
 * A value as it is read out and written beside the axis.
 *
 * @param {Axis} axis
 * @param {number} value
 */
export function written({ share }, value) {
  return share ? percent(value, 0) : number(value, 2);
}

/**
 * Values to mark on the axis, low to high, and how they are written.
 *
 * @param {Axis} axis
 * @returns {{ value: number, text: string }[]}
 */
export function ticks(axis) {
  const { low, high, scale } = axis;
  if (scale === "log") {
    const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
    const apart = Math.max(1, Math.ceil((last - first) / MOST_DECADES));
    return Array.from({ length: Math.floor((last - first) / apart) + 1 }, (_, at) => first + at * apart).map((exponent) => ({
      value: 10 ** exponent,
      text: exponent === 0 ? "1" : power(exponent),
    }));
  }
  return Array.from({ length: TICKS }, (_, at) => low + ((high - low) * at) / (TICKS - 1)).map((value) => ({ value, text: written(axis, value) }));
}

/**
 * The curve after a stroke of the pointer: points that it passed are put on it.
 *
 * @param {number[]} places of all points
 * @param {{ at: number, place: number }} from where the pointer was: `at` counts points, with fractions
 * @param {{ at: number, place: number }} to where it is
 */
export function stroked(places, from, to) {
  const [left, right] = from.at <= to.at ? [from, to] : [to, from];
  const nearest = Math.min(Math.max(Math.round(to.at), 0), places.length - 1);
  return places.map((place, at) => {
    if (at === nearest) return to.place;
    if (at <= left.at || at >= right.at) return place;
    return left.place + ((right.place - left.place) * (at - left.at)) / (right.at - left.at);
  });
}
