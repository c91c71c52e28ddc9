// A curve that is drawn by hand: with the pointer across the plot, or point by point with the arrow keys.
import { css } from "../shared/colours.js";
import { make, setText } from "../shared/element.js";
import { along, stroked, ticks, valueAt, written } from "./sketchaxis.js";

/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Axis, LearnData } from "./types.d.ts" */

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 280;
const AROUND = { left: 62, right: 18, top: 14, bottom: 44 };
const SMALL = 0.02;
const LARGE = 0.125;
const REST = 400; // milliseconds without a key until Python is told

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...Node} children
 */
function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

export class Sketch {
  /** @type {Axis} */
  #axis;
  /** Of the points, from 0 to 1. @type {number[]} */
  #places = [];
  #touched = false;
  #locked = false;
  /** Where the pointer was last. @type {{ at: number, place: number } | null} */
  #last = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {{ data: LearnData, tell: (drawn: number[]) => void, redraw: () => void }} parts
   */
  constructor({ data, tell, redraw }) {
    this.words = data.words;
    this.tell = tell;
    this.redraw = redraw;
    this.#axis = /** @type {Axis} */ (data.axis);
    this.names = data.names ?? [];
    this.marks = this.names;
    this.across = "";
    this.canvas = svg("svg", { class: "sketch", height: HEIGHT });
    this.canvas.addEventListener("pointerdown", (event) => this.#down(/** @type {PointerEvent} */ (event)));
    this.canvas.addEventListener("pointermove", (event) => this.#move(/** @type {PointerEvent} */ (event)));
    for (const name of ["pointerup", "pointercancel"]) this.canvas.addEventListener(name, () => this.#up());
    this.points = this.names.map((name, at) => this.#point(name, at));
    this.hint = make("p", { class: "hint" });
    this.node = make("div", { class: "sketching" }, this.canvas, this.hint);
    this.update(data);
  }

  /** @param {LearnData} data */
  update(data) {
    this.#axis = data.axis ?? this.#axis;
    this.#locked = Boolean(data.locked);
    this.across = data.across ?? "";
    this.marks = data.marks ?? this.names;
    if (this.#timer === undefined && !this.#last) {
      this.#touched = Boolean(data.drawn) || (this.#touched && !this.#locked);
      if (data.drawn) this.#places = data.drawn.map((value) => along(this.#axis, value));
      else if (this.#places.length !== this.names.length) this.#places = this.names.map(() => 0.5);
    }
    setText(this.hint, this.#locked ? this.words.locked : this.#touched ? this.words.drawn : this.words.draw);
    for (const point of this.points) {
      if (this.#locked) point.setAttribute("aria-disabled", "true");
      else point.removeAttribute("aria-disabled");
    }
  }

  /**
   * @param {string} name
   * @param {number} at
   */
  #point(name, at) {
    const node = svg("circle", { r: 7, role: "slider", tabindex: 0, "aria-label": name, "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": 100 });
    node.addEventListener("keydown", (event) => this.#key(/** @type {KeyboardEvent} */ (event), at));
    return node;
  }

  /**
   * @param {KeyboardEvent} event
   * @param {number} at
   */
  #key(event, at) {
    const { key, shiftKey } = event;
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
    const step = { ArrowUp: SMALL, ArrowDown: -SMALL, PageUp: LARGE, PageDown: -LARGE }[key];
    const end = { Home: 0, End: 1 }[key];
    if (aside !== undefined) /** @type {SVGElement | undefined} */ (this.points[at + aside])?.focus();
    else if (this.#locked || (step === undefined && end === undefined)) return;
    else this.#put(this.#places.map((place, each) => (each === at ? end ?? place + (shiftKey ? 4 : 1) * /** @type {number} */ (step) : place)));
    event.preventDefault();
  }

  /** @param {number[]} places */
  #put(places) {
    this.#places = places.map((place) => Math.min(Math.max(place, 0), 1));
    this.#touched = true;
    setText(this.hint, this.words.drawn);
    this.redraw();
    clearTimeout(this.#timer);
    if (!this.#last) this.#timer = setTimeout(() => this.#say(), REST);
  }

  #say() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.tell(this.#places.map((place) => Number(valueAt(this.#axis, place).toPrecision(4))));
  }

  /** @param {PointerEvent} event */
  #where({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const { width, height } = this.#room();
    return {
      at: ((clientX - box.left - AROUND.left) / width) * Math.max(this.#places.length - 1, 1),
      place: Math.min(Math.max(1 - (clientY - box.top - AROUND.top) / height, 0), 1),
    };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (this.#locked || event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#last = this.#where(event);
    this.#put(stroked(this.#places, this.#last, this.#last));
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#last) return;
    const here = this.#where(event);
    const places = stroked(this.#places, this.#last, here);
    this.#last = here;
    this.#put(places);
  }

  #up() {
    if (!this.#last) return;
    this.#last = null;
    this.#say();
  }

  #room() {
    const wide = this.canvas.clientWidth || this.node.clientWidth || 600;
    return { width: wide - AROUND.left - AROUND.right, height: HEIGHT - AROUND.top - AROUND.bottom };
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { width, height } = this.#room();
    const x = (/** @type {number} */ at) => AROUND.left + (width * at) / Math.max(this.#places.length - 1, 1);
    const y = (/** @type {number} */ place) => AROUND.top + height * (1 - place);
    const line = css(theme.line);
    const muted = css(theme.muted);
    const strong = css(theme.categorical[1]);
    const words = (/** @type {string} */ text, /** @type {Record<string, string | number>} */ where) => {
      const node = svg("text", { fill: muted, "font-size": 12, ...where });
      node.textContent = text;
      return node;
    };
    this.canvas.setAttribute("viewBox", `0 0 ${width + AROUND.left + AROUND.right} ${HEIGHT}`); // on paper it is narrower
    const focused = /** @type {ShadowRoot | Document} */ (this.canvas.getRootNode()).activeElement;
    const every = Math.ceil(this.names.length / Math.max(2, Math.floor(width / 44)));
    this.canvas.replaceChildren(
      svg("rect", { x: AROUND.left, y: AROUND.top, width: Math.max(width, 0), height, fill: "transparent", stroke: line }),
      ...ticks(this.#axis).flatMap(({ value, text }) => {
        const up = y(along(this.#axis, value));
        return [svg("line", { x1: AROUND.left, x2: AROUND.left + width, y1: up, y2: up, stroke: css(theme.faint) }), words(text, { x: AROUND.left - 6, y: up + 4, "text-anchor": "end" })];
      }),
      ...this.marks.flatMap((mark, at) => (at % every ? [] : [words(mark, { x: x(at), y: AROUND.top + height + 16, "text-anchor": "middle" })])),
      words(this.across, { x: AROUND.left + width / 2, y: HEIGHT - 8, "text-anchor": "middle" }),
      svg("polyline", {
        points: this.#places.map((place, at) => `${x(at)},${y(place)}`).join(" "),
        fill: "none",
        stroke: this.#touched ? strong : muted,
        "stroke-width": this.#touched ? 3 : 2,
        "stroke-dasharray": this.#touched ? "none" : "4 5",
      }),
      ...this.points.map((point, at) => {
        const text = written(this.#axis, valueAt(this.#axis, this.#places[at]));
        for (const [name, value] of Object.entries({ cx: x(at), cy: y(this.#places[at]), fill: this.#touched ? strong : muted, "aria-valuenow": Math.round(100 * this.#places[at]), "aria-valuetext": text })) point.setAttribute(name, String(value));
        return point;
      }),
    );
    if (focused instanceof SVGElement && focused !== this.canvas.ownerDocument.activeElement) focused.focus();
  }

  /** What it says at the moment: its values, low end to high. */
  get values() {
    return this.#touched ? this.#places.map((place) => valueAt(this.#axis, place)) : [];
  }

  blank() {
    return !this.canvas.childElementCount;
  }

  close() {
    clearTimeout(this.#timer);
  }
}
