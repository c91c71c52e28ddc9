// Own points: a brush in the colour of each class, an eraser, and a window to paste a table.
import { classColour, css } from "../shared/colours.js";
import { MOST_CLASSES, MOST_POINTS } from "../shared/constants.js";
import { icon, make, segmented } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { SIZES, dabs, erased, painted } from "./brush.js";
import { pointsOf, textOfPoints } from "./ownpoints.js";
import { Pasting } from "./pasting.js";
import { OWN, withLoss } from "./task.js";

/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Size, Spot } from "./brush.js" */
/** @import { OwnPoints } from "./ownpoints.js" */
/** @import { Common } from "./types.d.ts" */

/** @typedef {number | "eraser"} Brush a class, or the eraser */

const PATH = "dataset.points";
const OFTEN = 250;

export class Painting {
  /** @type {Brush} */
  #brush = 0;
  /** @type {Size} */
  #size = "small";
  /** The stroke under way, where its last dab is. @type {{ last: Spot } | null} */
  #stroke = null;
  /** The last points that were read or painted, and their text. @type {{ text: string, points: OwnPoints }} */
  #own = { text: "", points: pointsOf("") };
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;

  /**
   * @param {Pick<Common, "model" | "words" | "menus" | "schedule"> & { canvas: HTMLCanvasElement, place: (left: number, top: number) => Spot | null }} common
   *   `canvas`: to paint on; `place`: the spot that is there, if any
   */
  constructor({ model, words, menus, canvas, place, schedule }) {
    this.model = model;
    this.words = words;
    this.menus = menus;
    this.canvas = canvas;
    this.place = place;
    this.schedule = schedule;
    this.swatches = Array.from({ length: MOST_CLASSES }, (_, label) => this.#button("brush", fill(words.d_brush, { class: label + 1 }), label));
    this.eraser = this.#button("brush eraser", words.d_eraser, "eraser");
    this.eraser.append(icon("fail"));
    const sizes = /** @type {Size[]} */ (Object.keys(SIZES));
    const row = segmented(
      sizes.map((key) => [key, words[`d_brush_${key}`]]),
      { label: words.d_brush_size, value: this.#size, small: true, pick: (key) => (this.#size = key) },
    );
    this.pasting = new Pasting({ model, words, take: (text) => this.#send(pointsOf(text)) });
    const brushes = make("span", { class: "brushes" }, ...this.swatches, this.eraser);
    this.node = make("div", { class: "painting", role: "group", "aria-label": words.d_painting, hidden: "" }, brushes, row.node, this.pasting.node);
    this.#take(0);
    this.#listen();
  }

  /**
   * @param {string} kind
   * @param {string} name
   * @param {Brush} brush
   */
  #button(kind, name, brush) {
    return make("button", { type: "button", class: kind, title: name, "aria-label": name, on: { click: () => this.#take(brush) } });
  }

  /** @param {Brush} brush */
  #take(brush) {
    this.#brush = brush;
    for (const [label, swatch] of this.swatches.entries()) swatch.setAttribute("aria-pressed", String(label === brush));
    this.eraser.setAttribute("aria-pressed", String(brush === "eraser"));
  }

  /** Whether the data are own points, all of which are shown: none may vanish after it was painted. */
  get on() {
    return this.model.texts.dataset === OWN;
  }

  /** Points that the network does not have yet; null: it has all of them. */
  get points() {
    if (!this.on) return null;
    const trained = this.model.hello?.experiment;
    if (!this.#stroke && trained?.dataset === OWN && trained[PATH] === this.#text) return null;
    return this.#read();
  }

  get #text() {
    return this.model.texts[PATH] ?? "";
  }

  #read() {
    const text = this.#text;
    if (this.#own.text !== text) this.#own = { text, points: pointsOf(text) };
    return this.#own.points;
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { on } = this;
    this.node.hidden = !on;
    this.canvas.classList.toggle("paintable", on);
    if (!on) return;
    for (const [label, swatch] of this.swatches.entries()) swatch.style.setProperty("--class", css(classColour(theme, label)));
  }

  /** Whether a stroke is under way. */
  get busy() {
    return Boolean(this.#stroke);
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      const here = this.on && !event.button ? this.#here(event) : null;
      if (!here) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      this.#stroke = { last: here };
      this.model.held = true;
      this.#dab(here);
    });
    canvas.addEventListener("pointermove", (event) => {
      for (const each of event.getCoalescedEvents?.() ?? [event]) this.#follow(each);
    });
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) canvas.addEventListener(name, () => this.#end());
  }

  /** @param {PointerEvent} event */
  #here({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return this.place(clientX - box.left, clientY - box.top);
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    const stroke = this.#stroke;
    const here = stroke && this.#here(event);
    if (!here) return;
    for (const spot of dabs(stroke.last, here, this.#size, this.#brush === "eraser")) {
      stroke.last = spot;
      this.#dab(spot);
    }
  }

  /** @param {Spot} here */
  #dab(here) {
    const before = this.#read();
    const after = this.#brush === "eraser" ? erased(before, here, this.#size) : painted(before, here, { size: this.#size, label: this.#brush });
    if (this.#brush !== "eraser" && after.x.length >= MOST_POINTS) this.model.complain(fill(this.words.d_points_full, { most: MOST_POINTS }));
    if (after !== before) this.#send(after);
  }

  /**
   * Points are in the picture at once, and on their way to the server a few times a second.
   *
   * @param {OwnPoints} points
   */
  #send(points) {
    this.#own = { text: textOfPoints(points), points };
    this.model.texts = { ...this.model.texts, [PATH]: this.#own.text };
    this.schedule();
    if (!this.#stroke) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), OFTEN);
  }

  /** A loss for two classes does not fit three: then the lab chooses. */
  #flush() {
    this.#stop();
    this.model.put(withLoss(this.menus, this.model.texts, { [PATH]: this.#text }));
  }

  #end() {
    if (!this.#stroke) return;
    this.#stroke = null;
    if (this.#timer !== null) this.#flush();
    this.model.held = false;
    this.schedule();
  }

  #stop() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  destroy() {
    this.#stop();
  }
}
