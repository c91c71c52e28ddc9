// Reading a line chart under the pointer: a hair line, dots, and a box with the values.
// plotly.js's own hover label is cleared at every update and comes back late, so it would flicker.
import { css } from "./colours.js";
import { make } from "./element.js";
import { fill } from "./format.js";
import { inside, nearestInHeight, pointsAt } from "./nearest.js";

/** @import { Area, NamedLine, Point } from "./nearest.js" */
/** @import { Tooltip } from "./tooltip.js" */
/** @import { Words } from "./types.d.ts" */

export class Reading {
  /** @type {NamedLine[]} */
  #lines = [];
  /** @type {HTMLElement[]} */
  #dots = [];
  /** @type {{ clientX: number, clientY: number } | null} */
  #pointer = null;
  #hair = make("div", { class: "hair", hidden: "" });

  /**
   * @param {HTMLElement} host the chart
   * @param {object} how
   * @param {Tooltip} how.tooltip
   * @param {Words} how.words
   * @param {boolean} how.all read every line at the pointer's x, else only the nearest line
   * @param {() => Area | null} how.area where the lines are now, in the host's pixels
   * @param {(value: number) => string} how.spell
   */
  constructor(host, { tooltip, words, all, area, spell }) {
    this.host = host;
    this.tooltip = tooltip;
    this.words = words;
    this.all = all;
    this.area = area;
    this.spell = spell;
    host.addEventListener("pointermove", (event) => this.#point(event));
    host.addEventListener("pointerleave", () => this.#stop());
  }

  /**
   * What is drawn now; the reading follows it while the pointer rests.
   *
   * @param {NamedLine[]} lines
   */
  follow(lines) {
    this.#lines = lines;
    // plotly.js builds its own children first; what is ours comes on top.
    if (!this.#hair.isConnected) this.host.append(this.#hair);
    if (this.#pointer) this.#tell(this.#pointer);
  }

  /** @param {PointerEvent} event */
  #point({ clientX, clientY, buttons }) {
    if (buttons) return this.#stop(); // drags a zoom
    this.#pointer = { clientX, clientY };
    this.#tell(this.#pointer);
  }

  #stop() {
    this.#pointer = null;
    this.#hide();
  }

  #hide() {
    this.tooltip.hide();
    this.#hair.hidden = true;
    for (const dot of this.#dots) dot.hidden = true;
  }

  /** @param {{ clientX: number, clientY: number }} pointer */
  #tell({ clientX, clientY }) {
    const area = this.area();
    const box = this.host.getBoundingClientRect();
    const at = { x: clientX - box.left, y: clientY - box.top };
    const points = area && inside(area, at) ? pointsAt(this.#lines, area, at) : [];
    const read = this.all ? points : nearestInHeight(points, at.y);
    if (!area || !read.length) return this.#hide();
    this.#hair.hidden = false;
    this.#hair.style.cssText = `left:${read[0].left}px;top:${area.top}px;height:${area.bottom - area.top}px`;
    read.forEach((point, index) => this.#dot(index, point, area));
    for (const dot of this.#dots.slice(read.length)) dot.hidden = true;
    const lines = read.map(({ line, y }) => `${line.name}: ${this.spell(y)}`);
    const epoch = fill(this.words.at_epoch, { epoch: String(Number(read[0].x.toFixed(2))) });
    this.tooltip.show(clientX, clientY, [epoch, ...lines]);
  }

  /**
   * @param {number} index
   * @param {Point} point
   * @param {Area} area
   */
  #dot(index, { line, left, top }, area) {
    this.#dots[index] ??= this.host.appendChild(make("div", { class: "dot" }));
    const dot = this.#dots[index];
    dot.hidden = !inside(area, { x: left, y: top });
    dot.style.cssText = `left:${left}px;top:${top}px;background:${css(line.colour)}`;
  }
}
