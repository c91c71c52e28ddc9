// What is worked out by hand: a small network, its batch and how it learns, from the texts of the choices.
import { activationOf } from "../../shared/activations.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Activation } from "../../shared/activations.js" */

/** Numbers of a row of a matrix as the choices keep it, used or not. */
export const STRIDE = { w: 4, b: 1, v: 2, c: 1, x: 4, y: 2 };

/** @typedef {keyof typeof STRIDE} Matrix */

/**
 * A layer of units: `kernel` is indexed by what leads to it, then by unit.
 *
 * @typedef {{ kernel: number[][], bias: number[] }} Weights
 */

/**
 * @typedef {object} Problem
 * @property {{ inputs: number, hidden: number, outputs: number, rows: number }} sizes
 * @property {number[][]} x rows by inputs
 * @property {number[][]} y rows by outputs
 * @property {Weights[]} layers those that it begins with; the output layer is the last
 * @property {string} named key of the activation function
 * @property {Activation} activation of the hidden units
 * @property {"activation" | "linear" | "sigmoid" | "softmax"} output what the output units apply
 * @property {string} loss its key
 * @property {{ key: string, parameters: Record<string, number> }} optimizer
 * @property {number} rate
 * @property {number} steps that have been taken
 */

/**
 * The numbers of a text as `Numbers` of core/choices/typed/numbers.py writes it: "0.6x2, 1" are 0.6, 0.6 and 1.
 *
 * @param {string} text
 */
export function numbersOf(text) {
  return text.split(/[\s,;]+/).flatMap((part) => {
    const [number, times = "1"] = part.split("x");
    return Array(Number(times)).fill(Number(number));
  });
}

/**
 * The part of a matrix that is used; what the text has not is 0.
 *
 * @param {Texts} texts
 * @param {Matrix} key
 * @param {number} down
 * @param {number} across
 */
function matrix(texts, key, down, across) {
  const numbers = numbersOf(texts[key]);
  return Array.from({ length: down }, (_, row) => Array.from({ length: across }, (_, column) => numbers[row * STRIDE[key] + column] ?? 0));
}

/**
 * The text of a matrix with another number in one place.
 *
 * @param {Texts} texts
 * @param {Matrix} key
 * @param {number} row
 * @param {number} column
 * @param {number} value
 */
export function written(texts, key, row, column, value) {
  const numbers = numbersOf(texts[key]);
  const at = row * STRIDE[key] + column;
  while (numbers.length <= at) numbers.push(0);
  numbers[at] = value;
  return numbers.join(", ");
}

/**
 * @param {Texts} texts
 * @returns {Problem}
 */
export function problemOf(texts) {
  const [inputs, hidden, outputs, rows] = ["inputs", "hidden", "outputs", "rows"].map((key) => Number(texts[key]));
  const before = hidden || inputs;
  const layers = [{ kernel: matrix(texts, "v", before, outputs), bias: matrix(texts, "c", outputs, 1).flat() }];
  if (hidden) layers.unshift({ kernel: matrix(texts, "w", inputs, hidden), bias: matrix(texts, "b", hidden, 1).flat() });
  const parameters = Object.entries(texts).filter(([path]) => path.startsWith("optimizer."));
  return {
    sizes: { inputs, hidden, outputs, rows },
    x: matrix(texts, "x", rows, inputs),
    y: matrix(texts, "y", rows, outputs),
    layers,
    named: texts.activation,
    activation: activationOf(texts, "activation"),
    output: outputOf(texts),
    loss: texts.loss,
    optimizer: { key: texts.optimizer, parameters: Object.fromEntries(parameters.map(([path, text]) => [path.slice("optimizer.".length), Number(text)])) },
    rate: Number(texts.learning_rate),
    steps: Number(texts.step),
  };
}

/**
 * @param {Texts} texts
 * @returns {Problem["output"]}
 */
function outputOf({ loss, output }) {
  if (loss === "binary_crossentropy") return "sigmoid";
  if (loss === "categorical_crossentropy") return "softmax";
  return output === "linear" ? "linear" : "activation";
}
