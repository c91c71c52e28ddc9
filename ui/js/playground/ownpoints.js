// Points of one's own, and the text that they are sent and kept as: five characters for each (core/choices/typed/points.py).
import { PLANE_EXTENT, POINT_ALPHABET, POINT_LENGTH, POINT_STEPS } from "../shared/constants.js";

/** @typedef {{ x: number[], y: number[], label: number[] }} OwnPoints */

/**
 * The points of a text; what is no text of points gives none.
 *
 * @param {string | null | undefined} text
 */
export function pointsOf(text) {
  /** @type {OwnPoints} */
  const points = { x: [], y: [], label: [] };
  if (!text || !/^(?:[\w-]{4}[0-5])*$/.test(text)) return points;
  const place = (/** @type {number} */ at) => (64 * POINT_ALPHABET.indexOf(text[at]) + POINT_ALPHABET.indexOf(text[at + 1])) * ((2 * PLANE_EXTENT) / POINT_STEPS) - PLANE_EXTENT;
  for (let at = 0; at < text.length; at += POINT_LENGTH) {
    points.x.push(place(at));
    points.y.push(place(at + 2));
    points.label.push(Number(text[at + 4]));
  }
  return points;
}

/** @param {OwnPoints} points */
export function textOfPoints({ x, y, label }) {
  const written = (/** @type {number} */ value) => {
    const step = Math.min(Math.max(Math.round(((value + PLANE_EXTENT) / (2 * PLANE_EXTENT)) * POINT_STEPS), 0), POINT_STEPS);
    return POINT_ALPHABET[step >> 6] + POINT_ALPHABET[step & 63];
  };
  return x.map((value, at) => `${written(value)}${written(y[at])}${label[at]}`).join("");
}

/**
 * How many classes points have: the largest class and one, and two at least.
 *
 * @param {Pick<OwnPoints, "label">} points
 */
export function classesIn({ label }) {
  return Math.max(2, ...label.map((one) => one + 1));
}
