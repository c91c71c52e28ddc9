// Lines of equal loss as a bitmap that is made once for a surface and a size, and then copied.
import { css, mix, packed } from "../../shared/colours.js";
import { dark } from "./colours.js";
import { BANDS } from "./relief.js";

/** @import { Rgb, Theme } from "../../shared/types.d.ts" */

/**
 * The colour of a band: the lower, the deeper.
 *
 * @param {Theme} theme
 * @param {number} height from 0 to 1
 * @returns {Rgb}
 */
export function bandColour(theme, height) {
  const low = theme.diverging[theme.diverging.length - 1];
  return mix(theme.background, low, (dark(theme) ? 0.4 : 0.42) * (1 - Math.min(1, height)) ** 1.3);
}

export class Bands {
  #canvas = document.createElement("canvas");
  #key = "";

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {{ left: number, top: number, right: number, bottom: number }} area in pixels
   * @param {Theme} theme
   * @param {{ key: string, made: (wide: number, high: number) => Uint8Array }} bands `key` differs when they do
   */
  draw(context, { left, top, right, bottom }, theme, { key, made }) {
    const [wide, high] = [Math.max(1, Math.round(right - left)), Math.max(1, Math.round(bottom - top))];
    const wanted = `${key} ${wide} ${high} ${theme.id}`;
    if (this.#key !== wanted) this.#paint(theme, wide, high, made(wide, high));
    this.#key = wanted;
    context.drawImage(this.#canvas, left, top, right - left, bottom - top);
  }

  /**
   * @param {Theme} theme
   * @param {number} wide
   * @param {number} high
   * @param {Uint8Array} bands
   */
  #paint(theme, wide, high, bands) {
    const line = theme.diverging[theme.diverging.length - 1];
    const fills = Array.from({ length: 256 }, (_, band) => packed(bandColour(theme, (band + 0.5) / BANDS)));
    const edges = Array.from({ length: 256 }, (_, band) => packed(mix(bandColour(theme, (band + 0.5) / BANDS), line, 0.3)));
    const pixels = new Uint32Array(wide * high);
    for (let at = 0; at < pixels.length; at++) {
      const band = bands[at];
      const edge = ((at + 1) % wide && bands[at + 1] !== band) || (at + wide < pixels.length && bands[at + wide] !== band);
      pixels[at] = (edge ? edges : fills)[band];
    }
    Object.assign(this.#canvas, { width: wide, height: high });
    const context = this.#canvas.getContext("2d");
    context?.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), wide, high), 0, 0);
  }
}

/**
 * A dot with a rim, so that it is seen on any ground.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number} left
 * @param {number} top
 * @param {{ colour: Rgb, size: number, theme: Theme }} style
 */
export function rimmed(context, left, top, { colour, size, theme }) {
  context.beginPath();
  context.arc(left, top, size, 0, 2 * Math.PI);
  context.fillStyle = css(colour);
  context.strokeStyle = css(theme.background);
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}
