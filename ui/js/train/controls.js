// What the owner of a run can press: pause, step, stop, start again, and the learning rate.
import { OPEN_STATUSES, RATES, RESTING_STATUSES } from "../shared/constants.js";
import { button } from "../shared/controls/button.js";
import { decades, plain } from "../shared/controls/numbers.js";
import { Slider } from "../shared/controls/slider.js";
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
  ["step_batch", "batch", RESTING_STATUSES],
  ["step_epoch", "epoch", RESTING_STATUSES],
  ["stop", "stop", OPEN_STATUSES],
  ["again_same", "again", null],
  ["again_new", "dice", null],
];

export class Controls {
  /** The learning rate that was chosen, or that the run has. */
  #rate = NaN;

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
    const [low, high] = RATES;
    this.rate = new Slider({
      label: words.learning_rate,
      help: words.learning_rate_help,
      path: "learning_rate",
      stops: decades(low, high, 20, 2),
      settled: true,
      spell: plain,
      pick: (value) => this.#choose(value),
    });
    this.node = make("div", { class: "controls" }, this.toggle, ...this.buttons, this.rate.node, this.speed.node);
  }

  /**
   * @param {string} verb
   * @param {IconName} symbol
   * @param {string} word
   * @param {() => void} press
   */
  #button(verb, symbol, word, press) {
    const text = this.words[word];
    return button(verb, symbol, text, this.words[`${word}_help`] ?? text, press);
  }

  /** @param {number | string} value what is no number as it was typed */
  #choose(value) {
    if (typeof value === "number" && value > 0) {
      this.#rate = value;
      this.send("learning_rate", value);
    } else {
      this.complain(this.words.bad_rate);
      this.rate.show(this.#rate);
    }
  }

  /**
   * Bring the buttons in line with the run.
   *
   * @param {RunStatus} status
   * @param {number | null | undefined} rate
   * @param {number | null | undefined} speed
   */
  update(status, rate, speed) {
    const rests = /** @type {readonly string[]} */ (RESTING_STATUSES).includes(status);
    const verb = rests ? "resume" : "pause";
    if (this.toggle.dataset.verb !== verb) {
      this.toggle.dataset.verb = verb;
      this.toggle.replaceChildren(icon(rests ? "play" : "pause"), make("span", { class: "label", text: this.words[verb] }));
      this.toggle.title = this.words[verb];
      this.toggle.setAttribute("aria-label", this.words[verb]);
    }
    this.toggle.disabled = !rests && status !== "running";
    this.buttons.forEach((button, index) => (button.disabled = !(BUTTONS[index][2]?.includes(status) ?? true)));
    const open = OPEN_STATUSES.some((open) => open === status);
    this.rate.disabled = !open;
    this.#follow(rate);
    this.speed.update(speed, open);
  }

  /**
   * Show the run's rate, but never under the fingers of someone who is changing it.
   *
   * @param {number | null | undefined} rate
   */
  #follow(rate) {
    if (!rate || this.rate.focused) return;
    this.#rate = rate;
    this.rate.show(rate);
  }
}
