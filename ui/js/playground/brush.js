// Painting points: where they come while the brush moves, and which the eraser takes away.
import { MOST_POINTS, PLANE_EXTENT } from "../shared/constants.js";

/** @import { OwnPoints } from "./ownpoints.js" */

/** @typedef {{ x: number, y: number }} Spot of the plane */

const SPACING = 0.35;
/** Of the eraser, beside that of the brush. */
const ERASER = 0.45;
/** Points lie inside, so that they can be seen. */
const EDGE = PLANE_EXTENT - 0.01;

/** Radius in which a dab of the brush spreads points. */
export const SIZES = { small: 0, medium: 0.6, large: 1.2 };

/** @typedef {keyof typeof SIZES} Size */

/**
 * The spots of dabs on the way from `last`, at the same distance however fast the hand is.
 *
 * @param {Spot} last
 * @param {Spot} here
 * @param {Size} size
 * @param {boolean} erase
 * @returns {Spot[]}
 */
export function dabs(last, here, size, erase) {
  const far = Math.hypot(here.x - last.x, here.y - last.y);
  const apart = erase ? ERASER / 2 : Math.max(SPACING, SIZES[size] / 2);
  return Array.from({ length: Math.floor(far / apart) }, (_, at) => {
    const share = ((at + 1) * apart) / far;
    return { x: last.x + (here.x - last.x) * share, y: last.y + (here.y - last.y) * share };
  });
}

/**
 * `points` with those of one dab, as many as there may be; the same if there may be no more.
 *
 * @param {OwnPoints} points
 * @param {Spot} here
 * @param {{ size: Size, label: number, random?: () => number }} brush
 * @returns {OwnPoints}
 */
export function painted(points, here, { size, label, random = Math.random }) {
  const wide = SIZES[size];
  const count = Math.min(wide ? Math.round(1 + 2 * wide) : 1, MOST_POINTS - points.x.length);
  if (count <= 0) return points;
  const spots = Array.from({ length: count }, () => {
    const [angle, far] = [2 * Math.PI * random(), wide * Math.sqrt(random())];
    return { x: inside(here.x + far * Math.cos(angle)), y: inside(here.y + far * Math.sin(angle)) };
  });
  return {
    x: [...points.x, ...spots.map(({ x }) => x)],
    y: [...points.y, ...spots.map(({ y }) => y)],
    label: [...points.label, ...spots.map(() => label)],
  };
}

/**
 * `points` without those that the eraser takes away; the same if there are none.
 *
 * @param {OwnPoints} points
 * @param {Spot} here
 * @param {Size} size
 * @returns {OwnPoints}
 */
export function erased(points, here, size) {
  const radius = ERASER + SIZES[size];
  const stays = points.x.map((x, at) => Math.hypot(x - here.x, points.y[at] - here.y) > radius);
  if (stays.every(Boolean)) return points;
  const left = (/** @type {number[]} */ list) => list.filter((_, at) => stays[at]);
  return { x: left(points.x), y: left(points.y), label: left(points.label) };
}

/** @param {number} value */
function inside(value) {
  return Math.min(Math.max(value, -EDGE), EDGE);
}
