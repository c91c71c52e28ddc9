// What comes as base64: frames and the past, laid out as core/packed.py and core/runs/history.py say.

/** @import { Frame, HistogramKey, Layer, LayerFrame } from "./types.d.ts" */

/** @type {HistogramKey[]} */
const KEYS = ["a", "g", "dw", "w"];
const HEAD = 8;
const RUN_NUMBERS = 8;
const LAYER_NUMBERS = 9;
// Of a layer's numbers, those that are drawn: see STATISTICS.
const DRAWN = [1, 3, 4, 5, 6, 8];

/**
 * The bytes of a base64 text.
 *
 * @param {string} text
 */
export function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/**
 * The frame that `bytes` are; null is "not a finite number", or not there. They begin at a multiple of 8 in their
 * memory. `layers`: of `hello`. Counts and the boundary's levels are views of the same memory, not copies.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Layer[]} layers
 * @returns {Frame}
 */
export function readFrame(bytes, layers) {
  const { buffer, byteOffset } = bytes;
  const head = new DataView(buffer, byteOffset);
  const [width, side] = [head.getUint8(0), head.getUint16(4, true)];
  const numbers = new Float64Array(buffer, byteOffset + HEAD, RUN_NUMBERS + layers.length * LAYER_NUMBERS);
  const [step, epoch, seconds, lr] = numbers;
  const [loss, metric, val_loss, val_metric] = Array.from(numbers.subarray(4, RUN_NUMBERS), finite);
  const counts = new (width === 2 ? Uint16Array : Uint32Array)(buffer, byteOffset + HEAD + numbers.byteLength, countsOf(layers));
  let bin = 0;
  let out = counts.length - 3 * KEYS.length * layers.length;
  const read = layers.map((layer, index) => {
    const start = RUN_NUMBERS + index * LAYER_NUMBERS;
    /** @type {LayerFrame} */
    const result = { stats: DRAWN.map((at) => finite(numbers[start + at])) };
    for (const key of KEYS) {
      result[key] = counts.subarray(bin, (bin += layer.edges[key][2]));
      result[`${key}_out`] = counts.subarray(out, (out += 3));
    }
    return result;
  });
  const boundary = side ? { side, levels: bytes.subarray(bytes.length - side * side) } : null;
  return { step, epoch, seconds, lr, loss, metric, val_loss, val_metric, layers: read, boundary };
}

/** @param {Layer[]} layers */
function countsOf(layers) {
  return layers.reduce((sum, { edges }) => sum + KEYS.reduce((bins, key) => bins + edges[key][2] + 3, 0), 0);
}

/** @param {number} value */
function finite(value) {
  return Number.isFinite(value) ? value : null;
}
