// Own points: a brush in the colour of each class, an eraser, and a window to paste a table.
import { icon, make, segmented } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { MOST_CLASSES, MOST_POINTS } from "../shared/constants.js";
import { classesIn, pointsOf, textOfPoints } from "./ownpoints.js";
import { Pasting } from "./pasting.js";
import { classColour, css } from "../shared/colours.js";

const SPACING = 0.35;
const SIZES = { small: 0, medium: 0.6, large: 1.2 };
const ERASER = 0.45;
const OFTEN = 250;
const SEVERAL = "multiclass";

export class Painting {
  /** `canvas`: to paint on; `place(left, top)`: coordinates in the plane, or null. */
  constructor({ model, words, menus, canvas, place, schedule }) {
    Object.assign(this, { model, words, menus, canvas, place, schedule });
    this.brush = 0;
    this.size = "small";
    this.classes = Array.from({ length: MOST_CLASSES }, (_, label) => this.#swatch(label));
    this.eraser = this.#button("brush eraser", words.d_eraser, "eraser");
    this.eraser.append(icon("fail"));
    const sizes = Object.keys(SIZES).map((key) => [key, words[`d_brush_${key}`]]);
    this.sizes = segmented(sizes, { label: words.d_brush_size, value: this.size, small: true, pick: (key) => (this.size = key) });
    this.pasting = new Pasting({ model, words, take: (text) => this.#send(pointsOf(text)) });
    model.paste = () => this.pasting.open();
    const brushes = make("span", { class: "brushes" }, ...this.classes, this.eraser);
    this.node = make("div", { class: "painting", role: "group", "aria-label": words.d_painting, hidden: "" }, brushes, this.sizes.node, this.pasting.node);
    this.#take(0);
    this.#listen();
  }

  #swatch(label) {
    return this.#button("brush", fill(this.words.d_brush, { class: label + 1 }), label);
  }

  #button(kind, name, brush) {
    return make("button", { type: "button", class: kind, title: name, "aria-label": name, on: { click: () => this.#take(brush) } });
  }

  #take(brush) {
    this.brush = brush;
    this.classes.forEach((swatch, label) => swatch.setAttribute("aria-pressed", String(label === brush)));
    this.eraser.setAttribute("aria-pressed", String(brush === "eraser"));
  }

  /** Whether the data are own points, all of which are shown: none may vanish after it was painted. */
  get on() {
    return this.model.texts.dataset === "points";
  }

  /** Points that the network does not have yet; null: it has all of them. */
  get points() {
    if (!this.on) return null;
    const text = this.model.texts["dataset.points"] ?? "";
    const { hello } = this.model;
    if (!this.stroke && hello?.experiment.dataset === "points" && hello.experiment["dataset.points"] === text) return null;
    return this.#own(text);
  }

  #own(text) {
    if (this.text !== text) [this.text, this.kept] = [text, pointsOf(text)];
    return this.kept;
  }

  draw(theme) {
    const on = this.on;
    this.node.hidden = !on;
    this.canvas.classList.toggle("paintable", on);
    if (!on) return;
    this.classes.forEach((swatch, label) => swatch.style.setProperty("--class", css(classColour(theme, label))));
  }

  /** Whether a stroke is under way. */
  get busy() {
    return Boolean(this.stroke);
  }

  #listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (!this.on || event.button) return;
      const here = this.#here(event);
      if (!here) return;
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      this.stroke = { erase: this.brush === "eraser" };
      this.model.held = true;
      this.#dab(here);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.stroke) return;
      for (const each of event.getCoalescedEvents?.() ?? [event]) this.#follow(this.#here(each));
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => this.#end());
  }

  #here({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    return this.place(clientX - box.left, clientY - box.top);
  }

  /** Points come at about the same distance, however fast the hand is. */
  #follow(here) {
    const last = this.stroke?.last;
    if (!here || !last) return;
    const far = Math.hypot(here.x - last.x, here.y - last.y);
    const apart = this.stroke.erase ? ERASER / 2 : Math.max(SPACING, SIZES[this.size] / 2);
    const steps = Math.floor(far / apart);
    for (let step = 1; step <= steps; step++) this.#dab({ x: last.x + ((here.x - last.x) * step * apart) / far, y: last.y + ((here.y - last.y) * step * apart) / far });
  }

  #dab(here) {
    this.stroke.last = here;
    const before = this.#own(this.model.texts["dataset.points"] ?? "");
    const points = this.stroke.erase ? erased(before, here, ERASER + SIZES[this.size]) : this.#added(before, here);
    if (points !== before) this.#send(points);
  }

  #added(points, here) {
    const wide = SIZES[this.size];
    const count = wide ? Math.round(1 + 2 * wide) : 1;
    const [x, y, label] = [[...points.x], [...points.y], [...points.label]];
    for (let at = 0; at < count && x.length < MOST_POINTS; at++) {
      const [angle, far] = [2 * Math.PI * Math.random(), wide * Math.sqrt(Math.random())];
      x.push(inside(here.x + far * Math.cos(angle)));
      y.push(inside(here.y + far * Math.sin(angle)));
      label.push(this.brush);
    }
    if (x.length >= MOST_POINTS) this.model.complain(fill(this.words.d_points_full, { most: MOST_POINTS }));
    return x.length === points.x.length ? points : { x, y, label };
  }

  /** Points are in the picture at once, and on their way to the server a few times a second. */
  #send(points) {
    this.text = textOfPoints(points);
    this.kept = points;
    this.model.texts = { ...this.model.texts, "dataset.points": this.text };
    this.schedule();
    if (!this.stroke) return this.#flush();
    this.timer ??= setTimeout(() => this.#flush(), OFTEN);
    return undefined;
  }

  /** A loss for two classes does not fit three: then the lab chooses. */
  #flush() {
    clearTimeout(this.timer);
    this.timer = null;
    const { texts } = this.model;
    const text = texts["dataset.points"] ?? "";
    const loss = this.menus.fields.loss.entries.find((entry) => entry.key === texts.loss);
    const task = classesIn(this.#own(text)) > 2 ? SEVERAL : "binary";
    const fits = !loss?.tasks || loss.tasks.includes(task);
    this.model.put({ "dataset.points": text, ...(fits ? {} : { loss: "auto" }) });
  }

  #end() {
    if (!this.stroke) return;
    this.stroke = null;
    if (this.timer) this.#flush();
    this.model.held = false;
    this.schedule();
  }

  destroy() {
    clearTimeout(this.timer);
  }
}

function erased(points, here, radius) {
  const stays = points.x.map((x, at) => Math.hypot(x - here.x, points.y[at] - here.y) > radius);
  if (stays.every(Boolean)) return points;
  const [x, y, label] = [points.x, points.y, points.label].map((list) => list.filter((_, at) => stays[at]));
  return { x, y, label };
}

function inside(value) {
  return Math.min(Math.max(value, -5.99), 5.99);
}
