// What is learnt from the chosen data, and a loss that fits it.
import { entryOf } from "../shared/choices.js";
import { pointsOf, classesIn } from "./ownpoints.js";

/** @import { Task, Texts } from "../shared/menus.d.ts" */
/** @import { Menus } from "./types.d.ts" */

/** The data set that people paint and paste. */
export const OWN = "points";

/**
 * What is learnt from the chosen data.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Texts} texts
 * @returns {Task}
 */
export function taskOf(menus, texts) {
  if (texts.dataset !== OWN) return entryOf(menus, texts, "dataset")?.task ?? "binary";
  return classesIn(pointsOf(texts["dataset.points"])) > 2 ? "multiclass" : "binary";
}

/**
 * `changes`, and another loss if the chosen one does not fit what is learnt then.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Texts} texts what is chosen now
 * @param {Texts} changes
 * @returns {Texts}
 */
export function withLoss(menus, texts, changes) {
  const after = { ...texts, ...changes };
  const tasks = entryOf(menus, after, "loss")?.tasks;
  return tasks && !tasks.includes(taskOf(menus, after)) ? { ...changes, loss: "auto" } : changes;
}

/**
 * Whether points of one's own are to be learnt, and there are none yet: that is no mistake.
 *
 * @param {Texts} texts
 */
export function noPoints(texts) {
  return texts.dataset === OWN && !texts["dataset.points"];
}

export const PROBLEMS = /** @type {const} */ (["classification", "regression"]);

/** @typedef {typeof PROBLEMS[number]} Problem */

/**
 * Which kind of problem the chosen data are.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Texts} texts
 * @returns {Problem}
 */
export function problemOf(menus, texts) {
  return taskOf(menus, texts) === "regression" ? "regression" : "classification";
}

/**
 * The first data set of a kind of problem, with its parameters.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Problem} problem
 * @returns {Texts}
 */
export function firstDataset({ fields }, problem) {
  const first = fields.dataset.entries.find(({ task }) => (task === "regression") === (problem === "regression"));
  if (!first) throw new Error(`Expected a data set for ${problem}, received none.`);
  return Object.fromEntries([["dataset", first.key], ...first.parameters.map(({ key, value }) => [`dataset.${key}`, value])]);
}

/**
 * The choices that another data set makes: as many points as its kind of problem has by default, noise as it was.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Texts} texts what is chosen now
 * @param {string} dataset its key
 * @param {string} own points of one's own that were painted before, as text
 * @returns {Texts}
 */
export function pickedDataset(menus, texts, dataset, own) {
  const former = entryOf(menus, texts, "dataset");
  const entry = entryOf(menus, { dataset }, "dataset");
  /** @type {Texts} */
  const changes = { dataset };
  const samples = entry?.parameters.find(({ key }) => key === "samples");
  if (samples && (former?.task === "regression") !== (entry?.task === "regression")) changes["dataset.samples"] = samples.value;
  if (dataset === OWN && own) changes["dataset.points"] = own;
  return withLoss(menus, texts, changes);
}
