// In what a trained map differs from the choices that are made now.
import { widthsOf } from "../shared/shape.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { SweepProgress, TrainingMenus } from "./types.d.ts" */

// A map sets these itself: its cells end after so many steps and nowhere else.
const SET = ["epochs", "steps_per_epoch", "stopping"];
// What theory's lines depend on.
const NETWORK = ["activation", "layer_activations", "initializer", "bias", "bias_scale", "residual", "normalization", "layers"];

/**
 * Paths of the choices that a map was trained with and that `now` has others for.
 *
 * @param {Pick<SweepProgress, "experiment" | "dial">} trained
 * @param {Texts} now
 */
export function differences({ experiment: then, dial }, now) {
  return Object.keys(then).filter((path) => {
    if (path === "layers") return firstWidth(then.layers) !== lastWidth(now.layers);
    const [choice, parameter] = path.split(".");
    if (!(path in now) || path === `initializer.${dial}` || SET.includes(choice)) return false;
    if (parameter && then[choice] !== now[choice]) return false; // that of another entry
    return plain(then[path]) !== plain(now[path]);
  });
}

/**
 * Whether another choice there makes other networks, about which theory says something else.
 *
 * @param {string} path
 */
export function changesNetwork(path) {
  return NETWORK.includes(path.split(".")[0]);
}

/**
 * A choice as people read it: "Activation ReLU".
 *
 * @param {string} path
 * @param {Texts} texts
 * @param {Pick<TrainingMenus, "names" | "entries">} menus
 */
export function spelled(path, texts, { names, entries }) {
  const text = path === "layers" ? firstWidth(texts.layers) : (entries[path]?.[texts[path]] ?? texts[path]);
  return `${names[path] ?? path} ${text}`;
}

/**
 * Units of the first of a map's layers, and of all others.
 *
 * @param {string} layers
 */
const firstWidth = (layers) => parseInt(layers, 10);

/**
 * Units that a map of these choices gives to all layers: as many as the last one has.
 *
 * @param {string} layers
 */
const lastWidth = (layers) => widthsOf(layers)?.at(-1);

/**
 * A text as it can be compared with another that means the same.
 *
 * @param {string} text
 */
function plain(text) {
  const word = text.trim().toLowerCase();
  if (["true", "on", "yes"].includes(word)) return "1";
  if (["false", "off", "no"].includes(word)) return "0";
  return word !== "" && Number.isFinite(Number(word)) ? String(Number(word)) : word;
}
