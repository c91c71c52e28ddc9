// The feature maps of a frame by their names (core/feature_maps.py), and one pixel of a map taken apart: the patch of
// inputs under the filter, its products with the kernel, and what becomes of their sum. In double precision, from the
// very numbers of the network: its own sum differs by rounding alone.

/** @import { MapsLayer } from "./types.d.ts" */

/** @typedef {"inputs" | "kernel" | "bias" | "sums" | "outputs" | "passed"} ArrayName */
/** The numbers of a layer; `sums` where they are normalized first, `passed` of the last layer. @typedef {Partial<Record<ArrayName, Float32Array>>} Arrays */
/** A pixel of a map. @typedef {{ layer: number, map: number, y: number, x: number }} Pixel */
/** A channel of the patch, row by row; null lies outside of the picture and counts as 0. @typedef {{ channel: number, inputs: (number | null)[], weights: number[], products: number[], sum: number }} Channel */
/** `z` is null where it is the sum itself. @typedef {{ channels: Channel[], count: number, products: number, bias: number, sum: number, z: number | null, output: number }} Trace */

/**
 * The arrays of every layer in the numbers of a frame.
 *
 * @param {Float32Array} numbers
 * @param {MapsLayer[]} layers
 * @returns {Arrays[]}
 */
export function readMaps(numbers, layers) {
  let at = 0;
  return layers.map(({ arrays }) =>
    Object.fromEntries(arrays.map(([name, shape]) => [name, numbers.subarray(at, (at += shape.reduce((all, side) => all * side, 1)))])),
  );
}

/**
 * One channel of numbers whose last axis are the channels.
 *
 * @param {Float32Array} numbers
 * @param {number} channels
 * @param {number} channel
 */
export function channelOf(numbers, channels, channel) {
  return Float32Array.from({ length: numbers.length / channels }, (_, at) => numbers[at * channels + channel]);
}

/**
 * What is left of a layer's map after pooling.
 *
 * @param {MapsLayer[]} layers
 * @param {Arrays[]} arrays
 * @param {number} layer
 * @param {number} map
 */
export function pooledMap(layers, arrays, layer, map) {
  const { passed } = arrays[layer];
  if (passed) return channelOf(passed, layers[layer].maps, map);
  return channelOf(/** @type {Float32Array} */ (arrays[layer + 1].inputs), layers[layer].outputs[2], map);
}

/**
 * The first row and column of inputs that a filter sees for a pixel of its map; less than 0 is padding.
 *
 * @param {MapsLayer} layer
 * @param {{ y: number, x: number }} pixel
 */
export function patchOf({ strides, before }, { y, x }) {
  return { y: y * strides - before[0], x: x * strides - before[1] };
}

/**
 * A pixel taken apart.
 *
 * @param {MapsLayer} layer
 * @param {Arrays} arrays of that layer
 * @param {Pixel} pixel
 * @returns {Trace}
 */
export function traceOf(layer, arrays, pixel) {
  const { kernel_size: size, maps } = layer;
  const [height, width, count] = layer.inputs;
  const { inputs, kernel, bias, sums, outputs } = /** @type {Record<ArrayName, Float32Array>} */ (arrays);
  const start = patchOf(layer, pixel);
  const channels = Array.from({ length: count }, (_, channel) => {
    /** @type {Channel} */
    const found = { channel, inputs: [], weights: [], products: [], sum: 0 };
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [y, x] = [start.y + row, start.x + column];
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        const weight = kernel[((row * size + column) * count + channel) * maps + pixel.map];
        const input = inside ? inputs[(y * width + x) * count + channel] : null;
        const product = (input ?? 0) * weight;
        found.inputs.push(input);
        found.weights.push(weight);
        found.products.push(product);
        found.sum += product;
      }
    }
    return found;
  });
  const products = channels.reduce((all, { sum }) => all + sum, 0);
  const at = (pixel.y * layer.sums[1] + pixel.x) * maps + pixel.map;
  return {
    channels,
    count: count * size * size,
    products,
    bias: bias[pixel.map],
    sum: products + bias[pixel.map],
    z: sums ? sums[at] : null,
    output: outputs[at],
  };
}

/**
 * The pixel of a pooled map that a pixel goes into; null where nothing is pooled, or it is left over at the edge.
 *
 * @param {MapsLayer} layer
 * @param {{ y: number, x: number }} pixel
 */
export function pooledPixel({ pooling, pool_size: size, outputs }, { y, x }) {
  const found = { y: Math.floor(y / size), x: Math.floor(x / size) };
  return pooling !== "none" && found.y < outputs[0] && found.x < outputs[1] ? found : null;
}

/**
 * The place of the number that is furthest from 0 among some of a picture's pixels.
 *
 * @param {Float32Array} picture row by row
 * @param {number} width
 * @param {{ y: number, x: number, size?: number }} [from] a square of it; all when left out
 */
export function strongest(picture, width, from) {
  const size = from?.size ?? Infinity;
  const [top, left] = [from?.y ?? 0, from?.x ?? 0];
  let best = { y: top, x: left, value: -1 };
  for (let y = top; y < Math.min(picture.length / width, top + size); y++) {
    for (let x = left; x < Math.min(width, left + size); x++) {
      const value = Math.abs(picture[y * width + x]);
      if (value > best.value) best = { y, x, value };
    }
  }
  return { y: best.y, x: best.x };
}
