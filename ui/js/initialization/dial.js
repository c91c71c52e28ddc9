// The scale of the weights: a logarithmic slider, what it means in four measures, and marks at known values.
import { plain } from "../shared/controls/numbers.js";
import { Typed } from "../shared/controls/typed.js";
import { make } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { DialScale, MARKS, MEASURES } from "./dialscale.js";

/** @import { Words } from "../shared/types.d.ts" */
/** @import { DialRange, Mark } from "./dialscale.js" */
/** @import { DialReadings } from "./types.d.ts" */

const STEP = 0.01; // decades

export class Dial {
  #scale = new DialScale();

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {(scale: number) => void} parts.turn the dial was moved
   * @param {(sentence: string) => void} parts.complain what was typed is no number
   */
  constructor({ words, turn, complain }) {
    this.words = words;
    this.turn = turn;
    this.complain = complain;
    this.slider = make("input", {
      type: "range",
      step: STEP,
      "aria-label": words.dial,
      title: words.dial_help,
      on: { input: () => this.#turn(10 ** Number(this.slider.value)) },
    });
    this.marks = MARKS.map((mark) => ({ mark, button: this.#mark(mark) }));
    this.readings = MEASURES.map((measure) => ({ measure, control: this.#reading(measure, (value) => this.#turn(this.#scale.scaleFor(measure, value))) }));
    this.factor = this.#reading("factor", (value) => this.#turn(value));
    this.none = make("p", { class: "no-dial", text: words.no_dial });
    this.track = make("div", { class: "track" }, this.slider, ...this.marks.map(({ button }) => button));
    this.node = make(
      "div",
      { class: "dial" },
      make("div", { class: "turn" }, make("span", { class: "name", text: words.dial }), this.none, this.track),
      make("div", { class: "readings" }, ...this.readings.map(({ control }) => control.node), this.factor.node),
    );
  }

  /** @param {Mark} mark */
  #mark(mark) {
    const go = () => {
      const found = this.#scale.mark(mark);
      if (found) this.#turn(found.scale);
    };
    return make("button", { type: "button", class: `mark ${mark}`, hidden: "", on: { click: go } }, make("span", { text: this.words[mark] }));
  }

  /**
   * A measure that can be read and typed.
   *
   * @param {string} key
   * @param {(value: number) => void} take
   */
  #reading(key, take) {
    const pick = (/** @type {string} */ text) => this.#type(Number(text), take);
    return new Typed({ label: this.words[key], help: this.words[`${key}_help`], path: key, kind: "reading", pick });
  }

  /**
   * @param {number} value
   * @param {(value: number) => void} take
   */
  #type(value, take) {
    if (value > 0 && Number.isFinite(value)) return take(value);
    this.complain(this.words.bad_number);
    this.#read();
  }

  /** @param {number} scale */
  #turn(scale) {
    if (!this.#scale.turn(scale)) return;
    this.slider.value = String(Math.log10(this.#scale.scale));
    this.#read();
    this.turn(this.#scale.scale);
  }

  /**
   * Another initializer, or another scale.
   *
   * @param {DialRange | undefined} range none where the initializer has no scale
   * @param {number} scale
   */
  show(range, scale) {
    this.#scale.set(range, scale);
    if (range) {
      this.slider.min = String(Math.log10(range.low));
      this.slider.max = String(Math.log10(range.high));
      this.slider.value = String(Math.log10(scale));
    }
    this.none.hidden = Boolean(range);
    this.track.hidden = !range;
    this.#read();
  }

  /** @param {DialReadings} readings what the server says */
  tell(readings) {
    this.#scale.readings = readings;
    for (const { mark, button } of this.marks) {
      const found = this.#scale.mark(mark);
      button.hidden = !found;
      if (!found) continue;
      button.style.setProperty("--share", found.share.toFixed(4));
      const help = fill(this.words.go_to, { name: this.words[mark], value: number(found.deviation) });
      button.title = mark === "critical" ? `${help}. ${this.words.critical_help}` : help;
      button.setAttribute("aria-label", help);
    }
    this.#read();
  }

  /** Bring what is written in line with the dial. */
  #read() {
    const scale = this.#scale;
    for (const { measure, control } of this.readings) {
      control.node.hidden = !scale.known;
      control.disabled = !scale.range;
      control.show(plain(scale.read(measure)));
    }
    this.factor.node.hidden = scale.known || !scale.range;
    this.factor.show(plain(scale.scale));
    this.slider.setAttribute("aria-valuetext", number(scale.known ? scale.deviation : scale.scale));
  }
}
