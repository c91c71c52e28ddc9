// Thousands of curves as pixels, by hand: a third of the time that strokes of a canvas take without a graphics card.
import { bend } from "./geometry.js";

export class Raster {
  #pixels = new Uint32Array(0);
  #width = 0;
  #height = 0;
  /** Where what follows begins, and how far down and how steep it is at each place. */
  #left = 0;
  #falls = new Float32Array(0);
  #slopes = new Float32Array(0);
  /** @type {Float32Array | null} */
  #lights = null;
  #bright = 0;

  /**
   * Paint on a picture in one colour.
   *
   * @param {Uint32Array<ArrayBuffer>} pixels
   * @param {number} width the rest is its height
   * @param {number} background as a pixel
   */
  begin(pixels, width, background) {
    this.#pixels = pixels;
    this.#width = width;
    this.#height = pixels.length / width;
    pixels.fill(background);
  }

  /**
   * What follows goes from `left` to `right`.
   *
   * @param {number} left
   * @param {number} right
   */
  between(left, right) {
    this.#left = Math.max(0, Math.round(left));
    const across = Math.max(0, Math.min(Math.round(right), this.#width) - this.#left);
    if (across === this.#falls.length) return;
    this.#falls = Float32Array.from({ length: across }, (_, at) => bend((at + 0.5) / across));
    const at = (/** @type {number} */ place) => bend(Math.min(Math.max(place / across, 0), 1));
    this.#slopes = Float32Array.from({ length: across }, (_, place) => at(place + 1) - at(place));
  }

  /** Places from left to right of what follows. */
  get steps() {
    return this.#falls.length;
  }

  /**
   * Light that falls on what follows.
   *
   * @param {Float32Array | null} lights 0 to 1 at each of `steps` places
   * @param {number} colour of the light, as a pixel
   */
  light(lights, colour) {
    this.#lights = lights;
    this.#bright = colour;
  }

  /**
   * One curve. Thinner than a pixel, it is paler.
   *
   * @param {number} from height
   * @param {number} to height
   * @param {number} thickness
   * @param {number} own its colour, as a pixel
   */
  curve(from, to, thickness, own) {
    // Fields are looked up once: this runs for hundreds of thousands of pixels in a screen frame.
    const pixels = this.#pixels;
    const falls = this.#falls;
    const slopes = this.#slopes;
    const lights = this.#lights;
    const left = this.#left;
    const width = this.#width;
    const down = to - from;
    const floor = this.#height - 1;
    let colour = own;
    let red_blue = colour & 0xff00ff;
    let green = colour & 0x00ff00;
    let wide = Math.max(1, thickness) / 2;
    let full = Math.min(1, thickness) * 256;
    for (let column = 0; column < falls.length; column++) {
      if (lights) {
        colour = between(own, this.#bright, 0.85 * lights[column]);
        red_blue = colour & 0xff00ff;
        green = colour & 0x00ff00;
        const swollen = thickness * (1 + 0.5 * lights[column]);
        wide = Math.max(1, swollen) / 2;
        full = Math.min(1, swollen) * 256;
      }
      const slope = down * slopes[column];
      const half = wide * Math.sqrt(1 + slope * slope);
      const middle = from + down * falls[column];
      const top = Math.max(0, middle - half);
      const bottom = Math.min(floor, middle + half);
      let y = Math.floor(top);
      const end = Math.floor(bottom);
      let at = y * width + left + column;
      for (; y <= end; y++, at += width) {
        const covered = (bottom < y + 1 ? bottom : y + 1) - (top > y ? top : y);
        const share = (full * covered) | 0;
        if (share >= 255) {
          pixels[at] = colour;
          continue;
        }
        const under = pixels[at];
        const mixed = (under & 0xff00ff) + (Math.imul(red_blue - (under & 0xff00ff), share) >> 8);
        const mixed_green = (under & 0x00ff00) + (Math.imul(green - (under & 0x00ff00), share) >> 8);
        pixels[at] = 0xff000000 | (mixed & 0xff00ff) | (mixed_green & 0x00ff00);
      }
    }
  }
}

/**
 * The pixel at `share` (0 to 1) of the way between two.
 *
 * @param {number} from
 * @param {number} to
 * @param {number} share
 */
function between(from, to, share) {
  const part = (share * 256) | 0;
  const red_blue = (from & 0xff00ff) + (Math.imul((to & 0xff00ff) - (from & 0xff00ff), part) >> 8);
  const green = (from & 0x00ff00) + (Math.imul((to & 0x00ff00) - (from & 0x00ff00), part) >> 8);
  return (0xff000000 | (red_blue & 0xff00ff) | (green & 0x00ff00)) >>> 0;
}
