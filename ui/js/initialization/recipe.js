// What a map is trained with, and the buttons that start it, stop it and go on with it.
import { icon, make } from "../shared/element.js";

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
    this.fields = {
      dataset: select("dataset", menus.dataset.options, choose("dataset")),
      optimizer: select("optimizer", menus.optimizer.options, choose("optimizer")),
      learning_rate: typed("learning_rate", choose("learning_rate")),
      steps: select("steps", menus.steps.options, own("steps")),
      deepest: select("deepest", menus.deepest, own("deepest")),
    };
    const labels = { ...menus, deepest: { label: words.deepest, help: words.deepest_help } };
    this.buttons = {
      goOn: button("go_on", "play", words.go_on, words.go_on_help, goOn),
      start: button("start", "play", words.train_map, words.train_map_help, start),
      stop: button("stop", "stop", words.stop, words.stop_map_help, stop),
    };
    this.words = words;
    this.node = make(
      "div",
      { class: "recipe" },
      ...Object.entries(this.fields).map(([key, field]) => make("label", { class: "choice", title: labels[key].help }, make("span", { text: labels[key].label }), field)),
      make("span", { class: "acts" }, ...Object.values(this.buttons)),
    );
    this.#bring();
    this.allow({});
  }

  /** `texts`: the experiment's choices by path. */
  show(texts) {
    for (const key of ["dataset", "optimizer", "learning_rate"]) write(this.fields[key], texts[key]);
  }

  /** Steps and deepest networks of a map that is there. */
  take({ steps, deepest }) {
    Object.assign(this, { steps: String(steps), deepest: String(deepest) });
    this.#bring();
  }

  #bring() {
    for (const key of ["steps", "deepest"]) {
      const field = this.fields[key];
      if (![...field.options].some((option) => option.value === this[key])) field.append(make("option", { value: this[key], text: this[key] }));
      write(field, this[key]);
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
    const label = start.querySelector(".label");
    const text = left ? this.words.train_anew : this.words.train_map;
    if (label.textContent !== text) label.textContent = text;
    for (const field of Object.values(this.fields)) field.disabled = running;
  }
}

function select(key, options, pick) {
  const node = make("select", { "data-key": `map-${key}`, on: { change: () => pick(node.value) } }, ...options.map(([value, text]) => make("option", { value, text })));
  return node;
}

function typed(key, take) {
  const node = make("input", { type: "text", autocomplete: "off", "data-key": `map-${key}`, on: { change: () => take(node.value.trim()), keydown: (event) => event.key === "Enter" && node.blur() } });
  return node;
}

function button(verb, picture, text, help, press) {
  return make("button", { type: "button", class: verb === "stop" ? "control" : "control primary", "data-verb": verb, title: help, on: { click: press } }, icon(picture), make("span", { class: "label", text }));
}

/** Never under the fingers of someone who types. */
function write(field, text) {
  if (field.getRootNode().activeElement !== field || field.tagName === "SELECT") field.value = text ?? "";
}
