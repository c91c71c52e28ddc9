// What is said about a trained map: how far it is, and in what it differs from what is chosen now.
import { differences, spelled } from "./differences.js";
import { fill } from "../shared/format.js";

/** @import { Words } from "../shared/types.d.ts" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { SweepProgress, TrainingMenus } from "./types.d.ts" */

/**
 * How many cells are done and how long the others still take; "" when all are.
 *
 * @param {SweepProgress | null} progress
 * @param {Words} words
 */
export function progressText(progress, words) {
  if (!progress || progress.status === "finished") return "";
  const { done, total, remaining, status } = progress;
  const parts = [fill(words.cells_done, { done, total })];
  if (status === "running" && remaining !== null) parts.push(fill(words.time_left, { time: duration(remaining, words) }));
  return parts.join(" · ");
}

/**
 * @param {number} seconds
 * @param {Words} words
 */
function duration(seconds, words) {
  return seconds < 90 ? fill(words.seconds, { seconds: Math.ceil(seconds) }) : fill(words.minutes, { minutes: Math.round(seconds / 60) });
}

/**
 * What the picture shows.
 *
 * @param {SweepProgress | null} progress
 * @param {{ experiment: Texts, steps: string }} chosen what a map would be trained with now
 * @param {TrainingMenus} menus
 * @param {Words} words
 */
export function trainedCaption(progress, { experiment, steps }, menus, words) {
  if (!progress) return words.trained_none;
  const choices = differences(progress, experiment).map((path) => spelled(path, progress.experiment, menus));
  if (String(progress.steps) !== steps) choices.push(`${menus.steps.label} ${progress.steps}`);
  const parts = choices.length ? [fill(words.trained_differs, { choices: choices.join(", ") })] : [];
  if (!progress.owner) parts.push(words.trained_theirs);
  if (progress.cells.status.includes("diverged")) parts.push(words.trained_red);
  return [...parts, words.trained_caption].join(" ");
}
