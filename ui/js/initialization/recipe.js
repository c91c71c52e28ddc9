// What a map is trained with, and the buttons that start it, stop it and go on with it.
import { button } from "../shared/controls/button.js";
import { Select } from "../shared/controls/select.js";
import { Typed } from "../shared/controls/typed.js";
import { make, setText } from "../shared/element.js";

export class Recipe {
  /**
   * `menus`: of `ui.initialization.training`. `change(texts)`: other choices of the experiment, by path. `changed()`:
   * `steps` or `deepest` is another. `start()`, `stop()`, `goOn()`: a button was pressed.
   */
  constructor({ words, menus, change, changed, start, stop, goOn }) {
    Object.assign(this, { ...menus.start });
    const choose = (key) => (value) => change({ [key]: value });
    const own = (key) => (value) => {
      this[key] = value;
      changed();
    };
    this.options = { steps: menus.steps.options, deepest: menus.deepest };
    const about = (key, { label, help }) => ({ label, help, path: `map.${key}` });
    this.fields = {
      dataset: new Select({ ...about("dataset", menus.dataset), options: menus.dataset.options, pick: choose("dataset") }),
      optimizer: new Select({ ...about("optimizer", menus.optimizer), options: menus.optimizer.options, pick: choose("optimizer") }),
      learning_rate: new Typed({ ...about("learning_rate", menus.learning_rate), pick: choose("learning_rate") }),
      steps: new Select({ ...about("steps", menus.steps), options: menus.steps.options, pick: own("steps") }),
      deepest: new Select({ ...about("deepest", { label: words.deepest, help: words.deepest_help }), options: menus.deepest, pick: own("deepest") }),
    };
    this.buttons = {
      goOn: primary(button("go_on", "play", words.go_on, words.go_on_help, goOn)),
      start: primary(button("start", "play", words.train_map, words.train_map_help, start)),
      stop: button("stop", "stop", words.stop, words.stop_map_help, stop),
    };
    this.words = words;
    this.node = make(
      "div",
      { class: "recipe" },
      ...Object.values(this.fields).map(({ node }) => node),
      make("span", { class: "acts" }, ...Object.values(this.buttons)),
    );
    this.#bring();
    this.allow({});
  }

  /** `texts`: the experiment's choices by path. */
  show(texts) {
    for (const key of ["dataset", "optimizer", "learning_rate"]) this.fields[key].show(texts[key]);
  }

  /** Steps and deepest networks of a map that is there. */
  take({ steps, deepest }) {
    Object.assign(this, { steps: String(steps), deepest: String(deepest) });
    this.#bring();
  }

  #bring() {
    for (const key of ["steps", "deepest"]) {
      const known = this.options[key].some(([value]) => value === this[key]);
      this.fields[key].offer(known ? this.options[key] : [...this.options[key], [this[key], this[key]]]);
      this.fields[key].show(this[key]);
    }
  }

  /**
   * What can be pressed. `able`: a map can be started; `scaled`: the initializer has a scale; `running`: a map of one's
   * own is being trained; `left`: some of it is left.
   */
  allow({ able = false, scaled = true, running = false, left = false }) {
    const { goOn, start, stop } = this.buttons;
    stop.hidden = !running;
    goOn.hidden = running || !left;
    start.hidden = running;
    start.disabled = !able;
    start.title = scaled ? this.words.train_map_help : this.words.no_dial;
    start.classList.toggle("primary", !left);
    const text = left ? this.words.train_anew : this.words.train_map;
    setText(start.querySelector(".label"), text);
    start.setAttribute("aria-label", text);
    for (const field of Object.values(this.fields)) field.disabled = running;
  }
}

function primary(node) {
  node.classList.add("primary");
  return node;
}
