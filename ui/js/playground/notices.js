// What there is to say about a network: what was refused, what was noticed, why it stopped; else what to do or look at.
import { fill } from "../shared/format.js";
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
 * @param {Pick<Model, "texts" | "complaint" | "restarted" | "loaded" | "status" | "hello" | "scene">} model
 * @param {Words} words
 * @returns {[Notice, ...Notice[]]}
 */
export function notices(model, words) {
  if (noPoints(model.texts)) return [{ kind: "hint", text: words.c_hint_points }];
  const { status, complaint, restarted, loaded } = model;
  /** @type {Notice[]} */
  const told = [];
  if (complaint) told.push({ kind: "wrong", text: complaint });
  if (restarted) told.push({ kind: "stopped", text: words.d_anew });
  if (status?.cause && status.status === "failed") told.push({ kind: "wrong", text: status.cause });
  for (const finding of status?.findings ?? []) told.push({ kind: "finding", text: finding.text, finding });
  // Where training came to its end, what went wrong on the way is what people can mend.
  if (status?.cause && status.status !== "failed") told.push({ kind: "stopped", text: status.cause });
  if (loaded) told.push({ kind: "hint", text: words.c_hint_loaded });
  const [first, ...rest] = told;
  return first ? [first, ...rest] : [{ kind: "hint", text: hint(model, words) }];
}

/**
 * What there is to say besides the first notice, in a few words.
 *
 * @param {Notice[]} rest at least one
 * @param {Words} words
 */
export function others(rest, words) {
  const count = rest.filter(({ kind }) => kind === "finding").length;
  if (!count) return words.c_more_notices;
  return count === 1 ? words.c_more_warning : fill(words.c_more_warnings, { count });
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
