// A run's past, frame by frame: drag, step or play, and every picture is as it was; a branch begins from where it stands.
import { unpack } from "../shared/container.js";
import { button } from "../shared/controls/button.js";
import { Select } from "../shared/controls/select.js";
import { icon, make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { readFrame } from "../shared/frame.js";

/** @import { Server } from "../shared/server.js" */
/** @import { Frame, Words } from "../shared/types.d.ts" */
/** @import { Run } from "./run.js" */

const SPEEDS = [1, 5, 20, 60];
const HELD = 300; // frames that stay in memory
const FRESH = 1000; // milliseconds for which the list of a run that trains is not asked for again

export class Past {
  /** @type {Run | null} */
  #run = null;
  /** The stored frames: their numbers and steps, rising. @type {{ seq: number[], step: number[] }} */
  #frames = { seq: [], step: [] };
  /** When that list was asked for. */
  #asked = -Infinity;
  /** Frames that have been read, by number, the latest last. @type {Map<number, Frame>} */
  #read = new Map();
  /** The place in the list that is wanted; null: the newest, as it comes. @type {number | null} */
  #wanted = null;
  /** The frame that is shown; null: the newest. @type {Frame | null} */
  #shown = null;
  /** The run as it was then, and what was known of its past. @type {{ run: Run, known: number, then: Run } | null} */
  #then = null;
  #fetching = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #playing;
  #speed = 20;

  /**
   * @param {object} how
   * @param {Words} how.words
   * @param {Server} how.server
   * @param {() => void} how.show another frame is to be drawn
   * @param {(run: string, step: number) => void} how.branch
   */
  constructor({ words, server, show, branch }) {
    this.words = words;
    this.server = server;
    this.show = show;
    const press = (/** @type {string} */ verb, /** @type {import("../shared/element.js").IconName} */ symbol, /** @type {string} */ word, /** @type {() => void} */ act) =>
      button(verb, symbol, words[word], words[`${word}_help`] ?? words[word], act);
    this.back = press("past_back", "back", "past_back", () => this.#step(-1));
    this.toggle = press("past_play", "play", "past_play", () => this.#toggle());
    this.forth = press("past_forth", "forth", "past_forth", () => this.#step(1));
    this.range = make("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": words.past, title: words.past_help, on: { input: () => this.#drag() } });
    this.told = make("span", { class: "past-at" });
    this.speed = new Select({ label: words.past_speed, path: "past_speed", options: SPEEDS.map((speed) => [String(speed), `${speed}/s`]), pick: (speed) => (this.#speed = Number(speed)) });
    this.speed.show(String(this.#speed));
    this.newest = press("past_newest", "newest", "past_newest", () => this.#leave());
    this.branch = press("past_branch", "branch", "past_branch", () => {
      const run = this.seen ?? this.#run;
      if (run?.frame) branch(run.id, run.frame.step);
    });
    this.branch.classList.add("branch");
    const on = { pointerdown: () => void this.#list(), focusin: () => void this.#list(), keydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) };
    this.node = make("div", { class: "past", role: "group", "aria-label": words.past, hidden: "", on }, this.back, this.toggle, this.forth, this.range, this.told, this.speed.node, this.newest, this.branch);
  }

  /** The run as it was; null while the newest frame is shown. */
  get seen() {
    const [run, frame] = [this.#run, this.#shown];
    if (!run || !frame) return null;
    const known = run.history.length; // it is thinned when it becomes long
    if (this.#then?.run !== run || this.#then.known !== known || this.#then.then.frame !== frame) this.#then = { run, known, then: run.at(frame) };
    return this.#then.then;
  }

  /**
   * Whose past it is. The same run, greeted anew, keeps its place.
   *
   * @param {Run | null} run
   */
  follow(run) {
    const same = run !== null && this.#run?.id === run.id;
    this.#run = run;
    if (same) return;
    this.#frames = { seq: [], step: [] };
    this.#read.clear();
    this.#leave();
    this.stale();
  }

  /** The list of frames is another one by now. */
  stale() {
    this.#asked = -Infinity;
    if (this.#run) void this.#list();
  }

  /**
   * Bring the row in line with the run.
   *
   * @param {Run | null} run
   */
  draw(run) {
    const count = this.#frames.seq.length;
    this.node.hidden = run === null || run.frame === null;
    this.branch.hidden = run?.recorded ?? false;
    const frame = this.#shown ?? run?.frame;
    if (!frame) return;
    const at = this.#wanted ?? Math.max(0, count - 1);
    this.range.max = String(Math.max(1, count - 1));
    this.range.disabled = count < 2;
    if (this.range.value !== String(at)) this.range.value = String(count < 2 ? 1 : at);
    const told = fill(this.words.past_at, { epoch: frame.epoch.toFixed(1), step: frame.step });
    setText(this.told, told);
    this.range.setAttribute("aria-valuetext", told);
    this.back.disabled = count < 2 || at === 0;
    this.forth.disabled = this.#wanted === null;
    this.toggle.disabled = count < 2;
    this.newest.disabled = this.#wanted === null;
    const verb = this.#playing === undefined ? "past_play" : "past_pause";
    if (this.toggle.dataset.verb === verb) return;
    this.toggle.dataset.verb = verb;
    this.toggle.replaceChildren(icon(verb === "past_play" ? "play" : "pause"), make("span", { class: "label", text: this.words[verb] }));
    this.toggle.title = this.words[verb];
    this.toggle.setAttribute("aria-label", this.words[verb]);
  }

  close() {
    this.#hold();
  }

  #drag() {
    this.#hold();
    this.#go(Number(this.range.value));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== " " || event.target !== this.range) return;
    event.preventDefault();
    this.#toggle();
  }

  /** @param {number} by */
  #step(by) {
    this.#hold();
    this.#go((this.#wanted ?? this.#frames.seq.length - 1) + by);
  }

  #toggle() {
    if (this.#playing !== undefined) {
      this.#hold();
      return this.show();
    }
    if (this.#wanted === null) this.#go(0);
    this.#play();
  }

  #play() {
    this.#playing = setTimeout(() => {
      const next = (this.#wanted ?? 0) + 1;
      if (next >= this.#frames.seq.length) {
        this.#hold();
        return this.show();
      }
      if (!this.#fetching) this.#go(next); // what comes late is not skipped: every frame is seen
      this.#play();
    }, 1000 / this.#speed);
    this.show();
  }

  #hold() {
    clearTimeout(this.#playing);
    this.#playing = undefined;
  }

  #leave() {
    this.#hold();
    this.#wanted = this.#shown = this.#then = null;
    this.show();
  }

  /** @param {number} at place in the list; behind its end: the newest frame, as it comes */
  #go(at) {
    const count = this.#frames.seq.length;
    if (!count) return;
    if (at >= count) return this.#leave();
    this.#wanted = Math.max(0, at);
    this.show();
    void this.#fetch();
  }

  /** Get the frame that is wanted, then the one that is wanted by then. */
  async #fetch() {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      for (let run = this.#run; run && run === this.#run && this.#wanted !== null; run = this.#run) {
        const seq = this.#frames.seq[this.#wanted];
        const frame = await this.#frame(run, seq);
        if (run !== this.#run || !frame) break;
        if (this.#wanted === null) break;
        this.#shown = frame;
        this.show();
        if (this.#frames.seq[this.#wanted] === seq) break;
      }
    } finally {
      this.#fetching = false;
    }
  }

  /**
   * @param {Run} run
   * @param {number} seq
   */
  async #frame(run, seq) {
    const known = this.#read.get(seq);
    if (known) return known;
    const bytes = await this.#get(`/frames/${seq}`);
    if (!bytes) return null;
    const frame = readFrame(unpack(new Uint8Array(bytes)), run);
    this.#read.set(seq, frame);
    for (const [oldest] of this.#read) {
      if (this.#read.size <= HELD) break;
      this.#read.delete(oldest);
    }
    return frame;
  }

  async #list() {
    const run = this.#run;
    if (!run || performance.now() < this.#asked + FRESH) return;
    this.#asked = performance.now();
    const bytes = await this.#get("/frames");
    if (!bytes || run.id !== this.#run?.id) return;
    const seq = this.#wanted === null ? null : this.#frames.seq[this.#wanted];
    this.#frames = JSON.parse(new TextDecoder().decode(bytes));
    if (seq !== null) this.#wanted = Math.max(0, this.#frames.seq.indexOf(seq));
    this.show();
  }

  /** @param {string} what */
  async #get(what) {
    if (!this.#run) return null;
    try {
      const response = await this.server.get(`/lab/runs/${encodeURIComponent(this.#run.id)}${what}`);
      return response.ok ? await response.arrayBuffer() : null;
    } catch {
      return null; // the next frame is asked for anew
    }
  }
}
