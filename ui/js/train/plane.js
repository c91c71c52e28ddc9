// The plane: what the network answers everywhere (a 100 x 100 image), and the data on top.
import { make } from "../shared/element.js";
import { number } from "../shared/format.js";
import { levelColours, manyClasses, meaning } from "../shared/levels.js";
import { Surface } from "../shared/surface.js";
import { along, classColour, css } from "../shared/colours.js";

export class Plane {
  constructor(section, { label, words, tooltip }) {
    this.host = section.querySelector(".plot");
    this.host.classList.add("plane");
    const layer = (name) => this.host.appendChild(make("div", { class: name }));
    this.answer = new Surface(layer("answer"), label);
    this.over = new Surface(layer("over"), label);
    this.image = document.createElement("canvas");
    this.words = words;
    this.tooltip = tooltip;
    this.over.canvas.addEventListener("pointermove", (event) => this.#point(event));
    this.over.canvas.addEventListener("pointerleave", () => {
      this.pointer = null;
      this.tooltip.hide();
    });
  }

  /**
   * `plane`: points {x, y, label, part}, extent, classes, low, high. `boundary`: {side, levels} or null.
   * `options`: {validation: show its points, sharp: only the winning side}.
   */
  draw(theme, plane, boundary, options) {
    this.#fit(theme);
    const still = JSON.stringify([theme.id, options, this.side, plane.classes, Boolean(plane.part)]);
    Object.assign(this, { theme, plane, options });
    if (this.still !== still || this.drawn !== plane.x) {
      this.still = still;
      this.drawn = plane.x;
      this.table = null;
      this.#points();
    }
    if (boundary) this.#field(boundary);
    else this.field = null;
    this.#paint();
    if (this.pointer) this.#tell();
  }

  blank() {
    return this.answer.blank() || this.over.blank();
  }

  forget() {
    this.answer.mark = null;
    this.still = null;
  }

  /** The largest square that leaves room for the axes at the left and below, and the scale at the right. */
  #fit(theme) {
    const em = theme.size;
    this.left = 1.9 * em;
    const room = Math.min(this.host.clientWidth - this.left - 3.4 * em, this.host.clientHeight - 1.6 * em - 3);
    this.side = Math.max(40, Math.floor(room));
    const box = this.host.querySelector(".answer").style;
    [box.left, box.top, box.width, box.height] = [this.left, 3, this.side, this.side].map((value) => `${value}px`);
  }

  #field({ side, levels }) {
    if (this.image.width !== side) this.image.width = this.image.height = side;
    const context = this.image.getContext("2d", { willReadFrequently: true });
    this.pixels = this.pixels?.width === side ? this.pixels : context.createImageData(side, side);
    const out = new Uint32Array(this.pixels.data.buffer);
    const table = (this.table ??= levelColours(this.theme, { ...this.plane, sharp: this.options.sharp }));
    // The image's first row is the top, the data's first row is the smallest x2.
    for (let row = 0; row < side; row++) {
      const to = (side - 1 - row) * side;
      for (let column = 0; column < side; column++) out[to + column] = table[levels[row * side + column]];
    }
    context.putImageData(this.pixels, 0, 0);
    this.field = { side, levels };
  }

  #paint() {
    if (!this.answer.begin()) return;
    const { context } = this.answer;
    context.fillStyle = css(this.theme.faint);
    context.fillRect(0, 0, this.side, this.side);
    if (this.field) {
      context.imageSmoothingEnabled = !this.options.sharp;
      context.imageSmoothingQuality = "high";
      context.drawImage(this.image, 0, 0, this.side, this.side);
    }
    this.answer.inked(this.side / 2, this.side / 2);
  }

  #points() {
    if (!this.over.begin()) return;
    const { context } = this.over;
    const { theme, plane, side, left } = this;
    const radius = Math.max(1.8, side / 85);
    const place = (value) => ((value + plane.extent) / (2 * plane.extent)) * side;
    context.save();
    context.beginPath();
    context.rect(left, 3, side, side);
    context.clip();
    for (const part of [0, 1]) {
      if (part === 1 && !this.options.validation) continue;
      for (let at = 0; at < plane.x.length; at++) {
        if ((plane.part?.[at] ?? 0) !== part) continue;
        const colour = this.#label(plane.label[at]);
        context.beginPath();
        context.arc(left + place(plane.x[at]), 3 + side - place(plane.y[at]), part ? radius + 0.4 : radius, 0, 2 * Math.PI);
        context.fillStyle = part ? css(theme.background, 0.85) : css(colour);
        context.fill();
        context.lineWidth = part ? 1.5 : 0.8;
        context.strokeStyle = part ? css(colour) : css(theme.background);
        context.stroke();
      }
    }
    context.restore();
    this.#axes();
  }

  #label(label) {
    const { theme, plane } = this;
    if (!plane.regression && plane.classes?.length) return classColour(theme, label);
    return along(theme.diverging, (label - plane.low) / (plane.high - plane.low));
  }

  #axes() {
    const { context } = this.over;
    const { theme, side, left, plane } = this;
    const em = theme.size;
    context.strokeStyle = css(theme.line);
    context.strokeRect(left - 0.5, 2.5, side + 1, side + 1);
    context.font = `${0.8 * em}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    const ends = [-plane.extent, 0, plane.extent];
    ends.forEach((value, index) => {
      const text = number(value, 2).replace(/\.0$/, "");
      context.textBaseline = "top";
      context.textAlign = ["left", "center", "right"][index];
      context.fillText(text, left + (index * side) / 2, side + 6);
      context.textAlign = "right";
      context.textBaseline = ["bottom", "middle", "top"][index];
      context.fillText(text, left - 4, 3 + side - (index * side) / 2);
    });
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillText("x₁", left + side * 0.75, side + 6);
    context.textBaseline = "middle";
    context.textAlign = "right";
    context.fillText("x₂", left - 4, 3 + side * 0.25);
    if (!plane.regression && manyClasses(plane.classes)) this.#names();
    else this.#scale();
  }

  /** At the right, what the colours mean: from low to high. */
  #scale() {
    const { context, width } = this.over;
    const { theme, side, left, plane } = this;
    const bar = left + side + 8;
    const fade = context.createLinearGradient(0, 3 + side, 0, 3);
    theme.diverging.forEach((stop, index) => fade.addColorStop(index / (theme.diverging.length - 1), css(stop)));
    context.fillStyle = fade;
    context.fillRect(bar, 3, 8, side);
    context.fillStyle = css(theme.muted);
    context.textAlign = "left";
    const [low, high] =
      plane.regression === false && plane.classes?.length === 2 ? plane.classes : [number(plane.low, 2), number(plane.high, 2)];
    context.textBaseline = "bottom";
    context.fillText(low, bar + 12, 3 + side, width - bar - 12);
    context.textBaseline = "top";
    context.fillText(high, bar + 12, 3, width - bar - 12);
  }

  /** At the right, what the colours mean: one class under the other. */
  #names() {
    const { context, width } = this.over;
    const { theme, side, left, plane } = this;
    const bar = left + side + 8;
    const step = Math.min(1.6 * theme.size, side / plane.classes.length);
    context.textAlign = "left";
    context.textBaseline = "middle";
    plane.classes.forEach((name, index) => {
      const middle = 3 + (index + 0.5) * step;
      context.fillStyle = css(classColour(theme, index));
      context.fillRect(bar, middle - 4, 8, 8);
      context.fillStyle = css(theme.muted);
      context.fillText(name, bar + 12, middle, width - bar - 12);
    });
  }

  #point(event) {
    const box = this.over.canvas.getBoundingClientRect();
    const across = (event.clientX - box.left - this.left) / this.side;
    const up = 1 - (event.clientY - box.top - 3) / this.side;
    const inside = across >= 0 && across < 1 && up >= 0 && up < 1;
    this.pointer = inside ? { across, up, x: event.clientX, y: event.clientY } : null;
    this.#tell();
  }

  #tell() {
    if (!this.pointer) return this.tooltip.hide();
    const { across, up, x, y } = this.pointer;
    const at = (share) => number((2 * share - 1) * this.plane.extent, 3);
    const lines = [`x₁ ${at(across)}, x₂ ${at(up)}`];
    if (this.field) {
      const { side, levels } = this.field;
      lines.push(meaning(levels[Math.floor(up * side) * side + Math.floor(across * side)], this.plane, this.words));
    }
    this.tooltip.show(x, y, lines);
  }
}
