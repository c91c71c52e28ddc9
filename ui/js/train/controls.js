// What the owner of a run can press: pause, step, stop, start again, and the learning rate.
import { OPEN_STATUSES, RATES } from "../shared/constants.js";
import { icon, make } from "../shared/element.js";
import { Speed } from "./speed.js";

/** @import { IconName } from "../shared/element.js" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { RunStatus, Send, Verb } from "./types.d.ts" */

/**
 * Each with the statuses in which it can be pressed; null: whenever there is a run.
 *
 * @type {[verb: Verb, icon: IconName, statuses: readonly RunStatus[] | null][]}
 */
const BUTTONS = [
  ["step_batch", "batch", ["paused"]],
  ["step_epoch", "epoch", ["paused"]],
  ["stop", "stop", OPEN_STATUSES],
  ["again_same", "again", null],
  ["again_new", "dice", null],
];

export class Controls {
  /** The learning rate that is shown. @type {number | undefined} */
  #shown;

  /**
   * @param {object} how
   * @param {Words} how.words
   * @param {Send} how.send
   * @param {(sentence: string) => void} how.complain shows why an entry was not used
   */
  constructor({ words, send, complain }) {
    this.words = words;
    this.send = send;
    this.complain = complain;
    this.toggle = this.#button("pause", "pause", "pause", () => this.send(this.toggle.dataset.verb === "resume" ? "resume" : "pause"));
    this.toggle.classList.add("primary");
    this.speed = new Speed({ words, send });
    this.buttons = BUTTONS.map(([verb, symbol]) => this.#button(verb, symbol, verb, () => this.send(verb)));
    const label = words.learning_rate;
    const title = words.learning_rate_help;
    this.slider = make("input", {
      type: "range",
      min: Math.log10(RATES[0]),
      max: Math.log10(RATES[1]),
      step: 0.05,
      "aria-label": label,
      title,
      on: {
        input: () => (this.typed.value = spell(10 ** Number(this.slider.value))),
        change: () => this.#choose(Number((10 ** Number(this.slider.value)).toPrecision(2))),
      },
    });
    this.typed = make("input", {
      type: "text",
      inputmode: "decimal",
      class: "rate",
      autocomplete: "off",
      "aria-label": label,
      title,
      on: { change: () => this.#type(), keydown: (event) => event.key === "Enter" && this.typed.blur() },
    });
    const rate = make("label", { class: "learning-rate" }, make("span", { text: label }), this.slider, this.typed);
    this.node = make("div", { class: "controls" }, this.toggle, ...this.buttons, rate, this.speed.node);
  }

  /**
   * @param {string} verb
   * @param {IconName} symbol
   * @param {string} word
   * @param {() => void} press
   */
  #button(verb, symbol, word, press) {
    const text = this.words[word];
    const help = this.words[`${word}_help`] ?? text;
    return make(
      "button",
      { type: "button", class: "control", "data-verb": verb, "aria-label": help, title: help, on: { click: press } },
      icon(symbol),
      make("span", { class: "label", text }),
    );
  }

  #type() {
    const value = Number(this.typed.value.trim().replace(",", "."));
    if (value > 0 && Number.isFinite(value)) return this.#choose(value);
    this.complain(this.words.bad_rate);
    this.typed.value = spell(this.#shown);
  }

  /** @param {number} value */
  #choose(value) {
    this.#shown = value;
    this.send("learning_rate", value);
  }

  /**
   * Bring the buttons in line with the run.
   *
   * @param {RunStatus} status
   * @param {number | null | undefined} rate
   * @param {number | null | undefined} speed
   */
  update(status, rate, speed) {
    const paused = status === "paused";
    const live = paused || status === "running";
    const verb = paused ? "resume" : "pause";
    if (this.toggle.dataset.verb !== verb) {
      this.toggle.dataset.verb = verb;
      this.toggle.replaceChildren(icon(paused ? "play" : "pause"), make("span", { class: "label", text: this.words[verb] }));
      this.toggle.title = this.words[verb];
      this.toggle.setAttribute("aria-label", this.words[verb]);
    }
    this.toggle.disabled = !live;
    this.buttons.forEach((button, index) => (button.disabled = !(BUTTONS[index][2]?.includes(status) ?? true)));
    const open = OPEN_STATUSES.some((open) => open === status);
    this.slider.disabled = this.typed.disabled = !open;
    this.#follow(rate);
    this.speed.update(speed, open);
  }

  /**
   * Show the run's rate, but never under the fingers of someone who is changing it.
   *
   * @param {number | null | undefined} rate
   */
  #follow(rate) {
    if (!rate || !(rate > 0) || rate === this.#shown || this.slider.matches(":focus") || this.typed.matches(":focus")) return;
    this.#shown = rate;
    this.slider.value = String(Math.log10(rate));
    this.typed.value = spell(rate);
  }
}

/** @param {number | undefined} rate */
function spell(rate) {
  return rate === undefined ? "" : String(Number(rate.toPrecision(3)));
}
