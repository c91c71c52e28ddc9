// Step back, play, step on.
import { icon, make } from "../../shared/element.js";
import { Slider } from "../../shared/controls/slider.js";

/** @import { IconName } from "../../shared/element.js" */
/** @import { Words } from "../../shared/types.d.ts" */

/** Milliseconds from one picture to the next while it plays, and pictures for a whole race. */
const PACE = 50;
const PICTURES = 120;

export class Transport {
  #step = 1;
  #steps = 1;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #playing;
  #look;
  #play;
  #slider;
  #words;

  /**
   * @param {Words} words
   * @param {{ label: string, help: string }} field
   * @param {(step: number) => void} look
   */
  constructor(words, field, look) {
    this.#words = words;
    this.#look = look;
    const by = (/** @type {number} */ steps) => () => {
      this.stop();
      this.look(this.#step + steps);
    };
    const back = control("back", words.race_step_back, by(-1));
    this.#play = control("play", words.race_play, () => (this.#playing ? this.stop() : this.#start()));
    const forth = control("forth", words.race_step_on, by(1));
    this.#slider = new Slider({ ...field, path: "step", stops: [1, 2], pick: (value) => typeof value === "number" && (this.stop(), this.look(value)) });
    this.node = make("div", { class: "transport" }, back, this.#play, forth, this.#slider.node);
  }

  /** @param {number} step */
  look(step) {
    this.#look(Math.min(Math.max(1, Math.round(step)), this.#steps));
  }

  /**
   * @param {number} step
   * @param {number} steps
   */
  show(step, steps) {
    this.#step = step;
    if (this.#steps !== steps) this.#slider.offer(Array.from({ length: steps }, (_, at) => at + 1));
    this.#steps = steps;
    this.#slider.show(step);
  }

  #start() {
    if (this.#step >= this.#steps) this.look(1);
    this.#face("pause", this.#words.race_pause);
    this.#playing = setInterval(() => {
      if (this.#step >= this.#steps) this.stop();
      else this.look(this.#step + Math.max(1, Math.round(this.#steps / PICTURES)));
    }, PACE);
  }

  stop() {
    if (!this.#playing) return;
    clearInterval(this.#playing);
    this.#playing = undefined;
    this.#face("play", this.#words.race_play);
  }

  /** @param {IconName} name @param {string} label */
  #face(name, label) {
    this.#play.replaceChildren(icon(name));
    this.#play.title = label;
    this.#play.setAttribute("aria-label", label);
  }
}

/** @param {IconName} name @param {string} label @param {() => void} act */
function control(name, label, act) {
  return make("button", { type: "button", class: "control", title: label, "aria-label": label, "data-verb": name, on: { click: act } }, icon(name));
}
