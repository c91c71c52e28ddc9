// The scale of the weights: a logarithmic slider, what it means in four ways, and marks at known values.
import { plain } from "../shared/controls/numbers.js";
import { Typed } from "../shared/controls/typed.js";
import { make } from "../shared/element.js";
import { fill, number } from "../shared/format.js";

const STEP = 0.01; // decades
const MARKS = ["critical", "glorot", "he"];
const READINGS = [
  // key, factor from the deviation of a weight; `dial` is what the server says
  ["weight_std", () => 1],
  ["sigma", (dial) => Math.sqrt(dial.width)],
  ["times_he", (dial) => 1 / dial.he],
  ["times_glorot", (dial) => 1 / dial.glorot],
];

export class Dial {
  /** `turn(scale)`: the dial was moved; `complain(sentence)`: what was typed is no number. */
  constructor({ words, turn, complain }) {
    Object.assign(this, { words, turn, complain });
    this.slider = make("input", {
      type: "range",
      step: STEP,
      "aria-label": words.dial,
      title: words.dial_help,
      on: { input: () => this.#turn(10 ** Number(this.slider.value)) },
    });
    this.marks = MARKS.map((key) =>
      make(
        "button",
        { type: "button", class: `mark ${key}`, hidden: "", on: { click: () => this.#deviation(this.told[key]) } },
        make("span", { text: words[key] }),
      ),
    );
    this.readings = READINGS.map(([key, factor]) => this.#reading(key, (value) => this.#deviation(value / factor(this.told))));
    this.factor = this.#reading("factor", (value) => this.#turn(value));
    this.none = make("p", { class: "no-dial", text: words.no_dial });
    this.track = make("div", { class: "track" }, this.slider, ...this.marks);
    this.node = make(
      "div",
      { class: "dial" },
      make("div", { class: "turn" }, make("span", { class: "name", text: words.dial }), this.none, this.track),
      make("div", { class: "readings" }, ...[...this.readings, this.factor].map(({ node }) => node)),
    );
  }

  #reading(key, take) {
    return new Typed({ label: this.words[key], help: this.words[`${key}_help`], path: key, kind: "reading", pick: (text) => this.#type(text, take) });
  }

  #type(text, take) {
    const value = Number(text);
    if (value > 0 && Number.isFinite(value)) return take(value);
    this.complain(this.words.bad_number);
    this.#read();
  }

  /** Turn to where a weight between hidden layers has this standard deviation. */
  #deviation(value) {
    this.#turn(value / this.told.unit);
  }

  #turn(scale) {
    if (!this.range) return;
    const within = Math.min(Math.max(scale, this.range.low), this.range.high);
    this.scale = Number(within.toPrecision(4));
    this.slider.value = String(Math.log10(this.scale));
    this.#read();
    this.turn(this.scale);
  }

  /** Another initializer: `range` {low, high} of its scale, or undefined when it has none. */
  show(range, scale) {
    this.range = range;
    this.scale = scale;
    if (range) {
      this.slider.min = String(Math.log10(range.low));
      this.slider.max = String(Math.log10(range.high));
      this.slider.value = String(Math.log10(scale));
    }
    this.none.hidden = Boolean(range);
    this.track.hidden = !range;
    this.#read();
  }

  /** What the server says about the dial (see `core.propagation.answer.dial`). */
  tell(dial) {
    this.told = dial;
    const deviation = (value) => Math.log10(value / dial.unit);
    for (const [index, key] of MARKS.entries()) {
      const mark = this.marks[index];
      const at = this.range && dial.unit && dial[key] ? deviation(dial[key]) : NaN;
      const share = (at - Number(this.slider.min)) / (Number(this.slider.max) - Number(this.slider.min));
      mark.hidden = !(share >= 0 && share <= 1);
      if (mark.hidden) continue;
      mark.style.setProperty("--share", share.toFixed(4));
      const name = this.words[key];
      const told = fill(this.words.go_to, { name, value: number(dial[key]) });
      mark.title = key === "critical" ? `${told}. ${this.words.critical_help}` : told;
      mark.setAttribute("aria-label", told);
    }
    this.#read();
  }

  /** Bring what is written in line with the dial, but never under the fingers of someone who types. */
  #read() {
    const dial = this.told;
    const known = Boolean(dial?.unit);
    const deviation = known ? dial.unit * (this.range ? this.scale : 1) : NaN;
    for (const [index, reading] of this.readings.entries()) {
      reading.node.hidden = !known;
      reading.disabled = !this.range;
      reading.show(plain(known ? deviation * READINGS[index][1](dial) : NaN));
    }
    this.factor.node.hidden = known || !this.range;
    this.factor.show(plain(this.scale));
    this.slider.setAttribute("aria-valuetext", number(known ? deviation : this.scale));
  }
}
