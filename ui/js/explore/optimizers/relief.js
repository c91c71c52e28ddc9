// How high a loss is shown: logarithms bring hollows and walls into one picture.

/** @import { Surface } from "./surfaces.js" */

/** @typedef {{ x: [number, number], y: [number, number] }} Window */

/** Bands of one colour between lines of equal loss. */
export const BANDS = 22;
/** The share of the highest loss below which bands get as wide as they would be without logarithms. */
const FINEST = 1e-3;

/**
 * From 0 at the minimum to 1 at the highest place of a window.
 *
 * @param {Surface} surface
 * @param {Window} window
 * @returns {(loss: number) => number}
 */
export function heightOf({ loss, floor }, { x, y }) {
  let top = 0;
  for (let across = 0; across <= 20; across++) {
    for (let up = 0; up <= 20; up++) top = Math.max(top, loss(x[0] + (across / 20) * (x[1] - x[0]), y[0] + (up / 20) * (y[1] - y[0])) - floor);
  }
  const whole = Math.log1p(1 / FINEST);
  return (value) => Math.min(1.2, Math.log1p(Math.max(0, value - floor) / (FINEST * top)) / whole);
}

/**
 * Bands of a window, row by row from above: which one each point is in.
 *
 * @param {Surface} surface
 * @param {Window} window
 * @param {number} wide points
 * @param {number} high points
 */
export function bandsOf(surface, window, wide, high) {
  const height = heightOf(surface, window);
  const bands = new Uint8Array(wide * high);
  for (let row = 0; row < high; row++) {
    const y = window.y[1] - ((row + 0.5) / high) * (window.y[1] - window.y[0]);
    for (let column = 0; column < wide; column++) {
      const x = window.x[0] + ((column + 0.5) / wide) * (window.x[1] - window.x[0]);
      bands[row * wide + column] = Math.floor(BANDS * height(surface.loss(x, y)));
    }
  }
  return bands;
}

/**
 * Where a place of a landscape is in a picture, as shares of half its smaller side from its middle: across, up, and how far
 * from the eye.
 *
 * @param {{ turn: number, tilt: number }} view degrees
 */
export function projection({ turn, tilt }) {
  const [c, s] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const [down, up] = [Math.sin((tilt * Math.PI) / 180), Math.cos((tilt * Math.PI) / 180)];
  return (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ height) => {
    const [across, along] = [c * x - s * y, s * x + c * y];
    return { across: 0.68 * across, up: 0.68 * (along * down + (1.1 * height - 0.4) * up), far: along * up - height * down };
  };
}
