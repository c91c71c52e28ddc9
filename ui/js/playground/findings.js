// What is going wrong, in words, with the button that mends it. One line that is always there, so that nothing jumps.
import { icon, make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { hides } from "./hiding.js";

/** Whether points of one's own are to be learnt, and there are none yet: that is no mistake. */
export function noPoints(texts) {
  return texts.dataset === "points" && !texts["dataset.points"];
}

export class Findings {
  constructor({ model, words }) {
    Object.assign(this, { model, words });
    this.line = make("div", { class: "finding-line", role: "status", "aria-live": "polite" });
    this.others = make("button", { type: "button", class: "others", "aria-expanded": "false", hidden: "", on: { click: () => this.#unfold(this.list.hidden) } });
    this.list = make("div", { class: "card finding-list", hidden: "" });
    this.node = make("div", { class: "findings" }, this.line, this.others, this.list);
  }

  draw() {
    const { model } = this;
    this.node.hidden = hides(model, "findings");
    const told = this.#told();
    const id = JSON.stringify(told);
    if (this.id === id) return;
    this.id = id;
    const [first, ...rest] = told;
    this.node.dataset.kind = first.kind;
    this.node.dataset.key = first.key ?? "";
    this.line.replaceChildren(...this.#row(first));
    this.others.hidden = !rest.length;
    setText(this.others, fill(this.words.c_more_findings, { count: rest.length }));
    this.list.replaceChildren(...rest.map((finding) => make("div", { class: "finding-row" }, ...this.#row(finding))));
    if (!rest.length) this.#unfold(false);
  }

  /** What was refused, why it stopped, what was noticed; else what to do first, or what to look at. */
  #told() {
    const { model, words } = this;
    const { status, complaint } = model;
    const told = [];
    if (noPoints(model.texts)) return [{ kind: "hint", text: words.c_hint_points }];
    if (complaint) told.push({ kind: "wrong", text: complaint });
    if (status?.cause) told.push({ kind: status.status === "failed" ? "wrong" : "stopped", text: status.cause });
    for (const { key, text, remedy, help, change, reset } of status?.findings ?? []) told.push({ kind: "finding", key, text, remedy, help, change, reset });
    if (!told.length) told.push({ kind: "hint", text: this.#hint(words) });
    return told;
  }

  #hint(words) {
    const { hello, status, scene } = this.model;
    if (!hello) return words.c_hint_wait;
    if (!scene?.step && status?.status !== "running") return words.c_hint_start;
    return words[`c_hint_${hello.task}`] ?? words.c_hint_start;
  }

  #row({ kind, text, remedy, help, change, reset }) {
    const sign = icon(kind === "hint" ? "bulb" : kind === "stopped" ? "pause" : "warn");
    const press = remedy && make("button", { type: "button", class: "control remedy", title: help, text: remedy, on: { click: () => this.#mend(change, reset) } });
    return [sign, make("span", { class: "finding-text", text, title: text }), press].filter(Boolean);
  }

  async #mend(change, reset) {
    this.#unfold(false);
    if (change) await this.model.send(reset ? "restart" : "change", change);
  }

  #unfold(yes) {
    this.list.hidden = !yes;
    this.others.setAttribute("aria-expanded", String(yes));
  }
}
