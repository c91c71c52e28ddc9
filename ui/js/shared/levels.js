// What the levels of a picture of the plane mean (0 to 255 in each point), and how they are coloured.
// One output: low to high. More than two classes: class * 32 + how sure, 0 (as likely as any) to 31 (certain);
// levels beyond the last class are points without an answer.
import { fill, number, percent } from "./format.js";
import { along, classColour, mix, packed } from "./colours.js";
import { LEVELS_PER_CLASS } from "./constants.js";

/** @import { Numbers, Rgb, Theme, Words } from "./types.d.ts" */

/** @typedef {Pick<Theme, "background" | "faint" | "categorical" | "diverging">} Colours what of the theme the levels need */

const MUTED = 0.36;

/**
 * Whether levels are class * 32 + how sure.
 *
 * @param {string[] | number | null | undefined} classes names, or how many
 */
export function manyClasses(classes) {
  return (Array.isArray(classes) ? classes.length : (classes ?? 0)) > 2;
}

/**
 * The class of a level and the share, 0 to 1, of how sure; null without an answer.
 *
 * @param {number} level
 * @param {number} classes how many there are
 */
export function classOf(level, classes) {
  const index = Math.floor(level / LEVELS_PER_CLASS);
  return index < classes ? { index, sure: (level % LEVELS_PER_CLASS) / (LEVELS_PER_CLASS - 1) } : null;
}

/**
 * 256 colours, little-endian RGBA, muted so that points stand out.
 *
 * @param {Colours} theme
 * @param {object} what
 * @param {string[] | number | null} [what.classes] names, or how many
 * @param {boolean} [what.regression] the output is a number
 * @param {boolean} [what.sharp] only the winning side
 */
export function levelColours(theme, { classes, regression = false, sharp = false }) {
  const many = !regression && manyClasses(classes);
  const count = Array.isArray(classes) ? classes.length : (classes ?? 0);
  /** @type {(level: number) => Rgb} */
  const colour = many ? (level) => ofClass(theme, classOf(level, count), sharp) : (level) => ofSide(theme, level, sharp);
  return Uint32Array.from({ length: 256 }, (_, level) => packed(colour(level)));
}

/**
 * Paint levels as pixels of an image, whose first row is the top.
 *
 * @param {Uint32Array} pixels
 * @param {{ side: number, stride: number, start: number }} where `stride`: pixels of a row of the image; `start`: the
 *   picture's first pixel
 * @param {Numbers} levels `side` x `side`, smallest x2 first
 * @param {Uint32Array} table 256 pixels, see `levelColours`
 */
export function paintLevels(pixels, { side, stride, start }, levels, table) {
  for (let row = 0; row < side; row++) {
    const to = start + (side - 1 - row) * stride;
    for (let column = 0; column < side; column++) pixels[to + column] = table[levels[row * side + column]];
  }
}

/**
 * What a level says, in words.
 *
 * @param {number} level
 * @param {{ low: number, high: number, classes?: string[] | null, regression?: boolean }} plane
 * @param {Words} words
 */
export function meaning(level, plane, words) {
  if (plane.classes && plane.regression !== true && manyClasses(plane.classes)) {
    const found = classOf(level, plane.classes.length);
    if (!found) return "–";
    const even = 1 / plane.classes.length;
    return fill(words.class_here, { name: plane.classes[found.index], share: percent(even + (1 - even) * found.sure, 0) });
  }
  return fill(words.output_here, { value: number(plane.low + (level / 255) * (plane.high - plane.low), 3) });
}

/**
 * @param {Colours} theme
 * @param {number} level
 * @param {boolean} sharp
 */
function ofSide(theme, level, sharp) {
  const share = sharp ? (level < 128 ? 0.17 : 0.83) : level / 255;
  return mix(along(theme.diverging, share), theme.background, MUTED);
}

/**
 * @param {Colours} theme
 * @param {{ index: number, sure: number } | null} found
 * @param {boolean} sharp
 */
function ofClass(theme, found, sharp) {
  if (!found) return theme.faint;
  const share = sharp ? 0.55 : 0.1 + (0.9 - MUTED) * found.sure;
  return mix(theme.background, classColour(theme, found.index), share);
}
