// What the owner of a run can press: pause, step, stop, start again, and the learning rate.
import { icon, make, setText } from "../shared/element.js";
import { Speed } from "./speed.js";

const LOWEST = 1e-5;
const HIGHEST = 10;
const BUTTONS = [
  // verb, icon, word, statuses in which it can be pressed
  ["step_batch", "batch", ["paused"]],
  ["step_epoch", "epoch", ["paused"]],
  ["stop", "stop", ["queued", "preparing", "running", "paused"]],
  ["again_same", "again", null],
  ["again_new", "dice", null],
];

export class Controls {
  /** `send(verb, value)`: hands a command on; `complain(sentence)`: shows why an entry was not used. */
  constructor({ words, send, complain }) {
    this.words = words;
    this.send = send;
    this.complain = complain;
    this.toggle = this.#button("pause", "pause", "pause", () => this.send(this.toggle.dataset.verb));
    this.toggle.classList.add("primary");
    this.speed = new Speed({ words, send });
    this.buttons = BUTTONS.map(([verb, symbol]) => this.#button(verb, symbol, verb, () => this.send(verb)));
    this.node = make("div", { class: "controls" }, this.toggle, ...this.buttons, this.#rate(), this.speed.node);
  }

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

  #rate() {
    const { words } = this;
    this.slider = make("input", {
      type: "range",
      min: Math.log10(LOWEST),
      max: Math.log10(HIGHEST),
      step: 0.05,
      "aria-label": words.learning_rate,
      title: words.learning_rate_help,
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
      "aria-label": words.learning_rate,
      title: words.learning_rate_help,
      on: { change: () => this.#type(), keydown: (event) => event.key === "Enter" && this.typed.blur() },
    });
    return make("label", { class: "learning-rate" }, make("span", { text: words.learning_rate }), this.slider, this.typed);
  }

  #type() {
    const value = Number(this.typed.value.trim().replace(",", "."));
    if (value > 0 && Number.isFinite(value)) return this.#choose(value);
    this.complain(this.words.bad_rate);
    this.typed.value = spell(this.rate);
  }

  #choose(value) {
    this.rate = value;
    this.send("learning_rate", value);
  }

  /** Bring the buttons in line with the run. */
  update(status, rate, speed) {
    const paused = status === "paused";
    const live = paused || status === "running";
    const verb = paused ? "resume" : "pause";
    if (this.toggle.dataset.verb !== verb) {
      this.toggle.dataset.verb = verb;
      this.toggle.firstChild.replaceWith(icon(paused ? "play" : "pause"));
      setText(this.toggle.lastChild, this.words[verb]);
      this.toggle.title = this.words[verb];
      this.toggle.setAttribute("aria-label", this.words[verb]);
    }
    this.toggle.disabled = !live;
    this.buttons.forEach((button, index) => (button.disabled = !(BUTTONS[index][2]?.includes(status) ?? Boolean(status))));
    const open = ["queued", "preparing", "running", "paused"].includes(status);
    this.slider.disabled = this.typed.disabled = !open;
    this.#follow(rate);
    this.speed.update(speed, open);
  }

  /** Show the run's rate, but never under the fingers of someone who is changing it. */
  #follow(rate) {
    if (!(rate > 0) || rate === this.rate) return;
    const focused = this.node.getRootNode().activeElement;
    if (focused === this.slider || focused === this.typed) return;
    this.rate = rate;
    this.slider.value = String(Math.log10(rate));
    this.typed.value = spell(rate);
  }
}

function spell(rate) {
  return rate === undefined ? "" : String(Number(rate.toPrecision(3)));
}
