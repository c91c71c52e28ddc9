// What the large picture shows: the network's output, one of its units, or an input.
import { classColour, mix, packed } from "../shared/colours.js";
import { fill, number } from "../shared/format.js";
import { levelColours, manyClasses, meaning } from "../shared/levels.js";
import { formulaLevels } from "./formulas.js";

/** @import { Entry } from "../shared/menus.d.ts" */
/** @import { Boundary, PlaneContent, Rgb, Scene, Theme, Words } from "../shared/types.d.ts" */
/** @import { Hello, Unit } from "./types.d.ts" */

/** @typedef {Pick<PlaneContent, "boundary" | "palette" | "key" | "say"> & { title: string }} View what is in view, without the data */
/** @typedef {{ theme: Theme, words: Words, sharp: boolean }} How `sharp`: only the winning side */

const FORMULA_SIDE = 100;
/** How much of a class's colour there is where it is certain. */
const STRONG = 0.75;

/** Until there is a network. @type {Pick<Hello, "task" | "classes" | "range">} */
const NOTHING = { task: "binary", classes: [], range: [0, 1] };

/**
 * Whether a unit is what the picture of the output shows anyway: the only output, or one of two that say the same.
 *
 * @param {number[]} units of each layer
 * @param {number} layer
 */
export function isOutput(units, layer) {
  return layer === units.length - 1 && units[layer] < 3;
}

/**
 * @param {Boundary | null} boundary
 * @param {Pick<Hello, "task" | "classes" | "range"> | null} hello of the network that answers so
 * @param {How} how
 * @returns {View}
 */
export function outputView(boundary, hello, { words, sharp }) {
  const { task, classes, range } = hello ?? NOTHING;
  const regression = task === "regression";
  const [low, high] = !regression && classes.length === 2 ? classes : range.map((value) => number(value, 2));
  const plane = { classes, regression, low: range[0], high: range[1] };
  return {
    title: words.d_output,
    boundary,
    palette: { id: `output ${sharp} ${task} ${classes.length}`, colours: (theme) => levelColours(theme, { classes, regression, sharp }) },
    key: !regression && manyClasses(classes) ? { classes } : { low, high },
    say: (level) => meaning(level, plane, words),
  };
}

/**
 * @param {Pick<Entry, "key" | "label">} entry of the input
 * @param {How} how
 * @returns {View}
 */
export function inputView({ key, label }, { words, sharp }) {
  return {
    title: fill(words.d_input, { name: label }),
    boundary: { side: FORMULA_SIDE, levels: formulaLevels(key, FORMULA_SIDE) },
    palette: sides(sharp),
    key: { low: "−", high: "+" },
    say: null,
  };
}

/**
 * A unit: what the server draws of it, or until that is there its small picture.
 *
 * @param {Unit & { layer: number }} place
 * @param {Scene} scene
 * @param {string[]} classes of the network
 * @param {How} how
 * @returns {View}
 */
export function unitView({ layer, unit }, scene, classes, { theme, words, sharp }) {
  const boundary = pictureOf(scene, layer, unit);
  if (layer === scene.units.length - 1) return { boundary, ...classView(unit, classes, theme, words) };
  return {
    title: fill(words.d_unit, { layer: layer + 1, unit: unit + 1 }),
    boundary,
    palette: sides(sharp),
    key: { low: "−1", high: "1" },
    say: (level) => fill(words.d_activation_here, { value: number(level / 127.5 - 1, 2) }),
  };
}

/**
 * @param {Scene} scene
 * @param {number} layer
 * @param {number} unit
 * @returns {Boundary}
 */
function pictureOf({ layer: shown, unit: at, picture, side, thumbs, thumb }, layer, unit) {
  if (shown === layer && at === unit) return { side, levels: picture };
  const each = thumb * thumb;
  return { side: thumb, levels: thumbs[layer].subarray(unit * each, (unit + 1) * each) };
}

/**
 * One output of several: the probability of its class.
 *
 * @param {number} unit
 * @param {string[]} classes
 * @param {Theme} theme
 * @param {Words} words
 * @returns {Omit<View, "boundary">}
 */
function classView(unit, classes, theme, words) {
  /** @type {(theme: Theme, share: number) => Rgb} */
  const tint = (theme, share) => mix(theme.background, classColour(theme, unit), STRONG * share);
  return {
    title: fill(words.d_output_of, { class: classes[unit] ?? unit + 1 }),
    palette: { id: `class ${unit}`, colours: (theme) => Uint32Array.from({ length: 256 }, (_, level) => packed(tint(theme, level / 255))) },
    key: { low: "0", high: "1", stops: [theme.background, tint(theme, 1)] },
    say: (level) => fill(words.d_probability_here, { value: number(level / 255, 2) }),
  };
}

/**
 * From low to high in the two colours of a network with one output.
 *
 * @param {boolean} sharp
 * @returns {PlaneContent["palette"]}
 */
function sides(sharp) {
  return { id: `sides ${sharp}`, colours: (theme) => levelColours(theme, { classes: 2, sharp }) };
}
