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
  if (dark(theme)) return fromHsl(hue + 8, 0.72, [0.66, 0.78][at % 2]);
  let light = [0.36, 0.46][at % 2];
  while (luminance(fromHsl(hue + 8, 0.78, light)) > BRIGHTEST) light -= 0.02;
  return fromHsl(hue + 8, 0.78, light);
}

/** Of a line on white, so that the contrast is 3 to 1 at least (WCAG 2.2, 1.4.11). */
const BRIGHTEST = 0.3;

/** Relative, as WCAG defines it. @param {Rgb} colour */
export function luminance(colour) {
  const [red, green, blue] = colour.map((part) => (part <= 10 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
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
