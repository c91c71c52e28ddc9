// What the picture of the plane shows of a run, or of data before one.
import { number } from "../shared/format.js";
import { levelColours, manyClasses, meaning } from "../shared/levels.js";

/** @import { Boundary, PlaneContent, PlaneKey, Words } from "../shared/types.d.ts" */
/** @import { PlaneData } from "./types.d.ts" */

/**
 * @param {PlaneData} plane
 * @param {Boundary | null} boundary
 * @param {{ validation: boolean, sharp: boolean }} choices show the validation points; only the winning side
 * @param {Words} words
 * @returns {PlaneContent}
 */
export function planeContent(plane, boundary, { validation, sharp }, words) {
  const { classes, regression, extent, low, high } = plane;
  return {
    extent,
    boundary,
    palette: { id: JSON.stringify([classes, regression, sharp]), colours: (theme) => levelColours(theme, { classes, regression, sharp }) },
    points: plane,
    range: !regression && classes?.length ? null : [low, high],
    validation,
    key: keyOf(plane),
    say: (level) => meaning(level, plane, words),
  };
}

/**
 * @param {PlaneData} plane
 * @returns {PlaneKey}
 */
function keyOf({ classes, regression, low, high }) {
  if (!regression && manyClasses(classes)) return { classes };
  if (regression === false && classes?.length === 2) return { low: classes[0], high: classes[1] };
  return { low: number(low, 2), high: number(high, 2) };
}
