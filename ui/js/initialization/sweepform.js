// What a map is trained with, and the buttons that start it, stop it and go on with it.
import { button } from "../shared/controls/button.js";
import { Select } from "../shared/controls/select.js";
import { Typed } from "../shared/controls/typed.js";
import { find, make, setText } from "../shared/element.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Words } from "../shared/types.d.ts" */
/** @import { SweepProgress, TrainingMenus } from "./types.d.ts" */

/**
 * How the map stands.
 *
 * @typedef {object} Now
 * @property {boolean} [able] a map can be started
 * @property {boolean} [scaled] the initializer has a scale
 * @property {boolean} [running] a map of one's own is being trained
 * @property {boolean} [left] some of it is left
 * @property {boolean} [busy] a map of one's own is being trained, this one or another
 */

export class SweepForm {
  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {TrainingMenus} parts.menus
   * @param {(texts: Texts) => void} parts.change other choices of the experiment
   * @param {() => void} parts.changed `steps` or `deepest` is another
   * @param {() => void} parts.start
   * @param {() => void} parts.stop
   * @param {() => void} parts.goOn
   */
  constructor({ words, menus, change, changed, start, stop, goOn }) {
    this.words = words;
    this.menus = menus;
    this.steps = menus.start.steps;
    this.deepest = menus.start.deepest;
    this.fields = this.#fields(change, changed);
    this.buttons = {
      goOn: button("go_on", "play", words.go_on, words.go_on_help, goOn),
      start: button("start", "play", words.train_map, words.train_map_help, start),
      stop: button("stop", "stop", words.stop, words.stop_map_help, stop),
    };
    this.buttons.goOn.classList.add("primary");
    const fields = Object.values(this.fields).map(({ node }) => node);
    this.node = make("div", { class: "sweep-form" }, ...fields, make("span", { class: "acts" }, ...Object.values(this.buttons)));
    this.#bring();
    this.allow({});
  }

  /**
   * @param {(texts: Texts) => void} change
   * @param {() => void} changed
   */
  #fields(change, changed) {
    const { menus, words } = this;
    const about = (/** @type {string} */ key, /** @type {{ label: string, help: string }} */ { label, help }) => ({ label, help, path: `map.${key}` });
    const choose = (/** @type {string} */ key) => (/** @type {string} */ text) => change({ [key]: text });
    const own = (/** @type {"steps" | "deepest"} */ key) => (/** @type {string} */ text) => {
      this[key] = text;
      changed();
    };
    return {
      dataset: new Select({ ...about("dataset", menus.dataset), options: menus.dataset.options, pick: choose("dataset") }),
      optimizer: new Select({ ...about("optimizer", menus.optimizer), options: menus.optimizer.options, pick: choose("optimizer") }),
      learning_rate: new Typed({ ...about("learning_rate", menus.learning_rate), pick: choose("learning_rate") }),
      steps: new Select({ ...about("steps", menus.steps), options: menus.steps.options, pick: own("steps") }),
      deepest: new Select({ ...about("deepest", { label: words.deepest, help: words.deepest_help }), options: menus.deepest, pick: own("deepest") }),
    };
  }

  /** @param {Texts} texts the experiment's choices */
  show(texts) {
    const { dataset, optimizer, learning_rate } = this.fields;
    dataset.show(texts.dataset);
    optimizer.show(texts.optimizer);
    learning_rate.show(texts.learning_rate);
  }

  /** @param {Pick<SweepProgress, "steps" | "depths">} progress a map that is there, whose steps and deepest networks are shown */
  take({ steps, depths }) {
    this.steps = String(steps);
    this.deepest = String(depths[depths.length - 1]);
    this.#bring();
  }

  #bring() {
    const offers = /** @type {const} */ ([["steps", this.menus.steps.options], ["deepest", this.menus.deepest]]);
    for (const [key, options] of offers) {
      const text = this[key];
      this.fields[key].offer(options.some(([value]) => value === text) ? options : [...options, [text, text]]);
      this.fields[key].show(text);
    }
  }

  /** @param {Now} now */
  allow(now) {
    const acts = actsOf(now, this.words);
    for (const name of /** @type {const} */ (["goOn", "start", "stop"])) {
      const { hidden, disabled, title } = acts[name];
      Object.assign(this.buttons[name], { hidden, disabled, title });
    }
    const { start } = this.buttons;
    start.classList.toggle("primary", acts.start.primary);
    setText(find(start, ".label"), acts.start.text);
    start.setAttribute("aria-label", acts.start.text);
    for (const field of Object.values(this.fields)) field.disabled = Boolean(now.running);
  }
}

/**
 * What can be pressed, and what is said where it cannot.
 *
 * @param {Now} now
 * @param {Words} words
 */
export function actsOf({ able = false, scaled = true, running = false, left = false, busy = false }, words) {
  const why = busy ? words.map_busy : scaled ? words.train_map_help : words.no_dial;
  return {
    goOn: { hidden: running || !left, disabled: busy, title: busy ? words.map_busy : words.go_on_help },
    start: { hidden: running, disabled: !able || busy, title: why, primary: !left, text: left ? words.train_anew : words.train_map },
    stop: { hidden: !running, disabled: false, title: words.stop_map_help },
  };
}
