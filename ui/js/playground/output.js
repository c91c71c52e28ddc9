// The large picture: what the network, or one unit of it, answers everywhere in the plane, and the data on top.
import { Frame, drawAxes, drawKey, drawPoints } from "./dots.js";
import { figure, make, setText } from "../shared/element.js";
import { question } from "./explain.js";
import { fill, number } from "../shared/format.js";
import { levelsOf } from "./formulas.js";
import { hides } from "./hiding.js";
import { levelColours, meaning } from "../shared/levels.js";
import { Painting } from "./painting.js";
import { packed } from "./raster.js";
import { Surface } from "../shared/surface.js";
import { classColour, css, mix } from "../shared/colours.js";
import { PLANE_EXTENT } from "../shared/constants.js";

const FORMULA_SIDE = 100;
const STRONG = 0.75;
const OWN = "points";

export class Output {
  constructor({ model, words, menus, tooltip, looking, schedule }) {
    Object.assign(this, { model, words, menus, tooltip, looking, schedule });
    const check = (option) => [option, this.#check(option, words[`d_${option}`], words[`d_${option}_help`])];
    this.checks = Object.fromEntries(["validation", "discretize"].map(check));
    const looks = make("div", { class: "looks" }, this.checks.validation.node, this.checks.discretize.node);
    const extra = [question(words, "d_picture", tooltip), looks];
    this.section = figure({ title: words.d_output, caption: words.d_output_caption, area: "area-output", extra });
    this.title = this.section.querySelector("h3");
    this.title.setAttribute("aria-live", "polite");
    this.caption = this.section.querySelector(".caption");
    this.host = this.section.querySelector(".plot");
    this.host.classList.add("plane");
    const layer = (name) => this.host.appendChild(make("div", { class: name }));
    this.field = new Surface(layer("field"), words.d_output);
    this.over = new Surface(layer("over"), words.d_output);
    this.painting = new Painting({ model, words, menus, canvas: this.over.canvas, place: (left, top) => this.frame?.at(left, top), schedule });
    this.node = make("div", { class: "output" }, this.section, this.painting.node);
    this.image = document.createElement("canvas");
    this.over.follow((pointer) => {
      this.pointer = pointer;
      this.#tell();
    });
  }

  #check(option, text, help) {
    const box = make("input", { type: "checkbox", on: { change: () => this.model.toggle(option, box.checked) } });
    return { box, node: make("label", { class: "check", title: help }, box, make("span", { text })) };
  }

  draw(theme) {
    const { model } = this;
    const { options, hello } = model;
    this.node.hidden = hides(model, "output");
    if (this.node.hidden) return;
    this.#controls(options);
    this.painting.draw(theme);
    const { clientWidth, clientHeight } = this.host;
    const size = JSON.stringify([clientWidth, clientHeight, theme.size, globalThis.devicePixelRatio]);
    if (this.size !== size) {
      this.size = size;
      this.frame = new Frame(this.host, theme.size, hello?.extent ?? PLANE_EXTENT);
      const box = this.host.querySelector(".field").style;
      [box.left, box.top, box.width, box.height] = [this.frame.left, this.frame.top, this.frame.side, this.frame.side].map((value) => `${value}px`);
    }
    const shown = this.#shown(theme);
    setText(this.title, shown.title);
    this.title.title = shown.title;
    this.#answer(theme, shown);
    this.#data(theme, shown, options);
    this.shown = shown;
    if (this.pointer) this.#tell();
  }

  #controls(options) {
    for (const [option, { box }] of Object.entries(this.checks)) box.checked = Boolean(options[option]);
    this.checks.validation.node.hidden = hides(this.model, "showTestData");
    this.checks.discretize.node.hidden = hides(this.model, "discretize");
  }

  /** What is in view: {title, levels, side, kind, table: key and colours, key: of the colours, say(level)}. */
  #shown(theme) {
    const { model, words, looking } = this;
    const { scene, hello } = model;
    const { unit } = looking;
    if (scene?.layer === -1 && scene.number === hello?.number) this.kept = { ...scene, hello };
    if (unit && "input" in unit) return this.#input(unit.input);
    if (unit && scene && hello && unit.layer < scene.units.length && !this.#isOutput(unit)) return this.#unit(unit, scene, theme);
    // The picture stays until there is one of another network. To own points that cannot be learnt yet, the answer
    // for other data would mislead.
    const kept = hello && (!this.painting.on || hello.experiment.dataset === OWN) ? this.kept : null;
    const { task, classes, range } = kept?.hello ?? hello ?? { task: "binary", classes: [], range: [0, 1] };
    const sharp = Boolean(model.options.discretize);
    const regression = task === "regression";
    const [low, high] = !regression && classes.length === 2 ? classes : range.map((value) => number(value, 2));
    return {
      title: words.d_output,
      levels: kept?.picture,
      side: kept?.side,
      table: [`output ${sharp} ${task} ${classes.length}`, () => levelColours(theme, { classes, regression, sharp })],
      key: { classes: regression ? [] : classes, low, high },
      say: (level) => meaning(level, { classes, regression, low: range[0], high: range[1] }, words),
    };
  }

  /** Whether it is what the picture shows anyway: the only output, or one of two that say the same. */
  #isOutput({ layer }) {
    const { units } = this.model.scene;
    return layer === units.length - 1 && units[layer] < 3;
  }

  #input(key) {
    const entry = this.menus.fields.features.entries.find((one) => one.key === key);
    if (this.formula?.key !== key) this.formula = { key, levels: levelsOf(key, FORMULA_SIDE, PLANE_EXTENT) };
    return { title: fill(this.words.d_input, { name: entry.label }), levels: this.formula.levels, side: FORMULA_SIDE, table: this.#sides(), key: { low: "−", high: "+" }, say: null };
  }

  #sides() {
    const sharp = Boolean(this.model.options.discretize);
    return [`sides ${sharp}`, (theme) => levelColours(theme, { classes: 2, sharp })];
  }

  /** A unit: what the server draws of it, or until that is there its small picture. */
  #unit({ layer, unit }, scene, theme) {
    const { words } = this;
    const { thumb } = scene;
    const fine = scene.layer === layer && scene.unit === unit;
    const levels = fine ? scene.picture : scene.thumbs[layer].subarray(unit * thumb * thumb, (unit + 1) * thumb * thumb);
    const side = fine ? scene.side : thumb;
    if (layer < scene.units.length - 1) {
      const say = (level) => fill(words.d_activation_here, { value: number(level / 127.5 - 1, 2) });
      return { title: fill(words.d_unit, { layer: layer + 1, unit: unit + 1 }), levels, side, table: this.#sides(), key: { low: "−1", high: "1" }, say };
    }
    return this.#class(theme, unit, { levels, side });
  }

  /** One output of several: the probability of its class. */
  #class(theme, unit, picture) {
    const { words, model } = this;
    const name = model.hello.classes[unit] ?? unit + 1;
    const colour = classColour(theme, unit);
    return {
      ...picture,
      title: fill(words.d_output_of, { class: name }),
      table: [`class ${unit}`, () => tinted(theme, colour)],
      key: { low: "0", high: "1", stops: [theme.background, mix(theme.background, colour, STRONG)] },
      say: (level) => fill(words.d_probability_here, { value: number(level / 255, 2) }),
    };
  }

  #answer(theme, { levels, side, table: [key, colours] }) {
    const now = [levels, key, theme.id, this.frame.side];
    if (this.answered?.every((value, at) => value === now[at])) return;
    if (!this.field.begin()) return;
    this.answered = now;
    const { context } = this.field;
    const full = this.frame.side;
    context.fillStyle = css(theme.faint);
    context.fillRect(0, 0, full, full);
    if (levels?.length) {
      this.#colour(levels, side, this.#table(`${key} ${theme.id}`, () => colours(theme)));
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = "high";
      context.drawImage(this.image, 0, 0, full, full);
    }
    this.field.inked(full / 2, full / 2);
  }

  #table(key, make) {
    if (this.tableKey !== key) [this.tableKey, this.colours] = [key, make()];
    return this.colours;
  }

  /** The image's first row is the top, the data's first row is the smallest x2. */
  #colour(levels, side, table) {
    if (this.image.width !== side) this.image.width = this.image.height = side;
    const context = this.image.getContext("2d", { willReadFrequently: true });
    if (this.pixels?.width !== side) this.pixels = context.createImageData(side, side);
    const out = new Uint32Array(this.pixels.data.buffer);
    for (let row = 0; row < side; row++) {
      const to = (side - 1 - row) * side;
      for (let column = 0; column < side; column++) out[to + column] = table[levels[row * side + column]];
    }
    context.putImageData(this.pixels, 0, 0);
  }

  #data(theme, { key }, options) {
    const { hello } = this.model;
    const points = this.painting.points ?? (hello?.points ? hello.points : null);
    const now = [points, JSON.stringify(key), options.validation || this.painting.on, theme.id, this.size, hello?.number];
    if (this.dotted?.every((value, at) => value === now[at])) return;
    if (!this.over.begin()) return;
    this.dotted = now;
    const { context } = this.over;
    if (points) {
      const about = { regression: hello?.task === "regression" && !this.painting.points, range: hello?.range, shown: (part) => !part || options.validation || this.painting.on };
      drawPoints(context, theme, this.frame, points, about);
    }
    drawAxes(context, theme, this.frame);
    drawKey(context, theme, this.frame, key);
  }

  #tell() {
    const { pointer, shown, frame, tooltip } = this;
    const place = pointer && frame?.at(pointer.left, pointer.top);
    if (!place || !shown || this.painting.busy) return tooltip.hide();
    const lines = [`x₁ ${number(place.x, 3)}, x₂ ${number(place.y, 3)}`];
    const { levels, side, say } = shown;
    if (say && levels?.length) lines.push(say(levels[Math.floor(place.row * side) * side + Math.floor(place.column * side)]));
    return tooltip.show(pointer.x, pointer.y, lines);
  }

  blank() {
    return !this.node.hidden && (this.field.blank() || this.over.blank());
  }

  destroy() {
    this.painting.destroy();
  }
}

/** 256 pixels from the background to `colour`. */
function tinted(theme, colour) {
  return Uint32Array.from({ length: 256 }, (_, level) => packed(mix(theme.background, colour, (STRONG * level) / 255)));
}
