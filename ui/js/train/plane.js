// The plane: what the network answers everywhere (a 100 x 100 image), and the data on top.
import { along, classColour, css } from "../shared/colours.js";
import { find, make } from "../shared/element.js";
import { number } from "../shared/format.js";
import { levelColours, manyClasses, meaning } from "../shared/levels.js";
import { Surface } from "../shared/surface.js";

/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Boundary, Theme, Words } from "../shared/types.d.ts" */
/** @import { PlaneData } from "./types.d.ts" */

/** @typedef {{ validation: boolean, sharp: boolean }} Options show the validation points; only the winning side */
/** @typedef {{ theme: Theme, plane: PlaneData, options: Options }} Content */

/** Room above the square, in pixels. */
const TOP = 3;

export class Plane {
  #side = 40;
  #left = 0;
  /** @type {Content | null} */
  #content = null;
  /** What the points were drawn from, so that they are drawn once. */
  #still = "";
  /** @type {number[] | null} */
  #x = null;
  /** Colours of the levels. @type {Uint32Array | null} */
  #table = null;
  /** @type {Boundary | null} */
  #field = null;
  /** @type {ImageData | null} */
  #pixels = null;
  /** Shares of the square, and where that is on the screen. @type {{ across: number, up: number, x: number, y: number } | null} */
  #pointer = null;

  /**
   * @param {Element} section a `figure`
   * @param {{ label: string, words: Words, tooltip: Tooltip }} how
   */
  constructor(section, { label, words, tooltip }) {
    this.host = find(section, ".plot");
    this.host.classList.add("plane");
    this.box = this.host.appendChild(make("div", { class: "answer" }));
    this.answer = new Surface(this.box, label);
    this.over = new Surface(this.host.appendChild(make("div", { class: "over" })), label);
    this.image = make("canvas");
    this.words = words;
    this.tooltip = tooltip;
    this.over.canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.over.canvas.addEventListener("pointerleave", () => {
      this.#pointer = null;
      this.tooltip.hide();
    });
  }

  /**
   * @param {Theme} theme
   * @param {PlaneData} plane
   * @param {Boundary | null} boundary
   * @param {Options} options
   */
  draw(theme, plane, boundary, options) {
    this.#fit(theme);
    const content = { theme, plane, options };
    const still = JSON.stringify([theme.id, options, this.#side, plane.classes, Boolean(plane.part)]);
    this.#content = content;
    if (this.#still !== still || this.#x !== plane.x) {
      this.#still = still;
      this.#x = plane.x;
      this.#table = null;
      this.#points(content);
    }
    this.#field = boundary;
    if (boundary) this.#fill(content, boundary);
    this.#paint(content);
    if (this.#pointer) this.#tell();
  }

  blank() {
    return this.answer.blank() || this.over.blank();
  }

  forget() {
    this.answer.mark = null;
    this.#still = "";
  }

  /**
   * The largest square that leaves room for the axes at the left and below, and the scale at the right.
   *
   * @param {Theme} theme
   */
  #fit({ size: em }) {
    this.#left = 1.9 * em;
    const room = Math.min(this.host.clientWidth - this.#left - 3.4 * em, this.host.clientHeight - 1.6 * em - TOP);
    this.#side = Math.max(40, Math.floor(room));
    const { style } = this.box;
    [style.left, style.top, style.width, style.height] = [this.#left, TOP, this.#side, this.#side].map((value) => `${value}px`);
  }

  /**
   * @param {Content} content
   * @param {Boundary} boundary
   */
  #fill({ theme, plane, options }, { side, levels }) {
    if (this.image.width !== side) this.image.width = this.image.height = side;
    const context = /** @type {CanvasRenderingContext2D} */ (this.image.getContext("2d", { willReadFrequently: true }));
    this.#pixels = this.#pixels?.width === side ? this.#pixels : context.createImageData(side, side);
    const out = new Uint32Array(this.#pixels.data.buffer);
    const table = (this.#table ??= levelColours(theme, { ...plane, sharp: options.sharp }));
    // The image's first row is the top, the data's first row is the smallest x2.
    for (let row = 0; row < side; row++) {
      const to = (side - 1 - row) * side;
      for (let column = 0; column < side; column++) out[to + column] = table[levels[row * side + column]];
    }
    context.putImageData(this.#pixels, 0, 0);
  }

  /** @param {Content} content */
  #paint({ theme, options }) {
    if (!this.answer.begin()) return;
    const { context } = this.answer;
    context.fillStyle = css(theme.faint);
    context.fillRect(0, 0, this.#side, this.#side);
    if (this.#field) {
      context.imageSmoothingEnabled = !options.sharp;
      context.imageSmoothingQuality = "high";
      context.drawImage(this.image, 0, 0, this.#side, this.#side);
    }
    this.answer.inked(this.#side / 2, this.#side / 2);
  }

  /** @param {Content} content */
  #points(content) {
    if (!this.over.begin()) return;
    const { context } = this.over;
    const { theme, plane, options } = content;
    const [side, left] = [this.#side, this.#left];
    const radius = Math.max(1.8, side / 85);
    const place = (/** @type {number} */ value) => ((value + plane.extent) / (2 * plane.extent)) * side;
    context.save();
    context.beginPath();
    context.rect(left, TOP, side, side);
    context.clip();
    for (const part of [0, 1]) {
      if (part === 1 && !options.validation) continue;
      for (let at = 0; at < plane.x.length; at++) {
        if ((plane.part?.[at] ?? 0) !== part) continue;
        const colour = ofLabel(content, plane.label[at]);
        context.beginPath();
        context.arc(left + place(plane.x[at]), TOP + side - place(plane.y[at]), part ? radius + 0.4 : radius, 0, 2 * Math.PI);
        context.fillStyle = part ? css(theme.background, 0.85) : css(colour);
        context.fill();
        context.lineWidth = part ? 1.5 : 0.8;
        context.strokeStyle = part ? css(colour) : css(theme.background);
        context.stroke();
      }
    }
    context.restore();
    this.#axes(content);
  }

  /** @param {Content} content */
  #axes(content) {
    const { context } = this.over;
    const { theme, plane } = content;
    const [side, left] = [this.#side, this.#left];
    context.strokeStyle = css(theme.line);
    context.strokeRect(left - 0.5, TOP - 0.5, side + 1, side + 1);
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    for (const [index, value] of [-plane.extent, 0, plane.extent].entries()) {
      const text = number(value, 2).replace(/\.0$/, "");
      context.textBaseline = "top";
      context.textAlign = /** @type {const} */ (["left", "center", "right"])[index];
      context.fillText(text, left + (index * side) / 2, side + 6);
      context.textAlign = "right";
      context.textBaseline = /** @type {const} */ (["bottom", "middle", "top"])[index];
      context.fillText(text, left - 4, TOP + side - (index * side) / 2);
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText("x₁", left + side * 0.75, side + 6);
    context.textBaseline = "middle";
    context.textAlign = "right";
    context.fillText("x₂", left - 4, TOP + side * 0.25);
    if (!plane.regression && manyClasses(plane.classes)) this.#names(content);
    else this.#scale(content);
  }

  /**
   * At the right, what the colours mean: from low to high.
   *
   * @param {Content} content
   */
  #scale({ theme, plane }) {
    const { context, width } = this.over;
    const side = this.#side;
    const bar = this.#left + side + 8;
    const fade = context.createLinearGradient(0, TOP + side, 0, TOP);
    theme.diverging.forEach((stop, index) => fade.addColorStop(index / (theme.diverging.length - 1), css(stop)));
    context.fillStyle = fade;
    context.fillRect(bar, TOP, 8, side);
    context.fillStyle = css(theme.muted);
    context.textAlign = "left";
    const two = plane.regression === false && plane.classes?.length === 2;
    const [low, high] = two ? plane.classes : [number(plane.low, 2), number(plane.high, 2)];
    context.textBaseline = "bottom";
    context.fillText(low, bar + 12, TOP + side, width - bar - 12);
    context.textBaseline = "top";
    context.fillText(high, bar + 12, TOP, width - bar - 12);
  }

  /**
   * At the right, what the colours mean: one class under the other.
   *
   * @param {Content} content
   */
  #names({ theme, plane }) {
    const { context, width } = this.over;
    const bar = this.#left + this.#side + 8;
    const step = Math.min(1.6 * theme.size, this.#side / plane.classes.length);
    context.textAlign = "left";
    context.textBaseline = "middle";
    plane.classes.forEach((name, index) => {
      const middle = TOP + (index + 0.5) * step;
      context.fillStyle = css(classColour(theme, index));
      context.fillRect(bar, middle - 4, 8, 8);
      context.fillStyle = css(theme.muted);
      context.fillText(name, bar + 12, middle, width - bar - 12);
    });
  }

  /** @param {PointerEvent} event */
  #point({ clientX, clientY }) {
    const box = this.over.canvas.getBoundingClientRect();
    const across = (clientX - box.left - this.#left) / this.#side;
    const up = 1 - (clientY - box.top - TOP) / this.#side;
    const inside = across >= 0 && across < 1 && up >= 0 && up < 1;
    this.#pointer = inside ? { across, up, x: clientX, y: clientY } : null;
    this.#tell();
  }

  #tell() {
    if (!this.#pointer || !this.#content) return this.tooltip.hide();
    const { across, up, x, y } = this.#pointer;
    const { plane } = this.#content;
    const at = (/** @type {number} */ share) => number((2 * share - 1) * plane.extent, 3);
    const lines = [`x₁ ${at(across)}, x₂ ${at(up)}`];
    if (this.#field) {
      const { side, levels } = this.#field;
      lines.push(meaning(levels[Math.floor(up * side) * side + Math.floor(across * side)], plane, this.words));
    }
    this.tooltip.show(x, y, lines);
  }
}

/**
 * @param {Content} content
 * @param {number} label
 */
function ofLabel({ theme, plane }, label) {
  if (!plane.regression && plane.classes?.length) return classColour(theme, label);
  return along(theme.diverging, (label - plane.low) / (plane.high - plane.low));
}
