// The pointer over the network: what it is on is marked, told, and pressed.
import { fill, number } from "../shared/format.js";
import { biasAt, unitAt } from "./geometry.js";
import { hides } from "./hiding.js";
import { equal } from "./selection.js";

/** @import { Pointer } from "../shared/types.d.ts" */
/** @import { Diagram } from "./diagram.js" */
/** @import { Common, Link, Unit } from "./types.d.ts" */

/** A weight or a bias, with the row where a link begins. @typedef {Link & { row?: number }} FoundLink */

export class DiagramPointer {
  /** The weight or bias that it is on. @type {FoundLink | null} */
  link = null;
  /** @type {Pointer | null} */
  #at = null;

  /**
   * @param {Diagram} diagram
   * @param {Pick<Common, "model" | "words" | "menus" | "tooltip" | "selection" | "schedule">} common
   */
  constructor(diagram, { model, words, menus, tooltip, selection, schedule }) {
    this.diagram = diagram;
    this.model = model;
    this.words = words;
    this.menus = menus;
    this.tooltip = tooltip;
    this.selection = selection;
    this.schedule = schedule;
    const { canvas } = diagram.surface;
    canvas.addEventListener("pointermove", (event) => event.pointerType === "touch" || this.#follow(event));
    canvas.addEventListener("pointerleave", () => this.#leave());
    canvas.addEventListener("click", (event) => {
      this.#click(this.#follow(event));
      if (event.pointerType === "touch") this.#leave();
    });
  }

  /** @param {PointerEvent | MouseEvent} event */
  #follow({ clientX: x, clientY: y }) {
    const box = this.diagram.surface.canvas.getBoundingClientRect();
    const at = { x, y, left: x - box.left, top: y - box.top };
    this.#at = at;
    this.#hover(at);
    return at;
  }

  #leave() {
    this.#at = this.link = null;
    this.tooltip.hide();
    this.selection.hover(null);
    this.schedule();
  }

  /** @param {Pointer} at */
  #hover({ left, top }) {
    const { diagram } = this;
    const bias = biasAt(diagram.columns, left, top);
    const place = bias ? null : unitAt(diagram.columns, left, top);
    /** @type {FoundLink | null} */
    const here = bias ? { layer: bias.column - 1, from: null, to: bias.row } : place ? null : diagram.links.at(left, top);
    if (JSON.stringify(here) !== JSON.stringify(this.link)) {
      this.link = here;
      this.schedule();
    }
    this.selection.hover(place && diagram.unit(place));
    const pressable = here || (place && (place.column || !hides(this.model, "features")));
    diagram.surface.canvas.style.cursor = pressable ? "pointer" : "";
    this.tell();
  }

  /** Asked again at every scene, so that it stays true. */
  tell() {
    if (!this.#at) return;
    const { link } = this;
    const unit = this.selection.hovered;
    const lines = this.diagram.editing.link ? null : link ? this.#ofLink(link) : unit && this.#ofUnit(unit);
    if (lines) this.tooltip.show(this.#at.x, this.#at.y, lines);
    else this.tooltip.hide();
  }

  /** @param {FoundLink} link */
  #ofLink({ layer, from, to, row }) {
    const { words, diagram } = this;
    const { scene } = this.model;
    if (!scene) return null;
    const value = from === null ? scene.biases[layer]?.[to] : scene.weights[layer]?.[from * scene.units[layer] + to];
    const name = diagram.name({ column: layer + 1, row: to });
    const title = row === undefined ? fill(words.d_bias_of, { unit: name }) : fill(words.d_link, { from: diagram.name({ column: layer, row }), to: name });
    return [title, number(value, 4), words.d_click_edit];
  }

  /** @param {Unit} unit */
  #ofUnit(unit) {
    const { words, diagram, selection } = this;
    const { scene } = this.model;
    const place = diagram.place(unit);
    if (!scene || !place) return null;
    const name = diagram.name(place);
    if (unit.input === undefined) {
      const bias = fill(words.d_bias_value, { value: number(scene.biases[unit.layer]?.[unit.unit], 3) });
      return [name, bias, equal(unit, selection.picked) ? words.d_click_free : words.d_click_keep];
    }
    const help = this.menus.fields.features.entries.find((entry) => entry.key === unit.input)?.help ?? "";
    return hides(this.model, "features") ? [name, help] : [name, help, words.d_click_input];
  }

  /** @param {Pointer} at */
  #click(at) {
    const { link, diagram } = this;
    if (!link) return diagram.press(this.selection.hovered);
    this.tooltip.hide();
    return diagram.edit({ layer: link.layer, from: link.from, to: link.to }, at);
  }
}
