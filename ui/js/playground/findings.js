// What is going wrong, in words, with the button that mends it. One line that is always there, so that nothing jumps.
import { icon, make, setText } from "../shared/element.js";
import { hides } from "./hiding.js";
import { notices, others } from "./notices.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Notice } from "./notices.js" */
/** @import { Common, Finding, Hello } from "./types.d.ts" */

/** @type {Record<Notice["kind"], IconName>} */
const SIGNS = { hint: "bulb", wrong: "warn", stopped: "pause", finding: "warn" };

export class Findings {
  /** What is shown. */
  #shown = "";
  /** The network that a remedy was pressed for: until another one is there, none can be pressed. @type {Hello | null} */
  #mended = null;

  /** @param {Pick<Common, "model" | "words">} common */
  constructor({ model, words }) {
    this.model = model;
    this.words = words;
    this.line = make("div", { class: "finding-line", role: "status", "aria-live": "polite" });
    this.others = make("button", { type: "button", class: "others", "aria-expanded": "false", hidden: "", on: { click: () => this.#unfold(Boolean(this.list.hidden)) } });
    this.list = make("div", { class: "card finding-list", hidden: "" });
    this.node = make("div", { class: "findings" }, this.line, this.others, this.list);
  }

  draw() {
    const { model } = this;
    this.node.hidden = hides(model, "findings");
    const told = notices(model, this.words);
    const shown = JSON.stringify(told);
    if (this.#shown !== shown) this.#show(told);
    this.#shown = shown;
    const waits = model.underway.any || this.#mended === model.hello;
    for (const remedy of this.node.querySelectorAll("button.remedy")) /** @type {HTMLButtonElement} */ (remedy).disabled = waits;
  }

  /** @param {[Notice, ...Notice[]]} told */
  #show(told) {
    const [first, ...rest] = told;
    this.node.dataset.kind = first.kind;
    this.node.dataset.key = first.finding?.key ?? "";
    this.line.replaceChildren(...this.#row(first));
    this.others.hidden = !rest.length;
    if (rest.length) setText(this.others, others(rest, this.words));
    this.list.replaceChildren(...rest.map((notice) => make("div", { class: "finding-row" }, ...this.#row(notice))));
    if (!rest.length) this.#unfold(false);
  }

  /** @param {Notice} notice */
  #row({ kind, text, finding }) {
    const parts = [icon(SIGNS[kind]), make("span", { class: "finding-text", text, title: text })];
    if (!finding?.remedy) return parts;
    return [...parts, make("button", { type: "button", class: "control remedy", title: finding.help, text: finding.remedy, on: { click: () => this.#mend(finding) } })];
  }

  /** @param {Finding} finding */
  async #mend({ change, reset }) {
    const { model } = this;
    this.#unfold(false);
    if (!change) return;
    this.#mended = model.hello;
    if ((await model.send(reset ? "restart" : "change", change)) === undefined) this.#mended = null;
    this.draw();
  }

  /** @param {boolean} yes */
  #unfold(yes) {
    this.list.hidden = !yes;
    this.others.setAttribute("aria-expanded", String(yes));
  }
}
