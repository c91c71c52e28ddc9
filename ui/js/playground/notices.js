// What there is to say about a network: what was refused, why it stopped, what was noticed; else what to do or look at.
import { noPoints } from "./task.js";

/** @import { Words } from "../shared/types.d.ts" */
/** @import { Model } from "./model.js" */
/** @import { Finding } from "./types.d.ts" */

/**
 * @typedef {object} Notice
 * @property {"hint" | "wrong" | "stopped" | "finding"} kind
 * @property {string} text
 * @property {Finding} [finding] with the change that mends it
 */

/**
 * At least one, the most urgent first.
 *
 * @param {Pick<Model, "texts" | "complaint" | "restarted" | "status" | "hello" | "scene">} model
 * @param {Words} words
 * @returns {[Notice, ...Notice[]]}
 */
export function notices(model, words) {
  if (noPoints(model.texts)) return [{ kind: "hint", text: words.c_hint_points }];
  const { status, complaint, restarted } = model;
  /** @type {Notice[]} */
  const told = [];
  if (complaint) told.push({ kind: "wrong", text: complaint });
  if (restarted) told.push({ kind: "stopped", text: words.d_anew });
  if (status?.cause) told.push({ kind: status.status === "failed" ? "wrong" : "stopped", text: status.cause });
  for (const finding of status?.findings ?? []) told.push({ kind: "finding", text: finding.text, finding });
  const [first, ...rest] = told;
  return first ? [first, ...rest] : [{ kind: "hint", text: hint(model, words) }];
}

/**
 * @param {Pick<Model, "status" | "hello" | "scene">} model
 * @param {Words} words
 */
function hint({ hello, status, scene }, words) {
  if (!hello) return words.c_hint_wait;
  if (!scene?.step && status?.status !== "running") return words.c_hint_start;
  return words[`c_hint_${hello.task}`] ?? words.c_hint_start;
}
