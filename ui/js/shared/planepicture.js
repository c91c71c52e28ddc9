// The plane: what a network, or one of its units, answers everywhere, and the data on top.
import { css } from "./colours.js";
import { make } from "./element.js";
import { number } from "./format.js";
import { PlaneLayout, indexAt } from "./planelayout.js";
import { drawAxes, drawKey, drawPoints } from "./planemarks.js";
import { SpriteSheet } from "./spritesheet.js";
import { Surface } from "./surface.js";

/** @import { Tooltip } from "./tooltip.js" */
/** @import { PlaneContent, Pointer, Theme } from "./types.d.ts" */

export class PlanePicture {
  /** Where things are. @type {PlaneLayout | null} */
  layout = null;
  /** What `layout` was made for. */
  #fitted = "";
  /** What the field shows, and what the marks show: both are drawn only when that is another. @type {unknown[]} */
  #filled = [];
  /** @type {unknown[]} */
  #marked = [];
  /** @type {Uint32Array} */
  #table = new Uint32Array(256);
  /** What `#table` was made from. */
  #tabled = "";
  /** @type {PlaneContent | null} */
  #content = null;
  /** @type {Pointer | null} */
  #pointer = null;
  #image = new SpriteSheet();

  /**
   * @param {HTMLElement} host
   * @param {{ label: string, tooltip: Tooltip, busy?: () => boolean }} how `busy`: nothing is to be told now
   */
  constructor(host, { label, tooltip, busy = () => false }) {
    this.host = host;
    this.host.classList.add("plane");
    this.box = host.appendChild(make("div", { class: "field" }));
    this.field = new Surface(this.box, label);
    this.over = new Surface(host.appendChild(make("div", { class: "over" })), label);
    this.tooltip = tooltip;
    this.busy = busy;
    this.over.follow((pointer) => {
      this.#pointer = pointer;
      this.#tell();
    });
  }

  /**
   * @param {Theme} theme
   * @param {PlaneContent} content
   */
  draw(theme, content) {
    this.#content = content;
    const layout = this.#fit(theme, content.extent);
    this.#fill(theme, layout, content);
    this.#mark(theme, layout, content);
    if (this.#pointer) this.#tell();
  }

  blank() {
    return this.field.blank() || this.over.blank();
  }

  /** Something else will be shown: all is drawn again. */
  forget() {
    this.field.mark = null;
    this.#filled = this.#marked = [];
  }

  /**
   * @param {Theme} theme
   * @param {number} extent
   */
  #fit({ size: em }, extent) {
    const { clientWidth: width, clientHeight: height } = this.host;
    const fitted = JSON.stringify([width, height, em, extent, globalThis.devicePixelRatio]);
    if (this.layout && this.#fitted === fitted) return this.layout;
    this.#fitted = fitted;
    this.layout = new PlaneLayout({ width, height }, em, extent);
    const { left, top, side } = this.layout;
    const { style } = this.box;
    [style.left, style.top, style.width, style.height] = [left, top, side, side].map((value) => `${value}px`);
    return this.layout;
  }

  /**
   * @param {Theme} theme
   * @param {PlaneLayout} layout
   * @param {PlaneContent} content
   */
  #fill(theme, { side: size }, { boundary, palette }) {
    const wanted = [boundary?.levels, palette.id, theme.id, this.#fitted];
    if (same(this.#filled, wanted) || !this.field.begin()) return;
    this.#filled = wanted;
    const { context } = this.field;
    context.fillStyle = css(theme.faint);
    context.fillRect(0, 0, size, size);
    if (boundary?.levels.length) {
      const tabled = `${palette.id} ${theme.id}`;
      if (this.#tabled !== tabled) this.#table = palette.colours(theme);
      this.#tabled = tabled;
      this.#image.lay(1, 1, boundary.side);
      this.#image.put(0, 0, boundary.levels, this.#table);
      this.#image.show();
      context.imageSmoothingEnabled = true;
      context.imageSmoothingQuality = "high";
      this.#image.draw(context, 0, 0, { left: 0, top: 0, size });
    }
    this.field.inked(size / 2, size / 2);
  }

  /**
   * @param {Theme} theme
   * @param {PlaneLayout} layout
   * @param {PlaneContent} content
   */
  #mark(theme, layout, { points, range, validation, key }) {
    const wanted = [points?.x, points?.label, JSON.stringify([range, validation, key]), theme.id, this.#fitted];
    if (same(this.#marked, wanted) || !this.over.begin()) return;
    this.#marked = wanted;
    const { context, width } = this.over;
    if (points) drawPoints(context, theme, layout, points, { range, validation });
    drawAxes(context, theme, layout);
    drawKey(context, theme, layout, key, width);
  }

  #tell() {
    const place = this.#pointer && this.layout?.at(this.#pointer.left, this.#pointer.top);
    if (!this.#pointer || !place || !this.#content || this.busy()) return this.tooltip.hide();
    const { boundary, say } = this.#content;
    const lines = [`x₁ ${number(place.x, 3)}, x₂ ${number(place.y, 3)}`];
    if (say && boundary?.levels.length) lines.push(say(boundary.levels[indexAt(boundary.side, place)]));
    return this.tooltip.show(this.#pointer.x, this.#pointer.y, lines);
  }
}

/**
 * @param {unknown[]} drawn
 * @param {unknown[]} wanted
 */
function same(drawn, wanted) {
  return drawn.length === wanted.length && wanted.every((value, at) => value === drawn[at]);
}
