// Ways of optimizers in a picture of a surface.
import { css } from "../../shared/colours.js";
import { polyline } from "../../shared/polyline.js";
import { rimmed } from "./bands.js";
import { racerColour } from "./colours.js";

/** @import { Place } from "../../shared/polyline.js" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

/** Where lines stop that lead out of the picture, in pixels: canvases draw badly what is much farther. */
const BEYOND = 5000;
/** Pixels between places of a line at least. */
const APART = 0.7;

/**
 * All ways: up to the step that is shown in full, and pale beyond; a dot where each is. The minima and the start, too.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {Scene} scene
 * @param {(x: number, y: number, loss: number) => Place} place
 */
export function drawWays(context, theme, { runs, racers, t, course }, place) {
  for (const [x, y] of course.surface.lowest) cross(context, theme, place(x, y, course.surface.floor));
  const bounded = (/** @type {Place} */ [left, top]) => /** @type {Place} */ ([clamped(left), clamped(top)]);
  for (const { racer, way, at } of runs) {
    const colour = racerColour(theme, at, racers.length);
    const places = way.x.map((x, step) => bounded(place(x, way.y[step], way.loss[step])));
    const width = racer.followed ? 3 : 1.6;
    const gone = spaced(places.slice(0, t + 1));
    polyline(context, spaced(places.slice(t)), { colour, width: 1, alpha: 0.35 });
    if (racer.followed) polyline(context, gone, { colour: theme.background, width: width + 2.5, alpha: 0.8 });
    polyline(context, gone, { colour, width, dash: at % 2 && !racer.followed ? [5, 3] : [] });
  }
  for (const { racer, way, at } of runs) {
    const step = Math.min(t, way.x.length - 1);
    const place_ = bounded(place(way.x[step], way.y[step], way.loss[step]));
    rimmed(context, ...place_, { colour: racerColour(theme, at, racers.length), size: racer.followed ? 6 : 4, theme });
  }
  const [left, top] = place(course.start[0], course.start[1], course.surface.loss(...course.start));
  context.strokeStyle = css(theme.text);
  context.lineWidth = 2;
  context.beginPath();
  context.arc(left, top, 7, 0, 2 * Math.PI);
  context.stroke();
}

/** Places that are told from the one before: about a minimum there are hundreds in a pixel. @param {Place[]} places */
function spaced(places) {
  let last = places[0];
  return places.filter((place, at) => {
    const kept = at === 0 || Math.abs(place[0] - last[0]) + Math.abs(place[1] - last[1]) > APART;
    if (kept) last = place;
    return kept;
  });
}

/** @param {number} pixels */
const clamped = (pixels) => Math.min(Math.max(pixels, -BEYOND), BEYOND);

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {Place} place
 */
function cross(context, theme, [left, top]) {
  for (const [dx, dy] of [[5, 5], [5, -5]]) {
    polyline(context, [[left - dx, top - dy], [left + dx, top + dy]], { colour: theme.text, width: 1.5 });
  }
}
