// One moment of the network as it comes over the wire: what the units answer, all weights, and the numbers.
import { readFrame } from "../shared/bytes.js";

const HEAD = 96;
const NUMBERS = ["epoch", "step", "loss", "metric", "val_loss", "val_metric", "r2", "val_r2"];

/**
 * The scene in `buffer`, of the network that `hello` describes; null if it is another network's.
 *
 * `weights`, `biases` and `thumbs` are lists by layer (the last is the output layer): weights row by row, from the
 * units before to these; thumbs unit by unit, `thumb` x `thumb` levels each. `picture` has `side` x `side` levels and
 * shows unit `unit` of layer `layer` (-1: the output). First rows are the smallest x2. All are views of `buffer`.
 */
export function readScene(buffer, hello) {
  const head = new DataView(buffer);
  const number = head.getUint32(0, true);
  if (number !== hello?.number) return null;
  const [side, thumb, layer, unit] = [head.getUint16(4, true), head.getUint16(6, true), head.getInt16(8, true), head.getInt16(10, true)];
  const [count, units, size, classes, width] = [12, 16, 20, 24, 28].map((at) => head.getUint32(at, true));
  const numbers = new Float64Array(buffer, 32, NUMBERS.length);
  const scene = { number, side, thumb, layer, unit, inputs: hello.inputs, units: hello.layers.map((one) => one.units) };
  NUMBERS.forEach((name, at) => (scene[name] = Number.isFinite(numbers[at]) ? numbers[at] : null));
  scene.frame = readFrame(new Uint8Array(buffer, HEAD, size), hello.layers);
  let at = HEAD + padded(size, 8);
  const take = (Kind, length, unit = 1) => {
    const start = at;
    at += padded(length * Kind.BYTES_PER_ELEMENT, unit);
    return new Kind(buffer, start, length);
  };
  scene.confusion = [0, 1].map(() => take(Uint32Array, classes * classes));
  scene.classes = classes;
  const biases = take(Float32Array, units);
  const weights = width === 4 ? take(Float32Array, count) : widened(take(Uint16Array, count, 4));
  const thumbs = take(Uint8Array, units * thumb * thumb);
  scene.picture = take(Uint8Array, side * side);
  Object.assign(scene, byLayer(hello, { biases, weights, thumbs, each: thumb * thumb }));
  return scene;
}

function padded(bytes, unit) {
  return Math.ceil(bytes / unit) * unit;
}

/** bfloat16 as float32: its upper half. */
function widened(halves) {
  const bits = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(bits.buffer);
}

function byLayer(hello, { biases, weights, thumbs, each }) {
  const parts = { biases: [], weights: [], thumbs: [] };
  let [bias, weight, from] = [0, 0, hello.inputs.length];
  for (const { units } of hello.layers) {
    parts.thumbs.push(thumbs.subarray(bias * each, (bias + units) * each));
    parts.biases.push(biases.subarray(bias, (bias += units)));
    parts.weights.push(weights.subarray(weight, (weight += from * units)));
    from = units;
  }
  return parts;
}
