// Reading a line chart under the pointer: a hair line, dots, and a box with the values.
// plotly.js's own hover label is cleared at every update and comes back late, so it would flicker.
import { make } from "./element.js";
import { fill } from "./format.js";
import { css } from "./colours.js";

export class Reading {
  /**
   * `area()`: {left, top, right, bottom} of the plot in the host's pixels, and {x, y}: axis ranges (log10 where
   * `logarithmic`). `all`: read every line at the pointer's x, else only the nearest line.
   */
  constructor(host, { tooltip, words, all, area, spell }) {
    Object.assign(this, { host, tooltip, words, all, area, spell });
    this.hair = make("div", { class: "hair", hidden: "" });
    this.dots = [];
    this.lines = [];
    host.addEventListener("pointermove", (event) => this.#point(event));
    host.addEventListener("pointerleave", () => this.#stop());
  }

  /** What is drawn now; the reading follows it while the pointer rests. */
  follow(lines) {
    this.lines = lines;
    // plotly.js builds its own children first; what is ours comes on top.
    if (!this.hair.isConnected) this.host.append(this.hair);
    if (this.pointer) this.#tell();
  }

  #point({ clientX, clientY, buttons }) {
    this.pointer = buttons ? null : { clientX, clientY };
    if (this.pointer) this.#tell();
    else this.#stop();
  }

  #stop() {
    this.pointer = null;
    this.#hide();
  }

  #hide() {
    this.tooltip.hide();
    this.hair.hidden = true;
    for (const dot of this.dots) dot.hidden = true;
  }

  #tell() {
    const area = this.area();
    const box = this.host.getBoundingClientRect();
    const at = { x: this.pointer.clientX - box.left, y: this.pointer.clientY - box.top };
    const inside = area && at.x >= area.left && at.x <= area.right && at.y >= area.top && at.y <= area.bottom;
    const read = inside ? this.#read(area, at) : [];
    if (!read.length) return this.#hide();
    this.hair.hidden = false;
    this.hair.style.cssText = `left:${read[0].left}px;top:${area.top}px;height:${area.bottom - area.top}px`;
    read.forEach((entry, index) => this.#dot(index, entry, area));
    for (const dot of this.dots.slice(read.length)) dot.hidden = true;
    const lines = read.map((entry) => `${entry.line.name}: ${this.spell(entry.y)}`);
    const epoch = fill(this.words.at_epoch, { epoch: String(Number(read[0].x.toFixed(2))) });
    this.tooltip.show(this.pointer.clientX, this.pointer.clientY, [epoch, ...lines]);
  }

  /** The drawn point of each line that is nearest in x; all of them, or the one nearest in height. */
  #read(area, at) {
    const wanted = area.x[0] + ((at.x - area.left) / (area.right - area.left)) * (area.x[1] - area.x[0]);
    const found = [];
    for (const line of this.lines) {
      const index = nearest(line.x, wanted);
      const [x, y] = [line.x[index], line.y[index]];
      if (x === undefined || y === null || (area.logarithmic && y <= 0)) continue;
      const share = ((area.logarithmic ? Math.log10(y) : y) - area.y[0]) / (area.y[1] - area.y[0]);
      const left = area.left + ((x - area.x[0]) / (area.x[1] - area.x[0])) * (area.right - area.left);
      const top = area.bottom - share * (area.bottom - area.top);
      found.push({ line, x, y, left, top });
    }
    if (this.all) return found;
    return found.sort((a, b) => Math.abs(a.top - at.y) - Math.abs(b.top - at.y)).slice(0, 1);
  }

  #dot(index, { line, left, top }, area) {
    this.dots[index] ??= this.host.appendChild(make("div", { class: "dot" }));
    const dot = this.dots[index];
    dot.hidden = top < area.top || top > area.bottom || left < area.left || left > area.right;
    dot.style.cssText = `left:${left}px;top:${top}px;background:${css(line.colour)}`;
  }
}

/** Index of the entry of the ascending list `x` that is nearest to `wanted`. */
function nearest(x, wanted) {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] < wanted) low = middle;
    else high = middle;
  }
  return Math.abs(x[low] - wanted) <= Math.abs(x[high] - wanted) ? low : high;
}
