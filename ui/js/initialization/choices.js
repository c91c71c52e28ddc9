// What is chosen besides the scale: activation, initializer, biases, shape, normalization, inputs and seed.
import { icon, make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";

const NORMAL = "normal";

export class Choices {
  /** `menus`: what can be chosen (`ui.initialization.menus`); `changed()`: `texts` or `inputs` have changed. */
  constructor({ words, menus, changed }) {
    Object.assign(this, { words, menus, changed });
    this.texts = {};
    this.inputs = NORMAL;
    const { fields } = menus;
    this.selects = Object.fromEntries(["activation", "initializer"].map((key) => [key, this.#menu(key)]));
    this.parameters = Object.fromEntries(["activation", "initializer"].map((key) => [key, make("span", { class: "parameters" })]));
    this.typed = Object.fromEntries(
      ["layers", "layer_activations", "bias_scale", "weight_seed"].map((key) => [key, this.#text(fields[key], key, (value) => this.#set(key, value))]),
    );
    this.switches = Object.fromEntries(["batch_normalization", "layer_normalization"].map((key) => [key, this.#switch(key)]));
    // Only where layers have activations of their own, which come from elsewhere: here one is picked for all.
    this.byLayer = labelled(fields.layer_activations, this.typed.layer_activations);
    this.depth = make("input", { type: "range", min: 1, max: menus.depth, step: 1, "aria-label": words.depth, on: { input: () => this.deepen(Number(this.depth.value), this.changed) } });
    this.depthTold = make("output", {});
    this.width = this.#options("width", (value) => this.#set("layers", `${value}x${this.#widths().length || 1}`));
    this.data = this.#options("inputs", (value) => this.#feed(value));
    const normal = make("option", { value: NORMAL, text: words.inputs_normal });
    this.data.replaceChildren(normal, ...menus.datasets.map(([key, text]) => make("option", { value: `data:${key}`, text })));
    const again = make("button", { type: "button", class: "control", title: words.new_seed, "aria-label": words.new_seed, on: { click: () => this.#again() } }, icon("dice"));
    this.node = make(
      "div",
      { class: "choices" },
      labelled(fields.activation, this.selects.activation),
      this.parameters.activation,
      this.byLayer,
      labelled(fields.initializer, this.selects.initializer),
      this.parameters.initializer,
      labelled(fields.bias_scale, this.typed.bias_scale),
      labelled({ label: words.depth, help: words.depth_help }, make("span", { class: "pair" }, this.depth, this.depthTold)),
      labelled({ label: words.width, help: words.width_help }, this.width),
      labelled(fields.layers, this.typed.layers),
      make("span", { class: "switches" }, ...Object.entries(this.switches).map(([key, box]) => make("label", { class: "check", title: fields[key].help }, box, make("span", { text: fields[key].label })))),
      labelled({ label: words.inputs, help: words.inputs_help }, this.data),
      make("span", { class: "pair" }, labelled(fields.weight_seed, this.typed.weight_seed), again),
    );
  }

  /** Key and range of the dial of the initializer that is picked, or undefined. */
  get dial() {
    return this.menus.dials[this.texts.initializer];
  }

  get dialPath() {
    return this.dial && `initializer.${this.dial.key}`;
  }

  /** What makes an initialization, without what all networks beside each other share. */
  get own() {
    return part(this.texts, this.menus.own, true);
  }

  /** The rest of `texts`: shape, data, seeds. */
  shared(texts) {
    return part(texts, this.menus.own, false);
  }

  /** What the map depends on, as text: all but the dial, and of the layers only how wide the last is. */
  get parts() {
    const { layers, [this.dialPath]: _scale, ...rest } = this.texts;
    const widths = this.#widths();
    for (const path of Object.keys(rest)) if (/^(optimizer|learning_rate)\b/.test(path)) delete rest[path]; // untrained
    return JSON.stringify([rest, this.inputs, widths.at(-1), widths.length > this.menus.map_depth]);
  }

  /** Show other choices: `texts` by path, all of them. */
  show(texts, inputs) {
    this.texts = { ...texts };
    this.inputs = inputs;
    this.#bring();
  }

  #bring() {
    const { texts } = this;
    for (const [key, select] of Object.entries(this.selects)) {
      select.value = texts[key];
      select.title = this.#entry(key)?.help ?? "";
      this.#bringParameters(key);
    }
    this.#star();
    this.byLayer.hidden = !texts.layer_activations;
    for (const [key, input] of Object.entries(this.typed)) write(input, texts[key]);
    for (const [key, box] of Object.entries(this.switches)) box.checked = ["true", "on", "1", "yes"].includes(String(texts[key]).toLowerCase());
    this.data.value = this.inputs === NORMAL ? NORMAL : `data:${texts.dataset}`;
    this.#bringShape();
  }

  /** Mark the initializer that is usual with the activation function. */
  #star() {
    const { partner } = this.#entry("activation") ?? {};
    for (const { key, label } of this.menus.fields.initializer.entries) {
      const option = this.selects.initializer.querySelector(`[value="${key}"]`);
      setText(option, key === partner ? fill(this.words.usual, { initializer: label }) : label);
    }
    this.selects.initializer.title += ` ${this.words.usual_help}`;
  }

  #bringShape() {
    const widths = this.#widths();
    this.depth.value = String(widths.length);
    this.depthTold.value = String(widths.length);
    const same = widths.length && widths.every((width) => width === widths[0]) ? widths[0] : null;
    const known = this.menus.widths.includes(same) || same === null ? this.menus.widths : [...this.menus.widths, same].sort((a, b) => a - b);
    const options = known.map((width) => make("option", { value: width, text: width }));
    if (same === null) options.unshift(make("option", { value: "", text: this.words.mixed, disabled: "" }));
    this.width.replaceChildren(...options);
    this.width.value = same ?? "";
  }

  /** Fields for what else can be set about the entry that is picked: all but the dial. */
  #bringParameters(key) {
    const shown = (this.#entry(key)?.parameters ?? []).filter((parameter) => `${key}.${parameter.key}` !== this.dialPath);
    const id = `${this.texts[key]} ${shown.map((parameter) => parameter.key)}`;
    const holder = this.parameters[key];
    if (holder.dataset.id !== id) {
      holder.dataset.id = id;
      holder.replaceChildren(
        ...shown.map((parameter) => {
          const path = `${key}.${parameter.key}`;
          return labelled(parameter, this.#text(parameter, path, (value) => this.#set(path, value)));
        }),
      );
    }
    for (const input of holder.querySelectorAll("input")) write(input, this.texts[input.dataset.key]);
  }

  #entry(key) {
    return this.menus.fields[key].entries.find((entry) => entry.key === this.texts[key]);
  }

  /** Widths of the hidden layers; none when what is typed makes no sense. */
  #widths() {
    const widths = [];
    for (const part of String(this.texts.layers).trim().split(/[\s,-]+/)) {
      const [, width, times] = /^(\d{1,5})(?:[x×*](\d{1,3}))?$/i.exec(part) ?? [];
      if (!Number(width)) return [];
      widths.push(...Array(Number(times ?? 1)).fill(Number(width)));
    }
    return widths;
  }

  /** Make the network as deep, with more layers like the last; then call `done`. */
  deepen(depth, done = () => {}) {
    const widths = this.#widths();
    const kept = widths.length ? widths : [64];
    const wanted = [...kept.slice(0, depth), ...Array(Math.max(0, depth - kept.length)).fill(kept.at(-1))];
    this.texts.layers = short(wanted);
    this.#bring();
    done();
  }

  #feed(value) {
    this.inputs = value === NORMAL ? NORMAL : "data";
    if (value === NORMAL) return this.#done();
    this.put({ dataset: value.slice("data:".length) });
  }

  /** Take over other choices, by path; another entry of a menu gets its own parameters. */
  put(texts) {
    for (const path of Object.keys(this.texts)) if (path.split(".")[0] in texts) delete this.texts[path];
    Object.assign(this.texts, texts);
    this.#done();
  }

  /** Another entry brings its own parameters; one that both have keeps its value. */
  #pick(key, entry) {
    const before = { ...this.texts, ...(key === "activation" && { layer_activations: "" }) };
    this.texts = Object.fromEntries(Object.entries(before).filter(([path]) => !path.startsWith(`${key}.`)));
    this.texts[key] = entry;
    for (const parameter of this.#entry(key).parameters) {
      const path = `${key}.${parameter.key}`;
      this.texts[path] = before[path] ?? parameter.value;
    }
    this.#done();
  }

  #again() {
    this.#set("weight_seed", String((Number(this.texts.weight_seed) || 0) + 1));
  }

  #set(path, text) {
    this.texts[path] = text;
    this.#done();
  }

  #done() {
    this.#bring();
    this.changed();
  }

  #menu(key) {
    const entries = this.menus.fields[key].entries;
    const select = make("select", { "data-key": key, on: { change: () => this.#pick(key, select.value) } }, ...entries.map((entry) => make("option", { value: entry.key, text: entry.label, title: entry.help })));
    return select;
  }

  #options(key, pick) {
    const select = make("select", { "data-key": key, on: { change: () => pick(select.value) } });
    return select;
  }

  #text({ label }, path, take) {
    const input = make("input", { type: "text", autocomplete: "off", "aria-label": label, "data-key": path, on: { change: () => take(input.value.trim()), keydown: (event) => event.key === "Enter" && input.blur() } });
    return input;
  }

  #switch(key) {
    const box = make("input", { type: "checkbox", "data-key": key, on: { change: () => this.#set(key, box.checked ? "1" : "0") } });
    return box;
  }
}

/** Of choices by path those of the fields `keys`, or with `wanted` false those of all others. */
export function part(texts, keys, wanted) {
  return Object.fromEntries(Object.entries(texts).filter(([path]) => keys.includes(path.split(".")[0]) === wanted));
}

function labelled({ label, help }, control) {
  return make("label", { class: "choice", title: help }, make("span", { text: label }), control);
}

/** Never under the fingers of someone who types. */
function write(input, text) {
  if (input.getRootNode().activeElement !== input) input.value = text ?? "";
}

/** Widths as they are typed: 64x5 for five layers of 64. */
function short(widths) {
  const parts = [];
  for (const width of widths) {
    if (parts.at(-1)?.[0] === width) parts.at(-1)[1] += 1;
    else parts.push([width, 1]);
  }
  return parts.map(([width, times]) => (times > 1 ? `${width}x${times}` : width)).join("-");
}
