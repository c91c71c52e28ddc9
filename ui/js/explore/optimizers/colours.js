// Colours of optimizers, and of the terms of a step.
import { mix } from "../../shared/colours.js";

/** @import { Rgb, Theme } from "../../shared/types.d.ts" */
/** @import { Kind } from "./types.d.ts" */

/** Whether letters are lighter than what they stand on. @param {Pick<Theme, "text" | "background">} theme */
export const dark = ({ text, background }) => text[1] > background[1];

/**
 * The colour of one of `count` optimizers: hues around the circle, neighbours far apart and of different lightness.
 *
 * @param {Pick<Theme, "text" | "background">} theme
 * @param {number} at
 * @param {number} count
 */
export function racerColour(theme, at, count) {
  const hue = (360 / count) * ((at * 5) % count);
  const light = dark(theme) ? [0.66, 0.78] : [0.36, 0.46];
  return fromHsl(hue + 8, dark(theme) ? 0.72 : 0.78, light[at % 2]);
}

/** @param {number} hue degrees @param {number} saturation @param {number} lightness @returns {Rgb} */
function fromHsl(hue, saturation, lightness) {
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (/** @type {number} */ shift) => {
    const place = (shift + hue / 30) % 12;
    return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/**
 * @param {Theme} theme
 * @param {Kind} kind
 * @returns {Rgb}
 */
export function termColour(theme, kind) {
  const [, pink, teal, amber, purple] = theme.categorical;
  if (kind === "gradient") return amber;
  if (kind === "momentum") return purple;
  if (kind === "corrected") return pink;
  if (kind === "update") return teal;
  return kind === "second" ? theme.muted : mix(theme.muted, theme.background, 0.3);
}
