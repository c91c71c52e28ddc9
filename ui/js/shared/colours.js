// Colours as numbers, and which of the theme's colour stands for what. The theme itself is read in theme.js.

/** @import { Rgb, Theme } from "./types.d.ts" */

/**
 * The colour at `share` (0 to 1) of the way between two.
 *
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share
 * @returns {Rgb}
 */
export function mix(from, to, share) {
  const channel = (/** @type {0 | 1 | 2} */ at) => Math.round(from[at] + (to[at] - from[at]) * share);
  return [channel(0), channel(1), channel(2)];
}

/**
 * A colour as style sheets and canvases read it.
 *
 * @param {Rgb} colour
 * @param {number} [alpha]
 */
export const css = (colour, alpha = 1) => `rgba(${colour.join(",")},${alpha})`;

/**
 * A colour as a pixel of an image, little-endian RGBA.
 *
 * @param {Rgb} colour
 */
export const packed = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * The colour at `share` (0 to 1) of a list of stops.
 *
 * @param {Rgb[]} stops
 * @param {number} share
 */
export function along(stops, share) {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(place), stops.length - 2);
  return mix(stops[low], stops[low + 1], place - low);
}

/**
 * A layer's colour, the same in every picture: first layer to last along the ordered scale.
 *
 * @param {Pick<Theme, "sequential">} theme
 * @param {number} index
 * @param {number} layers
 */
export function layerColour(theme, index, layers) {
  return along(theme.sequential, layers < 2 ? 0.5 : index / (layers - 1));
}

// Of the categorical list: teal, pink, purple, olive, which keep apart from orange and blue.
const FURTHER = [2, 1, 4, 7];

/**
 * A class's colour: the ends of the diverging pair, then four of the categorical list (the data sets in the
 * plane name their classes after them). Another class added changes none of the others.
 *
 * @param {Pick<Theme, "diverging" | "categorical">} theme
 * @param {number} index
 */
export function classColour(theme, index) {
  if (index < 2) return theme.diverging[index === 0 ? 0 : theme.diverging.length - 1];
  return theme.categorical[FURTHER[(index - 2) % FURTHER.length]];
}
