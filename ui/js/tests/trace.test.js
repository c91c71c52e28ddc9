// One pixel of a feature map taken apart, by numbers that can be checked by hand.
import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { channelOf, patchOf, pooledMap, pooledPixel, readMaps, strongest, traceOf } from "../train/trace.js";

/** @import { MapsLayer } from "../train/types.d.ts" */

/** A picture of 3 x 3 in two channels, two filters of 2 x 2 without padding, pooled to a single pixel. @type {MapsLayer} */
const LAYER = {
  inputs: [3, 3, 2],
  sums: [2, 2, 2],
  outputs: [1, 1, 2],
  maps: 2,
  kernel_size: 2,
  strides: 1,
  before: [0, 0],
  pooling: "max",
  pool_size: 2,
  activation: "ReLU",
  arrays: [["inputs", [3, 3, 2]], ["kernel", [2, 2, 2, 2]], ["bias", [2]], ["outputs", [2, 2, 2]], ["passed", [1, 1, 2]]],
};
const inputs = Array.from({ length: 18 }, (_, at) => at);
const kernel = Array.from({ length: 16 }, (_, at) => at - 8);
const NUMBERS = Float32Array.from([...inputs, ...kernel, 0.5, -0.5, 1, 2, 3, 4, 5, 6, 7, 8, 7, 8]);

test("arrays are found by their names", () => {
  const [arrays] = readMaps(NUMBERS, [LAYER]);
  deepEqual([...(arrays.bias ?? [])], [0.5, -0.5]);
  deepEqual([...(arrays.passed ?? [])], [7, 8]);
  deepEqual([...channelOf(/** @type {Float32Array} */ (arrays.outputs), 2, 1)], [2, 4, 6, 8]);
  deepEqual([...pooledMap([LAYER], [arrays], 0, 1)], [8]);
});

test("a pixel is the sum of its products, and the bias", () => {
  const [arrays] = readMaps(NUMBERS, [LAYER]);
  const trace = traceOf(LAYER, arrays, { layer: 0, map: 1, y: 1, x: 0 });
  // Channel 1 under the filter: 7, 9, 13, 15; its weights: kernel[0], [4], [8], [12], and 3 further on.
  deepEqual(trace.channels[1].inputs, [7, 9, 13, 15]);
  deepEqual(trace.channels[1].weights, [-5, -1, 3, 7]);
  deepEqual(trace.channels[1].products, [-35, -9, 39, 105]);
  equal(trace.products, trace.channels[0].sum + 100);
  equal(trace.sum, trace.products - 0.5);
  equal(trace.output, 6);
  equal(trace.z, null);
});

test("what lies outside of the picture counts as 0", () => {
  const padded = /** @type {MapsLayer} */ ({ ...LAYER, before: [1, 1], sums: [3, 3, 2] });
  const [arrays] = readMaps(NUMBERS, [LAYER]);
  deepEqual(patchOf(padded, { y: 0, x: 0 }), { y: -1, x: -1 });
  const trace = traceOf(padded, { ...arrays, outputs: new Float32Array(18) }, { layer: 0, map: 0, y: 0, x: 0 });
  deepEqual(trace.channels[0].inputs, [null, null, null, 0]);
  deepEqual(trace.channels[0].products.slice(0, 3).map(Math.abs), [0, 0, 0]);
});

test("a pixel goes into one of what pooling leaves, or is left over", () => {
  deepEqual(pooledPixel(LAYER, { y: 1, x: 0 }), { y: 0, x: 0 });
  equal(pooledPixel({ ...LAYER, sums: [3, 3, 2] }, { y: 2, x: 0 }), null);
  equal(pooledPixel({ ...LAYER, pooling: "none" }, { y: 0, x: 0 }), null);
  deepEqual(strongest(Float32Array.of(1, -5, 2, 3), 2), { y: 0, x: 1 });
  deepEqual(strongest(Float32Array.of(1, -5, 2, 3), 2, { y: 1, x: 0, size: 1 }), { y: 1, x: 0 });
});
