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
  return layer.name === "out" ? words.output_layer : fill(words.layer, { layer: layer.name });
}
