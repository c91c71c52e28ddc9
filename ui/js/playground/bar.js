// The two rows above the network: training it, and the choices that are made most often.
import { Basics } from "./basics.js";
import { nextSeed } from "../shared/choices.js";
import { button } from "../shared/controls/button.js";
import { Select } from "../shared/controls/select.js";
import { icon, make, setText } from "../shared/element.js";
import { Glossary } from "./explain.js";
import { Files } from "./files.js";
import { fill } from "../shared/format.js";
import { hide } from "./hiding.js";
import { Keyboard } from "./keyboard.js";

const ICONS = { none: "wait", preparing: "wait", running: "play", paused: "pause", failed: "fail" };
const DIGITS = 6;

export class Bar {
  constructor(common) {
    const { model, words, menus } = common;
    Object.assign(this, { model, words });
    const send = (verb) => () => model.send(verb);
    this.reset = button("reset", "again", words.c_reset, words.c_reset_help, send("reset"));
    this.play = button("play", "play", words.c_play, words.c_play_help, () => this.toggle());
    this.play.classList.add("primary");
    this.batch = button("step_batch", "batch", words.c_step_batch, words.c_step_batch_help, send("step_batch"));
    this.step = button("step_epoch", "epoch", words.c_step_epoch, words.c_step_epoch_help, send("step_epoch"));
    this.again = button("new_weights", "dice", words.c_new_weights, words.c_new_weights_help, () => this.redraw());
    this.undo = button("undo", "undo", words.c_undo, words.c_undo_help, send("undo"));
    this.speed = new Select({ label: words.c_speed, help: words.c_speed_help, path: "speed", kind: "beside", options: menus.speeds, pick: (key) => model.send("speed", key) });
    this.counter = this.#counter();
    this.pill = make("span", { class: "state", role: "status" });
    this.files = new Files(common);
    this.keyboard = new Keyboard({ ...common, toggle: () => this.toggle() });
    this.basics = new Basics(common);
    this.glossary = new Glossary({ words, around: () => this.node.parentElement, prepare: () => this.basics.more.bring() });
    this.weights = make("span", { class: "group" }, this.again);
    this.training = make("div", { class: "group", role: "group", "aria-label": words.c_training }, this.reset, this.play, this.batch, this.step);
    const keeping = make("span", { class: "group" }, this.undo, this.files.node, this.keyboard.button, this.glossary.button);
    const { story } = this.basics;
    this.running = make("div", { class: "row running" }, this.training, this.weights, this.counter, this.pill, story.node, make("span", { class: "spring" }), this.speed.node, keeping);
    this.node = make("div", { class: "playbar" }, this.running, this.basics.node, this.files.dialog, this.keyboard.dialog, this.glossary.dialog);
  }

  /** Play or pause. */
  toggle() {
    if (!this.play.disabled) this.model.send(this.model.status?.status === "running" ? "pause" : "resume");
  }

  /** Other initial weights: those of the next seed. */
  redraw() {
    this.model.set("weight_seed", nextSeed(this.model.texts.weight_seed));
  }

  #counter() {
    const { words } = this;
    this.count = { name: make("span", { class: "name", text: words.c_epoch }), zeros: make("span", { class: "zeros" }), digits: make("span", {}) };
    return make("div", { class: "epochs", title: words.c_epoch_help }, this.count.name, make("span", { class: "digits" }, this.count.zeros, this.count.digits));
  }

  draw(theme) {
    const { model } = this;
    const state = (model.connected && model.status?.status) || "none";
    if (this.state !== state) this.#enter(state);
    // Own points that cannot be learnt yet: what would be trained is not what is chosen.
    const none = !model.hello || "dataset.points" in model.errors;
    for (const control of [this.reset, this.play, this.batch, this.step, this.again]) control.disabled = none;
    this.undo.disabled = !(model.status?.undo ?? model.hello?.undo);
    this.speed.show(model.status?.speed ?? model.options.speed);
    this.#tell(state);
    if (this.hidden !== model.hidden) this.#hide();
    this.basics.draw(theme);
    this.files.draw();
  }

  #enter(state) {
    this.state = state;
    const { words } = this;
    const playing = state === "running";
    const [text, help] = playing ? [words.c_pause, words.c_pause_help] : [words.c_play, words.c_play_help];
    this.play.firstChild.replaceWith(icon(playing ? "pause" : "play"));
    setText(this.play.lastChild, text);
    this.play.title = help;
    this.play.setAttribute("aria-label", text);
    this.play.dataset.verb = playing ? "pause" : "play";
    this.pill.dataset.state = state;
    this.pill.replaceChildren(icon(ICONS[state] ?? "dot"), make("span", { text: words[`c_state_${state}`] ?? state }));
  }

  /** The epoch in a steady width; between two epochs of a network that is watched closely, the batch as well. */
  #tell(state) {
    const { hello, scene, status } = this.model;
    const text = String(Math.floor((scene?.epoch ?? 0) + 1e-9)).padStart(DIGITS, "0");
    const lead = /^0{0,5}/.exec(text)[0].length;
    const spelt = [...text].map((digit, at) => (at < text.length - 1 && (text.length - at) % 3 === 1 ? `${digit},` : digit));
    setText(this.count.zeros, spelt.slice(0, lead).join(""));
    setText(this.count.digits, spelt.slice(lead).join(""));
    const steps = hello?.steps_per_epoch;
    const batch = steps && scene ? Math.round(scene.step) % steps : 0;
    const close = batch && (state === "paused" || ["slow", "batches"].includes(status?.speed));
    setText(this.count.name, close ? fill(this.words.c_epoch_batch, { batch, batches: steps }) : this.words.c_epoch);
  }

  #hide() {
    const { model } = this;
    this.hidden = model.hidden;
    const running = [["play", this.play], ["step", this.batch], ["step", this.step], ["reset", this.reset], ["reset", this.again]];
    const beside = [["epoch", this.counter], ["speed", this.speed.node], ["undo", this.undo], ["files", this.files.node]];
    hide(model, [...running, ...beside], [this.training, this.weights]);
  }

  destroy() {
    this.keyboard.destroy();
    this.basics.destroy();
  }
}
