// What is drawn around and on top of the plane's colours: the data, the axes, and what the colours mean.
import { along, classColour, css } from "./colours.js";
import { number } from "./format.js";
import { KEY } from "./planelayout.js";

/** @import { PlaneLayout } from "./planelayout.js" */
/** @import { Range } from "./ranges.js" */
/** @import { PlaneKey, Points, Rgb, Theme } from "./types.d.ts" */

/**
 * The data: filled dots for training, rings for validation.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {PlaneLayout} layout
 * @param {Points} points
 * @param {{ range: Range | null, validation: boolean }} how `range`: labels are numbers of it, else classes;
 *   `validation`: draw the rings
 */
export function drawPoints(context, theme, layout, points, { range, validation }) {
  const { left, top, side } = layout;
  // The fewer, the larger.
  const radius = Math.max(1.8, side / 90) * Math.min(1.5, Math.max(1, 1.5 - points.x.length / 500));
  context.save();
  context.beginPath();
  context.rect(left, top, side, side);
  context.clip();
  for (const part of validation ? [0, 1] : [0]) {
    for (let at = 0; at < points.x.length; at++) {
      if ((points.part?.[at] ?? 0) !== part) continue;
      const colour = ofLabel(theme, points.label[at], range);
      context.beginPath();
      context.arc(layout.across(points.x[at]), layout.down(points.y[at]), part ? radius + 0.4 : radius, 0, 2 * Math.PI);
      context.fillStyle = part ? css(theme.background, 0.85) : css(colour);
      context.fill();
      context.lineWidth = part ? 1.5 : 0.8;
      context.strokeStyle = part ? css(colour) : css(theme.background);
      context.stroke();
    }
  }
  context.restore();
}

/**
 * @param {Theme} theme
 * @param {number} label
 * @param {Range | null} range
 * @returns {Rgb}
 */
function ofLabel(theme, label, range) {
  if (!range) return classColour(theme, label);
  const [low, high] = range;
  return along(theme.diverging, (label - low) / (high - low));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {PlaneLayout} layout
 */
export function drawAxes(context, theme, { left, top, side, extent }) {
  context.strokeStyle = css(theme.line);
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
  context.font = `${0.8 * theme.size}px ${theme.font}`;
  context.fillStyle = css(theme.muted);
  for (const [index, value] of [-extent, 0, extent].entries()) {
    const text = number(value, 2).replace(/\.0$/, "");
    context.textBaseline = "top";
    context.textAlign = /** @type {const} */ (["left", "center", "right"])[index];
    context.fillText(text, left + (index * side) / 2, top + side + 4);
    context.textAlign = "right";
    context.textBaseline = /** @type {const} */ (["bottom", "middle", "top"])[index];
    context.fillText(text, left - 4, top + side - (index * side) / 2);
  }
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText("x₁", left + side * 0.75, top + side + 4);
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillText("x₂", left - 4, top + side * 0.25);
}

/**
 * At the right, what the colours mean: names of classes one under the other, or from low to high along a scale.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {PlaneLayout} layout
 * @param {PlaneKey} key
 * @param {number} width of the picture: names that are too long are squeezed
 */
export function drawKey(context, theme, { left, top, side }, key, width) {
  const bar = left + side + 8;
  const names = left + side + KEY;
  const write = (/** @type {string} */ text, /** @type {number} */ y, /** @type {CanvasTextBaseline} */ baseline) => {
    context.textBaseline = baseline;
    context.fillStyle = css(theme.muted);
    context.fillText(text, names, y, width - names);
  };
  context.textAlign = "left";
  if (key.classes) {
    const step = Math.min(1.6 * theme.size, side / key.classes.length);
    for (const [index, name] of key.classes.entries()) {
      const middle = top + (index + 0.5) * step;
      context.fillStyle = css(classColour(theme, index));
      context.fillRect(bar, middle - 4, 8, 8);
      write(name, middle, "middle");
    }
    return;
  }
  const stops = key.stops ?? theme.diverging;
  const fade = context.createLinearGradient(0, top + side, 0, top);
  for (const [index, stop] of stops.entries()) fade.addColorStop(index / (stops.length - 1), css(stop));
  context.fillStyle = fade;
  context.fillRect(bar, top, 8, side);
  write(key.low, top + side, "bottom");
  write(key.high, top, "top");
}
