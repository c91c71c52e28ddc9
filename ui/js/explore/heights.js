// A grid of heights as colours and lines on a plot.
import { along, css, packed } from "../shared/colours.js";
import { make } from "../shared/element.js";
import { contour, levels } from "./contours.js";

/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Grid } from "./contours.js" */
/** @import { Plot } from "./plot.js" */

const LINES = 12;

export class Heights {
  #canvas = make("canvas");
  #id = "";

  /**
   * Draw `grid` inside the plot's axes.
   *
   * @param {Theme} theme
   * @param {Plot} plot
   * @param {Grid} grid
   * @param {string} id differs whenever the grid does: colours are computed anew then
   */
  draw(theme, plot, grid, id) {
    const { across, upright, heights } = grid;
    const [low, high] = this.#paint(theme, grid, id);
    const { context } = plot.surface;
    const [dx, dy] = [(across[1] - across[0]) / 2, (upright[1] - upright[0]) / 2];
    const [left, right] = [plot.left(across[0] - dx), plot.left(across[across.length - 1] + dx)];
    const [top, bottom] = [plot.top(upright[upright.length - 1] + dy), plot.top(upright[0] - dy)];
    plot.inside(() => {
      context.imageSmoothingEnabled = true;
      context.drawImage(this.#canvas, left, top, right - left, bottom - top);
      context.strokeStyle = css(theme.text, 0.28);
      context.lineWidth = 1;
      context.beginPath();
      for (const level of levels(heights.flatMap((row) => row ?? []), LINES)) {
        for (const [x1, y1, x2, y2] of contour(grid, level)) {
          context.moveTo(plot.left(x1), plot.top(y1));
          context.lineTo(plot.left(x2), plot.top(y2));
        }
      }
      context.stroke();
    });
    return [low, high];
  }

  /**
   * @param {Theme} theme
   * @param {Grid} grid
   * @param {string} id
   */
  #paint(theme, { across, upright, heights }, id) {
    const all = heights.flatMap((row) => row ?? []).filter(Number.isFinite);
    const sorted = all.sort((a, b) => a - b);
    const [low, high] = [sorted[0] ?? 0, sorted[Math.floor(0.97 * (sorted.length - 1))] ?? 1];
    if (this.#id === `${id} ${theme.id}`) return [low, high];
    this.#id = `${id} ${theme.id}`;
    const [width, height] = [across.length, upright.length];
    this.#canvas.width = width;
    this.#canvas.height = height;
    const context = /** @type {CanvasRenderingContext2D} */ (this.#canvas.getContext("2d"));
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    heights.forEach((row, at) => row?.forEach((value, column) => {
      const share = (value - low) / Math.max(high - low, 1e-12);
      pixels[(height - 1 - at) * width + column] = packed(Number.isFinite(value) ? along(theme.sequential, share) : theme.warning);
    }));
    context.putImageData(image, 0, 0);
    return [low, high];
  }
}
