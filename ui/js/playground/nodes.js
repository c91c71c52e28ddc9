// The units of a network: each a small picture of what it answers in the plane, with its bias beside it.
import { along, classColour, css, layerColour, mix, packed } from "../shared/colours.js";
import { SpriteSheet } from "../shared/spritesheet.js";
import { formulaLevels } from "./formulas.js";
import { writeFormula } from "./formulatext.js";

/** @import { Rgb, Scene, Theme } from "../shared/types.d.ts" */
/** @import { Pass } from "./pass.js" */
/** @import { Column, Inputs, Place } from "./types.d.ts" */

/**
 * What is drawn, and where.
 *
 * @typedef {object} Content
 * @property {CanvasRenderingContext2D} context
 * @property {Theme} theme
 * @property {Column[]} columns
 * @property {Inputs} inputs of the first column
 * @property {Scene | null} scene null before the first
 * @property {Place | null} picked
 * @property {Place | null} hovered
 * @property {Pass<Scene> | null} pass how far a forward and backward pass is
 * @property {boolean} sharp only the winning side
 */

const PALE = 0.24;
const FAINT = 0.72;
const FORMULA_SIDE = 32;
const SMALL = 14;

export class Nodes {
  #units = new SpriteSheet();
  /** Those of the scene before: what units show until the wave of a pass has reached them. */
  #earlier = new SpriteSheet();
  /** Inputs in two columns: those that are the network's, and pale those that are not. */
  #formulas = new SpriteSheet();
  /** What the colours were made for. */
  #look = "";
  /** The scene in `#units`. @type {Scene | null} */
  #scene = null;
  /** The scene in `#earlier`. @type {Scene | null} */
  #former = null;
  /** Colours of a unit from its lowest to its highest. */
  #table = new Uint32Array(256);

  /**
   * Draw the columns of units on top of the links.
   *
   * @param {Content} content
   */
  draw(content) {
    const { context, theme, columns, inputs, scene, picked, hovered, pass, sharp } = content;
    const look = `${theme.id} ${sharp} ${inputs.keys}`;
    if (this.#look !== look) this.#colour(theme, inputs.keys, sharp);
    this.#look = look;
    if (this.#scene !== scene) this.#take(theme, scene);
    context.imageSmoothingEnabled = true;
    this.#inputs(content);
    for (let column = 1; column < columns.length; column++) this.#column(content, column);
    if (pass) for (const column of columns.keys()) light(content, column, pass.lit(column));
    if (hovered) outline(content, hovered, 1.5, css(theme.text, 0.55));
    if (picked) outline(content, picked, 2.5, css(colourOf(content, picked.column)));
  }

  /**
   * @param {Theme} theme
   * @param {Scene | null} scene another one
   */
  #take(theme, scene) {
    [this.#units, this.#earlier] = [this.#earlier, this.#units];
    this.#former = this.#scene?.number === scene?.number ? this.#scene : null;
    if (scene?.thumb) this.#fill(theme, scene);
    this.#scene = scene;
  }

  /**
   * @param {Theme} theme
   * @param {string[]} keys of the inputs
   * @param {boolean} sharp
   */
  #colour(theme, keys, sharp) {
    this.#scene = null;
    const side = (/** @type {number} */ share) => along(theme.diverging, sharp ? (share < 0.5 ? 0.1 : 0.9) : share);
    this.#table = tableOf(theme, side, PALE);
    const faint = tableOf(theme, side, FAINT);
    this.#formulas.lay(2, keys.length, FORMULA_SIDE);
    for (const [row, key] of keys.entries()) {
      const levels = formulaLevels(key, FORMULA_SIDE);
      this.#formulas.put(0, row, levels, this.#table);
      this.#formulas.put(1, row, levels, faint);
    }
    this.#formulas.show();
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  #fill(theme, { thumb, thumbs, units }) {
    this.#units.lay(Math.max(...units), units.length, thumb);
    const each = thumb * thumb;
    const classes = units[units.length - 1];
    for (const [layer, count] of units.entries()) {
      const several = layer === units.length - 1 && classes > 2;
      for (let unit = 0; unit < count; unit++) {
        const table = several ? tableOf(theme, (share) => mix(theme.background, classColour(theme, unit), share), 0.1) : this.#table;
        this.#units.put(unit, layer, thumbs[layer].subarray(unit * each, (unit + 1) * each), table);
      }
    }
    this.#units.show();
  }

  /** @param {Content} content */
  #inputs({ context, theme, columns, inputs: { keys, labels, chosen } }) {
    const { x, size, ys } = columns[0];
    const em = Math.min(0.9 * theme.size, Math.max(9, 0.55 * size));
    for (const [row, key] of keys.entries()) {
      const on = chosen.has(key);
      const [left, top] = [x - size / 2, ys[row] - size / 2];
      this.#formulas.draw(context, on ? 0 : 1, row, { left, top, size });
      frame(context, theme, { left, top, size }, on ? 0.45 : 0);
      context.fillStyle = css(on ? theme.text : theme.muted, on ? 1 : 0.8);
      writeFormula(context, labels[row], { right: left - 6, middle: ys[row], em, font: theme.font });
    }
  }

  /**
   * @param {Content} content
   * @param {number} column
   */
  #column({ context, theme, columns, scene: newest, pass }, column) {
    const waits = pass && this.#former?.thumb && !pass.reached(column);
    const [scene, pictures] = waits ? [this.#former, this.#earlier] : [newest, this.#units];
    const { x, size, ys, bias } = columns[column];
    const last = column === columns.length - 1;
    const layer = last ? (scene?.units.length ?? 0) - 1 : column - 1;
    const there = scene && (last || layer < scene.units.length - 1) ? scene.units[layer] : 0;
    for (const [row, y] of ys.entries()) {
      const where = { left: x - size / 2, top: y - size / 2, size };
      if (scene?.thumb && row < there) pictures.draw(context, row, layer, where);
      else {
        context.fillStyle = css(theme.faint);
        context.fillRect(where.left, where.top, size, size);
      }
      if (size >= SMALL) frame(context, theme, where, 0.3);
      if (scene && row < there) square(context, theme, { left: where.left, bottom: where.top + size, side: bias }, scene.biases[layer][row]);
    }
  }
}

/**
 * 256 pixels along a scale.
 *
 * @param {Theme} theme
 * @param {(share: number) => Rgb} colour
 * @param {number} pale
 */
function tableOf(theme, colour, pale) {
  return Uint32Array.from({ length: 256 }, (_, level) => packed(mix(colour(level / 255), theme.background, pale)));
}

/**
 * @param {Content} content
 * @param {number} column
 */
function colourOf({ theme, columns }, column) {
  return column ? layerColour(theme, column - 1, columns.length - 1) : theme.text;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {{ left: number, top: number, size: number }} where
 * @param {number} strength
 */
function frame(context, theme, { left, top, size }, strength) {
  context.lineWidth = 1;
  context.strokeStyle = css(mix(theme.line, theme.text, strength));
  context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
}

/**
 * A bias, at the left of its unit.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {{ left: number, bottom: number, side: number }} where
 * @param {number} value
 */
function square(context, theme, { left, bottom, side }, value) {
  const colour = Number.isFinite(value) ? along(theme.diverging, 0.5 + 0.5 * Math.tanh(value)) : theme.warning;
  context.fillStyle = css(colour);
  context.fillRect(left - side - 1, bottom - side, side, side);
  if (side < 4) return;
  context.strokeStyle = css(theme.muted, 0.6);
  context.strokeRect(left - side - 0.5, bottom - side + 0.5, side - 1, side - 1);
}

/**
 * The wave of a pass is here: units stand out in their layer's colour.
 *
 * @param {Content} content
 * @param {number} column
 * @param {number} share of all light
 */
function light(content, column, share) {
  if (!share) return;
  const { columns, inputs } = content;
  const colour = css(colourOf(content, column), share);
  for (const row of columns[column].ys.keys()) if (column || inputs.chosen.has(inputs.keys[row])) outline(content, { column, row }, 3, colour);
}

/**
 * @param {Content} content
 * @param {Place} place
 * @param {number} width
 * @param {string} colour
 */
function outline({ context, columns }, { column, row }, width, colour) {
  const at = columns[column];
  const y = at?.ys[row];
  if (y === undefined) return;
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.strokeRect(at.x - at.size / 2 - width / 2, y - at.size / 2 - width / 2, at.size + width, at.size + width);
}
