// What is said of a run below its controls: what was refused, why it ended, and what is wrong, with the button that mends it.
import { icon, make } from "../shared/element.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Finding, Status } from "./types.d.ts" */

/**
 * A line. `good`: it is as it was planned.
 *
 * @typedef {{ text: string, good?: boolean, remedy?: Finding["remedy"], help?: string }} Remark
 */

/**
 * The lines, the most important first; of several findings the first one.
 *
 * @param {Status | null} status
 * @param {string | undefined} complaint a refused command or entry
 * @returns {Remark[]}
 */
export function remarks(status, complaint) {
  /** @type {Remark[]} */
  const told = complaint ? [{ text: complaint }] : [];
  if (!status) return told;
  const { cause, advice, store, findings, nonfinite } = status;
  const [finding] = findings;
  const diverged = finding?.key === "diverged"; // in detail that is the cause
  const ended = [cause, nonfinite, advice, store].filter(Boolean).join(" ");
  const mends = { remedy: finding?.remedy, help: finding?.help };
  if (ended) told.push({ text: ended, good: status.status === "finished" && !store, ...(diverged ? mends : {}) });
  if (finding && !diverged) told.push({ text: finding.text, ...mends });
  return told;
}

export class Remarks {
  node = make("div", { class: "remarks", role: "alert", hidden: "" });
  #shown = "";

  /** @param {(texts: Texts) => void} mend change other choices in the form */
  constructor(mend) {
    this.mend = mend;
  }

  /** @param {Remark[]} told */
  show(told) {
    const shown = JSON.stringify(told);
    if (this.#shown === shown) return;
    this.#shown = shown;
    this.node.hidden = !told.length;
    this.node.replaceChildren(...told.map((remark) => this.#line(remark)));
  }

  /** @param {Remark} remark */
  #line({ text, good, remedy, help }) {
    /** @type {IconName} */
    const sign = good ? "done" : "warn";
    const line = make("div", { class: good ? "note good" : "note" }, icon(sign), make("span", { class: "said", text }));
    if (remedy) line.append(make("button", { type: "button", class: "control remedy", title: help, text: remedy.label, on: { click: () => this.mend(remedy.change) } }));
    return line;
  }
}
