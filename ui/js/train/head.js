// The row above the pictures: state, controls, progress, and the four numbers that matter.
import { icon, make, setText } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { Controls } from "./controls.js";
import { NUMBERS, awaited, beside, names, ownUnit, unvalidated, values } from "./numbers.js";
import { Pace } from "./pace.js";
import { Remarks, remarks } from "./remarks.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { Run } from "./run.js" */
/** @import { RunStatus, Send, Status } from "./types.d.ts" */

/**
 * What it tells about. `following`: there is a run to be shown; `run`: what is known of it; `title`: of the data, before.
 *
 * @typedef {object} State
 * @property {boolean} following
 * @property {Run | null} run
 * @property {Status | null} status
 * @property {boolean} connected
 * @property {boolean} busy the server has no time
 * @property {boolean} owner the reader may steer it
 * @property {boolean} earlier a step of its past is shown
 * @property {boolean} recorded nobody can steer it: it was recorded elsewhere
 * @property {string} title
 */

/** @type {Record<RunStatus | "none", IconName>} */
const ICONS = {
  none: "dot",
  queued: "wait",
  preparing: "wait",
  running: "play",
  paused: "pause",
  finished: "done",
  stopped: "stop",
  failed: "fail",
  diverged: "warn",
  interrupted: "warn",
};

export class Head {
  #pace = new Pace();
  /** Of a refused command or entry: shown until the next one is accepted. @type {string | undefined} */
  #complaint;
  /** @type {Status | null} */
  #status = null;
  /** What the pill shows. */
  #told = "";
  /** What stands beside the four numbers. @type {[name: string, text: string][]} */
  #more = [];

  /** @param {{ words: Words, send: Send, mend: (texts: Texts) => void, views: HTMLElement }} parts `views`: the tabs */
  constructor({ words, send, mend, views }) {
    this.words = words;
    this.pill = make("span", { class: "pill", role: "status" });
    this.place = make("div", { class: "place" });
    this.controls = new Controls({ words, send, complain: (sentence) => this.complain(sentence) });
    this.viewer = make("span", { class: "viewer", title: words.view_only_help }, icon("eye"), words.view_only);
    this.done = make("div");
    this.progress = make("div", { class: "progress", role: "progressbar", "aria-label": words.progress, "aria-valuemin": 0 }, this.done);
    this.texts = [0, 1, 2].map(() => make("span"));
    this.numbers = NUMBERS.map((key) => {
      const value = make("span", { class: "value", text: "–" });
      const label = make("span", { class: "name" });
      return { key, value, label, node: make("div", { class: `number ${key}` }, label, value) };
    });
    this.title = make("div", { class: "run-title" });
    this.remarks = new Remarks(mend);
    const pace = make("div", { class: "pace" }, make("div", { class: "pace-text" }, ...this.texts), this.progress);
    const numbers = make("div", { class: "numbers" }, ...this.numbers.map((entry) => entry.node));
    this.beside = make("div", { class: "beside", hidden: "" });
    const choose = make("div", { class: "choose" }, this.title, views);
    const bar = (/** @type {HTMLElement[]} */ ...parts) => make("div", { class: "bar" }, ...parts);
    this.node = make("div", { class: "head" }, bar(this.pill, this.place, pace), bar(numbers, choose), this.beside, this.remarks.node);
  }

  /** @param {State} state */
  update(state) {
    const { run } = state;
    const status = state.status?.status ?? (state.following ? "preparing" : "none");
    this.#stand(status, state.status?.place, state.connected, state.busy, state.earlier);
    const part = !state.following || state.recorded ? null : state.owner ? this.controls.node : this.viewer;
    if (this.place.firstChild !== part) this.place.replaceChildren(...(part ? [part] : []));
    if (status !== "none" && part === this.controls.node) this.controls.update(status, state.status?.lr ?? run?.frame?.lr, state.status?.speed);
    this.node.classList.toggle("idle", !state.following);
    setText(this.title, state.title);
    this.title.title = state.title;
    this.#numbers(run, state.status?.lr, state.following);
    this.#progress(run, state.following);
    this.#status = state.status;
    this.#say();
  }

  /**
   * @param {RunStatus | "none"} status
   * @param {number | null | undefined} place in the queue
   * @param {boolean} connected
   * @param {boolean} busy
   * @param {boolean} earlier
   */
  #stand(status, place, connected, busy, earlier) {
    const { words } = this;
    const told = JSON.stringify([status, place, connected, busy, earlier]);
    if (this.#told === told) return;
    this.#told = told;
    const text = connected ? fill(words[`status_${status}`] ?? status, { place: place ?? "" }) : busy ? words.status_busy : words.reconnecting;
    this.pill.title = busy ? words.server_busy : "";
    if (connected && earlier) {
      this.pill.title = text; // how the run stands; the numbers and pictures are those of then
      this.pill.replaceChildren(icon("back"), make("span", { text: words.status_past }));
      this.pill.dataset.status = "past";
      return;
    }
    this.pill.replaceChildren(icon(connected ? (ICONS[status] ?? "dot") : "wait"), make("span", { text }));
    this.pill.dataset.status = connected ? status : "preparing";
  }

  /**
   * @param {Run | null} run
   * @param {number | null | undefined} set the learning rate before its schedule
   * @param {boolean} following
   */
  #numbers(run, set, following) {
    const state = { task: run?.task, frame: run?.frame ?? null, validation: run?.validation ?? null, unit: ownUnit(run), recorded: run?.recorded };
    const [texts, labels] = [values(state, this.words), names(run?.task, this.words)];
    for (const { key, value, label, node } of this.numbers) {
      node.hidden = key.startsWith("val_") && unvalidated(run);
      setText(value, texts[key]);
      if (run || !following) setText(label, labels[key]);
    }
    const more = following && !run?.frame ? awaited(this.#more) : beside(run?.frame ?? null, set, this.words, run ?? undefined);
    this.#more = more;
    this.beside.hidden = !more.length;
    const told = JSON.stringify(more);
    if (this.beside.dataset.told === told) return;
    this.beside.dataset.told = told;
    this.beside.replaceChildren(...more.map(([name, text]) => make("span", {}, `${name} `, make("b", { text }))));
  }

  /**
   * @param {Run | null} run
   * @param {boolean} following
   */
  #progress(run, following) {
    const { words, texts } = this;
    const frame = run?.frame;
    const [done, epochs] = [frame?.epoch ?? 0, run?.epochs ?? 0];
    this.progress.hidden = !following;
    this.done.style.transform = `scaleX(${(epochs ? Math.min(done / epochs, 1) : 0).toFixed(4)})`;
    this.progress.setAttribute("aria-valuenow", String(Math.floor(done)));
    this.progress.setAttribute("aria-valuemax", String(epochs));
    setText(texts[0], epochs ? fill(words.epoch_of, { epoch: Math.floor(done), epochs }) : "");
    setText(texts[1], frame ? fill(words.seconds, { seconds: frame.seconds.toFixed(frame.seconds < 100 ? 1 : 0) }) : "");
    const rate = following && frame ? this.#pace.at(frame) : null;
    setText(texts[2], rate ? fill(words.epochs_per_second, { rate: number(rate, 2) }) : "");
  }

  /**
   * A refused command or entry, or that the latest was accepted.
   *
   * @param {string | undefined} sentence
   */
  complain(sentence) {
    this.#complaint = sentence;
    this.#say();
  }

  #say() {
    this.remarks.show(remarks(this.#status, this.#complaint));
  }
}
