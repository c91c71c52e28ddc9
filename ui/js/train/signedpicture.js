// A small picture of signed numbers, a pixel each: kernels and feature maps.
import { along, packed } from "../shared/colours.js";
import { make } from "../shared/element.js";

/** @import { Theme } from "../shared/types.d.ts" */

const STEPS = 255;

/** @type {{ id: string, table: Uint32Array } | null} */
let known = null;

/**
 * Colours from the most negative to the most positive number.
 *
 * @param {Theme} theme
 */
function colours(theme) {
  if (known?.id !== theme.id) {
    const table = Uint32Array.from({ length: STEPS + 1 }, (_, level) => packed(along(theme.diverging, level / STEPS)));
    known = { id: theme.id, table };
  }
  return known.table;
}

/**
 * The number that is furthest from 0, without its sign; what is not finite does not count.
 *
 * @param {Float32Array} numbers
 */
export function reachOf(numbers) {
  let reach = 0;
  for (const value of numbers) if (Number.isFinite(value)) reach = Math.max(reach, Math.abs(value));
  return reach;
}

/**
 * The place of a number on the scale from -reach to reach, 0 to 1; what is no number lies in the middle.
 *
 * @param {number} value
 * @param {number} reach
 */
export function share(value, reach) {
  if (Number.isNaN(value) || !reach) return 0.5;
  return Math.min(Math.max(0.5 + value / reach / 2, 0), 1);
}

export class SignedPicture {
  #drawn = false;

  /**
   * @param {number} width
   * @param {number} height
   * @param {string} label
   */
  constructor(width, height, label) {
    this.width = width;
    this.canvas = make("canvas", { width, height, role: "img", "aria-label": label, title: label });
    // Read back for the blank check, so it must not live on the GPU.
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { willReadFrequently: true }));
    this.image = this.context.createImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /**
   * @param {Theme} theme
   * @param {ArrayLike<number | undefined>} numbers row by row; of gaps between pictures undefined
   * @param {number} reach which number has the strongest colour
   */
  draw(theme, numbers, reach) {
    const table = colours(theme);
    for (let at = 0; at < this.pixels.length; at++) {
      const value = numbers[at];
      this.pixels[at] = value === undefined ? 0 : table[Math.round(share(value, reach) * STEPS)];
    }
    this.context.putImageData(this.image, 0, 0);
    this.#drawn = true;
  }

  /** Whether something was drawn here and is gone. */
  blank() {
    if (!this.#drawn || !this.canvas.isConnected) return false;
    return this.context.getImageData(0, 0, 1, 1).data[3] === 0;
  }
}
