// The network: inputs, layers and output as columns of small pictures, with links that say what the weights are.
import { make } from "../shared/element.js";
import { widthsOf } from "../shared/shape.js";
import { Surface } from "../shared/surface.js";
import { DiagramPointer } from "./diagrampointer.js";
import { Editing } from "./editing.js";
import { gapsOf } from "./gaps.js";
import { arrange, beside } from "./geometry.js";
import { Heads } from "./heads.js";
import { hides } from "./hiding.js";
import { Links } from "./links.js";
import { Nodes } from "./nodes.js";
import { Pass } from "./pass.js";
import { equal } from "./selection.js";
import { sourceNames, unitName } from "./unitnames.js";

/** @import { Scene, Theme } from "../shared/types.d.ts" */
/** @import { Column, Common, Inputs, Link, Place, Unit } from "./types.d.ts" */

const SLOW = "slow";
const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

export class Diagram {
  /** @type {Column[]} */
  columns = [];
  links = new Links();
  #nodes = new Nodes();
  /** What `columns` were arranged for. */
  #layout = "";
  /** What is drawn. @type {unknown[]} */
  #drawn = [];
  /** One batch in slow motion, while it lasts. @type {Pass<Scene> | null} */
  #pass = null;
  /** The scene before the newest one. @type {Scene | null} */
  #before = null;

  /** @param {Common} common */
  constructor({ model, words, menus, tooltip, selection, schedule, animate }) {
    this.model = model;
    this.words = words;
    this.menus = menus;
    this.selection = selection;
    this.animate = animate;
    /** Names of all inputs by key, in their order. */
    this.labels = new Map(menus.fields.features.entries.map((entry) => [entry.key, entry.label]));
    this.heads = new Heads({ model, words, menus, tooltip, widths: () => this.widths() });
    const host = make("div", { class: "net" });
    this.surface = new Surface(host, words.d_network);
    this.editing = new Editing({ model, words, name: (column, row) => this.name({ column, row }), closed: () => this.surface.canvas.focus({ preventScroll: true }) });
    host.append(this.editing.node);
    this.node = make("section", { class: "diagram" }, this.heads.node, host);
    this.pointer = new DiagramPointer(this, { model, words, menus, tooltip, selection, schedule });
    this.#listen(this.surface.canvas);
    model.on((what) => what === "scene" && this.#play());
  }

  /** Units of each hidden layer as they are chosen: new ones are drawn before the server has made them. */
  widths() {
    const { texts, errors, hello } = this.model;
    const chosen = errors.layers ? null : widthsOf(texts.layers);
    const { layers, units } = this.menus.limits;
    if (chosen && chosen.length <= layers && chosen.every((width) => width <= units)) return chosen;
    return hello?.layers.slice(0, -1).map((layer) => layer.units) ?? [];
  }

  /** Keys of the inputs that are chosen. */
  get #chosen() {
    return new Set(String(this.model.texts.features ?? "").split(/[\s,]+/));
  }

  /** Rows of the first column: all inputs, or where they cannot be changed those that are used. @returns {Inputs} */
  get #inputs() {
    const chosen = this.#chosen;
    const shown = hides(this.model, "features") ? [...this.labels].filter(([key]) => chosen.has(key)) : [...this.labels];
    return { keys: shown.map(([key]) => key), labels: shown.map(([, label]) => label), chosen };
  }

  /** At the slowest speed a scene is played as one pass through the network. */
  #play() {
    const { scene, status } = this.model;
    const before = this.#before;
    this.#before = scene;
    const slow = status?.speed === SLOW && !still?.matches;
    const follows = before && scene && before.number === scene.number && before.step < scene.step;
    this.#pass = slow && follows ? new Pass(before, scene, performance.now()) : null;
  }

  /**
   * The scene that says what the units of a column answer: until the wave of a pass has come back to them, the one before.
   *
   * @param {number} column
   */
  sceneOf(column) {
    return this.#pass?.sceneOf(column) ?? this.model.scene;
  }

  /** @param {Theme} theme */
  draw(theme) {
    if (this.#pass && !this.#pass.move(performance.now())) this.#pass = null;
    if (this.#pass) this.animate();
    const { model, selection, pointer } = this;
    const inputs = this.#inputs;
    const rows = [inputs.keys.length, ...this.widths(), model.hello?.layers.at(-1)?.units ?? 1];
    this.node.style.setProperty("--columns", String(rows.length));
    const { clientWidth: width, clientHeight: height } = this.surface.host;
    const layout = JSON.stringify([width, height, rows, theme.size]);
    if (this.#layout !== layout) {
      this.#layout = layout;
      this.columns = arrange({ width, height, rows, left: 3.9 * theme.size });
    }
    this.heads.draw(theme, this.columns);
    // While a pass is on its way, every drawing is another.
    const wanted = [layout, theme.id, model.texts.features, model.hidden.size, globalThis.devicePixelRatio, pointer.link, selection.hovered, selection.picked, model.options.discretize, this.#pass ? {} : null, model.scene];
    if (this.#drawn.length && wanted.every((value, at) => value === this.#drawn[at])) return;
    if (!this.surface.begin()) return;
    this.#drawn = wanted;
    this.#paint(theme, rows, inputs);
  }

  /**
   * @param {Theme} theme
   * @param {number[]} rows of each column
   * @param {Inputs} inputs
   */
  #paint(theme, rows, inputs) {
    const { scene, options } = this.model;
    const { surface, columns, selection, pointer } = this;
    const pass = this.#pass;
    const places = scene?.inputs.map((key) => inputs.keys.indexOf(key)) ?? [];
    const gaps = scene ? gapsOf(scene, rows, places) : [];
    const [picked, hovered] = [this.place(selection.picked), this.place(selection.hovered)];
    this.links.draw(surface, theme, columns, gaps, { focus: hovered ?? picked, pass });
    if (pointer.link?.row !== undefined) this.links.mark(surface.context, theme, { ...pointer.link, row: pointer.link.row });
    this.#nodes.draw({ context: surface.context, theme, columns, inputs, scene, picked, hovered, pass, sharp: Boolean(options.discretize) });
    surface.inked(columns[0].x, columns[0].ys[0]);
    pointer.tell();
  }

  blank() {
    return this.surface.blank();
  }

  // What is where. Columns count from the inputs, layers from the first hidden one.

  /**
   * @param {Unit | null} unit
   * @returns {Place | null}
   */
  place(unit) {
    if (!unit) return null;
    if (unit.input !== undefined) return { column: 0, row: this.#inputs.keys.indexOf(unit.input) };
    return { column: unit.layer + 1, row: unit.unit };
  }

  /**
   * @param {Place} place
   * @returns {Unit}
   */
  unit({ column, row }) {
    return column ? { layer: column - 1, unit: row } : { input: this.#inputs.keys[row] };
  }

  get #names() {
    return { words: this.words, inputs: this.#inputs.labels, columns: this.columns.length, hello: this.model.hello };
  }

  /**
   * A unit as people call it.
   *
   * @param {Place} place
   */
  name(place) {
    return unitName(this.#names, place);
  }

  // What can be done with it.

  /**
   * Select a unit, or let go of the one that is.
   *
   * @param {Unit | null} unit
   */
  press(unit) {
    if (unit?.input !== undefined) this.#toggle(unit.input);
    else this.selection.pick(equal(unit, this.selection.picked) ? null : unit);
  }

  /**
   * @param {Link} link
   * @param {{ left: number, top: number }} at
   */
  edit(link, { left, top }) {
    const { scene } = this.model;
    if (!scene) return;
    const { width, height } = this.surface;
    this.editing.open(link, sourceNames(this.#names, link.layer, scene, this.labels), { x: left, y: top, width, height });
  }

  /**
   * Use an input, or not any more. At least one stays.
   *
   * @param {string} key
   */
  #toggle(key) {
    if (hides(this.model, "features")) return;
    const chosen = this.#chosen;
    if (!chosen.delete(key)) chosen.add(key);
    const kept = [...this.labels.keys()].filter((one) => chosen.has(one));
    if (kept.length) this.model.set("features", kept.join(","));
    else this.model.complain(this.words.d_one_input);
  }

  /** @param {HTMLCanvasElement} canvas */
  #listen(canvas) {
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-description", this.words.d_network_help);
    canvas.addEventListener("keydown", (event) => this.#key(event));
  }

  /**
   * Arrows walk from unit to unit, Enter edits its bias or switches an input, Escape goes back to the output.
   *
   * @param {KeyboardEvent} event
   */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { selection } = this;
    const at = this.place(selection.picked) ?? { column: 0, row: -1 };
    const next = beside(this.columns, at, event.key);
    if (next) selection.pick(this.unit(next));
    else if (event.key === "Escape") selection.pick(null);
    else if ((event.key === "Enter" || event.key === " ") && selection.picked) this.#enter(at);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Place} place */
  #enter({ column, row }) {
    if (!column) return this.#toggle(this.#inputs.keys[row]);
    const { x, size, ys } = this.columns[column];
    return this.edit({ layer: column - 1, from: null, to: row }, { left: x + size / 2, top: ys[row] });
  }

  destroy() {
    this.editing.destroy();
  }
}
