// A small network as the server tells of it, and a theme with a colour for each class.
import { THEME as PLAIN } from "../initialization/theme.js";

/** @import { Scene, Theme } from "../../shared/types.d.ts" */
/** @import { Hello, Layer } from "../../playground/types.d.ts" */

/** @type {Theme} */
export const THEME = { ...PLAIN, categorical: Array.from({ length: 8 }, (_, at) => [30 * at, 20, 200]) };

/**
 * @param {string} name
 * @param {number} units
 * @returns {Layer}
 */
export function layer(name, units, activation = "tanh") {
  return { name, units, activation, edges: { a: [-1, 1, 4], g: [-8, 0, 4], dw: [-8, 0, 4], w: [-2, 2, 4] } };
}

/**
 * A network of two inputs, layers of 3 and 2 units, and one output.
 *
 * @param {Partial<Hello>} [more]
 * @returns {Hello}
 */
export function hello(more = {}) {
  return {
    play: "net",
    number: 1,
    experiment: { dataset: "circle", layers: "3-2" },
    inputs: ["x1", "x2"],
    layers: [layer("1", 3), layer("2", 2), layer("out", 1, "sigmoid")],
    columns: { run: [], layers: [] },
    task: "binary",
    metric: "accuracy",
    classes: ["Orange", "Blue"],
    range: [0, 1],
    points: { x: [1, 2], y: [3, 4], label: [0, 1], part: [0, 1] },
    extent: 6,
    steps_per_epoch: 10,
    history: {},
    undo: 0,
    ...more,
  };
}

/**
 * One of its moments: weights count up by layer, pictures of units hold the unit's number.
 *
 * @param {Partial<Scene>} [more]
 * @returns {Scene}
 */
export function scene(more = {}) {
  const units = more.units ?? [3, 2, 1];
  const inputs = ["x1", "x2"];
  const from = [inputs.length, ...units.slice(0, -1)];
  const thumb = 2;
  return {
    number: 1,
    epoch: 0,
    step: 0,
    loss: 0.5,
    metric: 0.5,
    val_loss: 0.5,
    val_metric: 0.5,
    r2: null,
    val_r2: null,
    seconds: 0,
    lr: 0.1,
    layers: [],
    boundary: null,
    inputs,
    units,
    biases: units.map((count) => new Float32Array(count)),
    weights: units.map((count, at) => Float32Array.from({ length: from[at] * count }, (_, index) => index / 10)),
    thumbs: units.map((count) => Uint8Array.from({ length: count * thumb * thumb }, (_, index) => Math.floor(index / (thumb * thumb)))),
    thumb,
    confusion: [new Int32Array(4), new Int32Array(4)],
    classes: 2,
    picture: Uint8Array.from({ length: 9 }, (_, index) => 100 + index),
    side: 3,
    layer: -1,
    unit: 0,
    ...more,
  };
}
