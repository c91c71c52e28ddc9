// What layers are called on screen.
import { fill } from "./format.js";

/** @import { Words } from "./types.d.ts" */

/**
 * A layer's short name: its number, or the word for the output layer.
 *
 * @param {{ name: string }} layer
 * @param {Words} words
 */
export function layerName(layer, words) {
  return layer.name === "out" ? words.output : layer.name;
}

/**
 * A name as far as there is room for it, with an ellipsis where it is cut.
 *
 * @param {string} name
 * @param {number} room
 * @param {(text: string) => number} width of a text, in the units of `room`
 */
export function fitted(name, room, width) {
  if (width(name) <= room) return name;
  const letters = [...name];
  while (letters.length > 1 && width(`${letters.join("")}…`) > room) letters.pop();
  return `${letters.join("")}…`;
}

/**
 * A layer's name in a sentence.
 *
 * @param {{ name: string }} layer
 * @param {Words} words
 */
export function layerTitle(layer, words) {
  if (layer.name === "out") return words.output_layer;
  return /^\d+$/.test(layer.name) ? fill(words.layer, { layer: layer.name }) : layer.name; // a name of somebody's own
}
