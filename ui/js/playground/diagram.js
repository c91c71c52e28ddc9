// The network: inputs, layers and output as columns of small pictures, with links that say what the weights are.
import { Editing } from "./editing.js";
import { PLAY_SPEEDS } from "../shared/constants.js";
import { make } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { arrange, biasAt, unitAt } from "./geometry.js";
import { Heads } from "./heads.js";
import { hides } from "./hiding.js";
import { Links, gapsOf } from "./links.js";
import { equal } from "./looking.js";
import { Nodes } from "./nodes.js";
import { Pass } from "./pass.js";
import { widthsOf } from "../shared/shape.js";
import { Surface } from "../shared/surface.js";

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export class Diagram {
  /** `looking`: which unit is in view. `schedule()`: draw again at the next screen frame; `animate()`: when there is time. */
  constructor({ model, words, menus, tooltip, looking, schedule, animate }) {
    Object.assign(this, { model, words, menus, tooltip, looking, schedule, animate });
    this.keys = menus.fields.features.entries.map((entry) => entry.key);
    this.labels = menus.fields.features.entries.map((entry) => entry.label);
    this.heads = new Heads({ model, words, menus, tooltip, widths: () => this.widths() });
    const host = make("div", { class: "net" });
    this.surface = new Surface(host, words.d_network);
    this.editing = new Editing({ model, words, name: (column, row) => this.#name(column, row), closed: () => this.surface.canvas.focus({ preventScroll: true }) });
    host.append(this.editing.node);
    this.node = make("section", { class: "diagram" }, this.heads.node, host);
    this.links = new Links();
    this.nodes = new Nodes();
    this.columns = [];
    this.#listen(this.surface.canvas);
    model.on((what) => what === "scene" && this.#play());
  }

  /** Units of each hidden layer as they are chosen: new ones are drawn before the server has made them. */
  widths() {
    const { texts, errors, hello } = this.model;
    const chosen = errors.layers ? null : widthsOf(texts.layers);
    const { layers, units } = this.menus.limits;
    const fits = chosen && chosen.length <= layers && chosen.every((width) => width <= units);
    return fits ? chosen : (hello?.layers.slice(0, -1).map((layer) => layer.units) ?? []);
  }

  get #chosen() {
    return new Set(String(this.model.texts.features ?? "").split(/[\s,]+/));
  }

  /** Rows of the first column: all inputs, or where they cannot be changed those that are used. */
  #inputs() {
    const chosen = this.#chosen;
    if (!hides(this.model, "features")) return { keys: this.keys, labels: this.labels, chosen };
    const used = this.keys.filter((key) => chosen.has(key));
    return { keys: used, labels: used.map((key) => this.labels[this.keys.indexOf(key)]), chosen };
  }

  /** At the slowest speed a scene is played as one pass through the network. */
  #play() {
    const { scene, status } = this.model;
    const { before } = this;
    this.before = scene;
    const slow = status?.speed === PLAY_SPEEDS[0] && !still?.matches;
    this.pass = slow && before?.number === scene.number && before.step < scene.step ? new Pass(before, scene, performance.now()) : null;
  }

  draw(theme) {
    if (this.pass && !this.pass.move(performance.now())) this.pass = null;
    if (this.pass) this.animate();
    const { model, looking } = this;
    const { clientWidth: width, clientHeight: height } = this.surface.host;
    const inputs = this.#inputs();
    const rows = [inputs.keys.length, ...this.widths(), model.hello?.layers.at(-1).units ?? 1];
    const layout = JSON.stringify([width, height, rows, theme.size]);
    if (this.layout !== layout) {
      this.layout = layout;
      this.columns = arrange({ width, height, rows, left: 3.9 * theme.size });
    }
    this.heads.draw(theme, this.columns);
    const { link } = this;
    const now = [layout, theme.id, model.texts.features, model.hidden.size, globalThis.devicePixelRatio, link, looking.hovered, looking.picked, model.options.discretize, this.pass ? {} : null, model.scene];
    if (this.drawn?.every((value, at) => value === now[at])) return;
    if (!this.surface.begin()) return;
    this.drawn = now;
    this.inputs = inputs;
    this.#paint(theme, rows, inputs);
  }

  #paint(theme, rows, inputs) {
    const { scene } = this.model;
    const { surface, columns, looking } = this;
    const places = scene?.inputs.map((key) => inputs.keys.indexOf(key)) ?? [];
    const gaps = scene ? gapsOf(scene, rows, places) : [];
    const picked = this.#place(looking.picked);
    const hovered = this.#place(looking.hovered);
    this.links.draw(surface, theme, columns, gaps, { focus: hovered ?? picked, pass: this.pass });
    if (this.link && "row" in this.link) this.links.mark(surface.context, theme, this.link);
    this.nodes.draw(surface.context, theme, columns, { inputs, scene, picked, hovered, pass: this.pass, sharp: Boolean(this.model.options.discretize) });
    surface.inked(columns[0].x, columns[0].ys[0]);
    if (this.pointer) this.#tell();
  }

  blank() {
    return this.surface.blank();
  }

  // What is where. Columns count from the inputs, layers from the first hidden one.

  #place(unit) {
    if (!unit) return null;
    if ("input" in unit) return { column: 0, row: this.#inputs().keys.indexOf(unit.input) };
    return { column: unit.layer + 1, row: unit.unit };
  }

  #unit({ column, row }) {
    if (column) return { layer: column - 1, unit: row };
    return { input: this.inputs.keys[row] };
  }

  /** A unit as people call it. */
  #name(column, row) {
    const { words } = this;
    if (!column) return this.inputs.labels[row];
    const last = column === this.columns.length - 1;
    if (!last) return fill(words.d_unit, { layer: column, unit: row + 1 });
    const { classes, task } = this.model.hello ?? {};
    return task === "multiclass" ? fill(words.d_output_of, { class: classes?.[row] ?? row + 1 }) : words.d_output;
  }

  /** Numbers and names of what feeds a layer. */
  #sources(layer) {
    const { scene } = this.model;
    if (layer) return Array.from({ length: scene.units[layer - 1] }, (_, row) => [row, this.#name(layer, row)]);
    return scene.inputs.map((key, at) => [at, this.labels[this.keys.indexOf(key)] ?? key]);
  }

  // Pointer and keys.

  #listen(canvas) {
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-description", this.words.d_network_help);
    const follow = ({ clientX: x, clientY: y }) => {
      const box = canvas.getBoundingClientRect();
      this.pointer = { x, y, left: x - box.left, top: y - box.top };
      this.#hover();
    };
    canvas.addEventListener("pointermove", (event) => event.pointerType === "touch" || follow(event));
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("click", (event) => {
      follow(event);
      this.#click();
      if (event.pointerType === "touch") this.#leave();
    });
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  #leave() {
    this.pointer = this.link = null;
    this.tooltip.hide();
    this.looking.hover(null);
    this.schedule();
  }

  #hover() {
    const { left, top } = this.pointer;
    const bias = biasAt(this.columns, left, top);
    const unit = bias ? null : unitAt(this.columns, left, top);
    const link = bias || unit ? null : this.links.at(left, top);
    const here = bias ? { layer: bias.column - 1, from: null, to: bias.row } : link;
    if (JSON.stringify(here) !== JSON.stringify(this.link ?? null)) {
      this.link = here;
      this.schedule();
    }
    this.looking.hover(unit && this.#unit(unit));
    this.surface.canvas.style.cursor = here || (unit && (unit.column || !hides(this.model, "features"))) ? "pointer" : "";
    this.#tell();
  }

  /** Asked again at every scene, so that it stays true. */
  #tell() {
    const { words, link, pointer, tooltip } = this;
    const { scene } = this.model;
    const unit = this.looking.hovered;
    if (this.editing.link || (!link && !unit) || !scene) return tooltip.hide();
    if (link) {
      const { layer, from, to } = link;
      const value = from === null ? scene.biases[layer]?.[to] : scene.weights[layer]?.[from * scene.units[layer] + to];
      const name = this.#name(layer + 1, to);
      const title = from === null ? fill(words.d_bias_of, { unit: name }) : fill(words.d_link, { from: this.#name(layer, link.row), to: name });
      return tooltip.show(pointer.x, pointer.y, [title, number(value, 4), words.d_click_edit]);
    }
    const place = this.#place(unit);
    const lines = [this.#name(place.column, place.row)];
    if (place.column) lines.push(fill(words.d_bias_value, { value: number(scene.biases[unit.layer]?.[unit.unit], 3) }), equal(unit, this.looking.picked) ? words.d_click_free : words.d_click_keep);
    else lines.push(this.menus.fields.features.entries[this.keys.indexOf(unit.input)].help, ...(hides(this.model, "features") ? [] : [words.d_click_input]));
    return tooltip.show(pointer.x, pointer.y, lines);
  }

  #click() {
    const { link, looking } = this;
    const unit = looking.hovered;
    if (link) this.#edit({ layer: link.layer, from: link.from, to: link.to }, this.pointer);
    else if (unit && "input" in unit) this.#toggle(unit.input);
    else looking.pick(unit && !equal(unit, looking.picked) ? unit : null);
  }

  #edit(link, { left, top }) {
    if (!this.model.scene) return;
    this.tooltip.hide();
    this.editing.open(link, this.#sources(link.layer), { x: left, y: top, width: this.surface.width, height: this.surface.height });
  }

  /** At least one input stays. */
  #toggle(key) {
    if (hides(this.model, "features")) return;
    const chosen = this.#chosen;
    if (!chosen.delete(key)) chosen.add(key);
    const kept = this.keys.filter((one) => chosen.has(one));
    if (kept.length) this.model.set("features", kept.join(","));
    else this.model.complain(this.words.d_one_input);
  }

  /** Arrows walk from unit to unit, Enter edits its bias or switches an input, Escape goes back to the output. */
  #key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const { looking, columns } = this;
    const at = this.#place(looking.picked) ?? { column: 0, row: -1 };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) {
      const column = Math.min(Math.max(at.column + step[0], 0), columns.length - 1);
      const row = Math.min(Math.max(at.row + step[1], 0), columns[column].ys.length - 1);
      looking.pick(this.#unit({ column, row }));
    } else if (event.key === "Escape") looking.pick(null);
    else if ((event.key === "Enter" || event.key === " ") && looking.picked) this.#press(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #press({ column, row }) {
    if (!column) return this.#toggle(this.inputs.keys[row]);
    const { x, size, ys } = this.columns[column];
    return this.#edit({ layer: column - 1, from: null, to: row }, { left: x + size / 2, top: ys[row] });
  }

  destroy() {
    this.editing.destroy();
  }
}
