// The two rows above the network: training it, and the choices that are made most often.
import { nextSeed } from "../shared/choices.js";
import { button } from "../shared/controls/button.js";
import { Select } from "../shared/controls/select.js";
import { icon, make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { Basics } from "./basics.js";
import { epochDigits } from "./epochs.js";
import { Glossary } from "./explain.js";
import { Files } from "./files.js";
import { hide } from "./hiding.js";
import { Keyboard } from "./keyboard.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Common, Status } from "./types.d.ts" */

/** @typedef {Status["status"] | "none" | "ended"} State "none" without a network, "ended" where training paused by itself */

/** @type {Partial<Record<State, IconName>>} */
const ICONS = { none: "wait", preparing: "wait", running: "play", paused: "pause", ended: "stop", failed: "fail" };
/** Speeds at which the batch is told as well. */
const CLOSE = ["slow", "batches"];

export class Bar {
  /** @type {State | null} */
  #state = null;
  /** @type {Set<string> | null} */
  #hidden = null;

  /** @param {Common} common */
  constructor(common) {
    const { model, words, menus } = common;
    this.model = model;
    this.words = words;
    const send = (/** @type {string} */ verb) => () => void model.send(verb);
    this.reset = button("reset", "again", words.c_reset, words.c_reset_help, send("reset"));
    this.play = button("play", "play", words.c_play, words.c_play_help, () => this.toggle());
    this.play.classList.add("primary");
    this.batch = button("step_batch", "batch", words.c_step_batch, words.c_step_batch_help, send("step_batch"));
    this.step = button("step_epoch", "epoch", words.c_step_epoch, words.c_step_epoch_help, send("step_epoch"));
    this.again = button("new_weights", "dice", words.c_new_weights, words.c_new_weights_help, () => model.set("weight_seed", nextSeed(model.texts.weight_seed)));
    this.undo = button("undo", "undo", words.c_undo, words.c_undo_help, () => void model.undo());
    this.speed = new Select({ label: words.c_speed, help: words.c_speed_help, path: "speed", kind: "beside", options: menus.speeds, pick: (key) => this.#hurry(key) });
    this.count = { name: make("span", { class: "name", text: words.c_epoch }), zeros: make("span", { class: "zeros" }), digits: make("span") };
    this.counter = make("div", { class: "epochs", title: words.c_epoch_help }, this.count.name, make("span", { class: "digits" }, this.count.zeros, this.count.digits));
    this.pill = make("span", { class: "state", role: "status" });
    this.files = new Files(common);
    this.keyboard = new Keyboard({ model, words, toggle: () => this.toggle() });
    this.basics = new Basics(common);
    this.glossary = new Glossary({ words, around: () => this.node.parentElement ?? this.node, prepare: () => this.basics.more.bring() });
    this.weights = make("span", { class: "group" }, this.again);
    this.training = make("div", { class: "group", role: "group", "aria-label": words.c_training }, this.reset, this.play, this.batch, this.step);
    const keeping = make("span", { class: "group" }, this.undo, this.files.node, this.keyboard.button, this.glossary.button);
    const { preset } = this.basics;
    // On a narrow screen the pictures come between the two.
    const steering = make("div", { class: "steering" }, this.training, this.weights, this.counter, this.pill);
    const around = make("div", { class: "around" }, preset.node, make("span", { class: "spring" }), this.speed.node, keeping);
    this.node = make("div", { class: "playbar" }, make("div", { class: "row running" }, steering, around), this.basics.node, this.files.dialog, this.keyboard.dialog, this.glossary.dialog);
  }

  /** Play or pause. */
  toggle() {
    if (!this.play.disabled) this.model.send(this.model.status?.status === "running" ? "pause" : "resume");
  }

  /** @param {string} key of a speed */
  #hurry(key) {
    this.model.toggle("speed", key);
    this.model.send("speed", key);
  }

  draw() {
    const { model } = this;
    const state = this.#standing;
    if (this.#state !== state) this.#enter(state);
    this.pill.title = model.status?.cause ?? "";
    // Own points that cannot be learnt yet: what would be trained is not what is chosen.
    const none = !model.hello || "dataset.points" in model.errors;
    for (const control of [this.reset, this.play, this.batch, this.step, this.again]) control.disabled = none;
    this.undo.disabled = !model.undoable;
    this.speed.show(model.status?.speed ?? model.options.speed ?? "");
    this.#tell(state);
    if (this.#hidden !== model.hidden) this.#hide();
    this.basics.draw();
    this.files.draw();
  }

  /** @returns {State} */
  get #standing() {
    const { connected, status, underway } = this.model;
    if (!connected || !status) return "none";
    if (underway.long) return "preparing";
    return status.status === "paused" && status.cause ? "ended" : status.status;
  }

  /** @param {State} state */
  #enter(state) {
    this.#state = state;
    const { words, play } = this;
    const running = state === "running";
    const [text, help] = running ? [words.c_pause, words.c_pause_help] : [words.c_play, words.c_play_help];
    play.replaceChildren(icon(running ? "pause" : "play"), make("span", { class: "label", text }));
    play.title = help;
    play.setAttribute("aria-label", text);
    play.dataset.verb = running ? "pause" : "play";
    this.pill.dataset.state = state;
    this.pill.replaceChildren(icon(ICONS[state] ?? "dot"), make("span", { text: words[`c_state_${state}`] ?? state }));
  }

  /**
   * The epoch; between two epochs of a network that is watched closely, the batch as well.
   *
   * @param {State} state
   */
  #tell(state) {
    const { hello, scene, status } = this.model;
    const { zeros, digits } = epochDigits(scene?.epoch ?? 0);
    setText(this.count.zeros, zeros);
    setText(this.count.digits, digits);
    const batches = hello?.steps_per_epoch;
    const batch = batches && scene ? Math.round(scene.step) % batches : 0;
    const close = state === "paused" || state === "ended" || CLOSE.includes(status?.speed ?? "");
    setText(this.count.name, batches && batch && close ? fill(this.words.c_epoch_batch, { batch, batches }) : this.words.c_epoch);
  }

  #hide() {
    const { model } = this;
    this.#hidden = model.hidden;
    /** @type {[name: string, node: HTMLElement][]} */
    const parts = [
      ["play", this.play],
      ["step", this.batch],
      ["step", this.step],
      ["reset", this.reset],
      ["reset", this.again],
      ["epoch", this.counter],
      ["speed", this.speed.node],
      ["undo", this.undo],
      ["files", this.files.node],
    ];
    hide(model, parts, [this.training, this.weights]);
  }

  destroy() {
    this.keyboard.destroy();
    this.basics.destroy();
  }
}
