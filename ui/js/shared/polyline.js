// A line of a chart on a canvas.
import { css } from "./colours.js";

/** @import { Rgb } from "./types.d.ts" */

/** @typedef {[x: number, y: number]} Place in CSS pixels */

/**
 * Draw a line through `places`; null is a gap, where the line ends. A point alone makes no line: it becomes a small
 * square.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Iterable<Place | null>} places
 * @param {{ colour: Rgb, alpha?: number, width?: number, dash?: number[], bridge?: boolean }} style `bridge`: over gaps
 */
export function polyline(context, places, { colour, alpha = 1, width = 1.7, dash = [], bridge = false }) {
  let pen = false;
  let points = 0;
  /** @type {Place} */
  let last = [0, 0];
  context.save();
  context.beginPath();
  for (const place of places) {
    if (!place) {
      pen &&= bridge;
      continue;
    }
    if (pen) context.lineTo(...place);
    else context.moveTo(...place);
    pen = true;
    points += 1;
    last = place;
  }
  context.strokeStyle = context.fillStyle = css(colour, alpha);
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.stroke();
  if (points === 1) context.fillRect(last[0] - 2, last[1] - 2, 4, 4);
  context.restore();
}
