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
 * A layer's name in a sentence.
 *
 * @param {{ name: string }} layer
 * @param {Words} words
 */
export function layerTitle(layer, words) {
  if (layer.name === "out") return words.output_layer;
  return /^\d+$/.test(layer.name) ? fill(words.layer, { layer: layer.name }) : layer.name; // a name of somebody's own
}
