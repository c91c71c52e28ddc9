// The data on top of the large picture, its axes, and what its colours mean.
import { number } from "../shared/format.js";
import { manyClasses } from "../shared/levels.js";
import { along, classColour, css } from "../shared/colours.js";

const KEY = 20; // what lies between the picture and the names of its colours

/** Where things are: the square of the picture, in CSS pixels, and the half width of the plane in it. */
export class Frame {
  constructor(host, em, extent) {
    this.left = 1.9 * em;
    this.top = 3;
    this.extent = extent;
    const key = KEY + 2.9 * em; // the longest name of a colour
    this.side = Math.max(40, Math.floor(Math.min(host.clientWidth - this.left - key, host.clientHeight - 1.6 * em - 3)));
  }

  across(value) {
    return this.left + ((value + this.extent) / (2 * this.extent)) * this.side;
  }

  down(value) {
    return this.top + this.side - ((value + this.extent) / (2 * this.extent)) * this.side;
  }

  /** Coordinates of the plane at a place of the canvas, or null outside. */
  at(left, top) {
    const [x, y] = [(left - this.left) / this.side, 1 - (top - this.top) / this.side];
    if (!(x >= 0 && x < 1 && y >= 0 && y < 1)) return null;
    return { x: (2 * x - 1) * this.extent, y: (2 * y - 1) * this.extent, column: x, row: y };
  }
}

/** `points`: {x, y, label, part}; filled ones are for training, rings for validation. `shown(part)`: whether to draw it. */
export function drawPoints(context, theme, frame, points, { regression, range, shown }) {
  // The fewer, the larger.
  const radius = Math.max(1.8, frame.side / 90) * Math.min(1.5, Math.max(1, 1.5 - points.x.length / 500));
  context.save();
  context.beginPath();
  context.rect(frame.left, frame.top, frame.side, frame.side);
  context.clip();
  for (const part of [0, 1]) {
    if (!shown(part)) continue;
    for (let at = 0; at < points.x.length; at++) {
      if ((points.part?.[at] ?? 0) !== part) continue;
      const label = points.label[at];
      const colour = regression ? along(theme.diverging, (label - range[0]) / (range[1] - range[0])) : classColour(theme, label);
      context.beginPath();
      context.arc(frame.across(points.x[at]), frame.down(points.y[at]), part ? radius + 0.4 : radius, 0, 2 * Math.PI);
      context.fillStyle = part ? css(theme.background, 0.85) : css(colour);
      context.fill();
      context.lineWidth = part ? 1.5 : 0.8;
      context.strokeStyle = part ? css(colour) : css(theme.background);
      context.stroke();
    }
  }
  context.restore();
}

export function drawAxes(context, theme, { left, top, side, extent }) {
  context.strokeStyle = css(theme.line);
  context.lineWidth = 1;
  context.strokeRect(left - 0.5, top - 0.5, side + 1, side + 1);
  context.font = `${0.8 * theme.size}px ${theme.font}`;
  context.fillStyle = css(theme.muted);
  [-extent, 0, extent].forEach((value, index) => {
    const text = number(value, 2).replace(/\.0$/, "");
    context.textBaseline = "top";
    context.textAlign = ["left", "center", "right"][index];
    context.fillText(text, left + (index * side) / 2, top + side + 4);
    context.textAlign = "right";
    context.textBaseline = ["bottom", "middle", "top"][index];
    context.fillText(text, left - 4, top + side - (index * side) / 2);
  });
  context.textAlign = "center";
  context.textBaseline = "top";
  context.fillText("x₁", left + side * 0.75, top + side + 4);
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.fillText("x₂", left - 4, top + side * 0.25);
}

/** At the right, what the colours mean: names of classes one under the other, or from `low` to `high` along `stops`. */
export function drawKey(context, theme, { left, top, side }, { classes, low, high, stops = theme.diverging }) {
  const bar = left + side + 8;
  const names = left + side + KEY;
  context.textAlign = "left";
  if (manyClasses(classes)) {
    const step = Math.min(1.6 * theme.size, side / classes.length);
    context.textBaseline = "middle";
    classes.forEach((name, index) => {
      const middle = top + (index + 0.5) * step;
      context.fillStyle = css(classColour(theme, index));
      context.fillRect(bar, middle - 4, 8, 8);
      context.fillStyle = css(theme.muted);
      context.fillText(name, names, middle);
    });
    return;
  }
  const fade = context.createLinearGradient(0, top + side, 0, top);
  stops.forEach((stop, index) => fade.addColorStop(index / (stops.length - 1), css(stop)));
  context.fillStyle = fade;
  context.fillRect(bar, top, 8, side);
  context.fillStyle = css(theme.muted);
  context.textBaseline = "bottom";
  context.fillText(low, names, top + side);
  context.textBaseline = "top";
  context.fillText(high, names, top);
}
