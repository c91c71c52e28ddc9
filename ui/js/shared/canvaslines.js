// The lines of a chart on a canvas over plotly.js's axes: dozens of lines take plotly.js longer than a picture may take.
import { polyline } from "./polyline.js";
import { inside, placed } from "./nearest.js";
import { Surface } from "./surface.js";

/** @import { Line } from "./chartlayout.js" */
/** @import { Area } from "./nearest.js" */

export class CanvasLines {
  /**
   * @param {HTMLElement} host
   * @param {string} label what the chart shows, for screen readers
   */
  constructor(host, label) {
    this.surface = new Surface(host, label);
    this.surface.canvas.classList.add("lines");
  }

  /**
   * @param {Line[]} lines
   * @param {Area} area
   */
  draw(lines, area) {
    if (!this.surface.begin()) return;
    const { context } = this.surface;
    context.save();
    context.beginPath();
    context.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
    context.clip();
    this.surface.mark = null;
    for (const line of lines) {
      const places = line.x.map((x, index) => placed(area, x, line.y[index]));
      const dash = line.dash?.split(",").map(Number.parseFloat);
      polyline(context, places, { colour: line.colour, width: line.width ?? 1.8, bridge: line.bridge, dash });
      this.#mark(places, area);
    }
    context.restore();
  }

  /** Whether lines were drawn here and are gone. */
  blank() {
    return this.surface.blank();
  }

  forget() {
    this.surface.mark = null;
  }

  /**
   * Remember a point of a line, not one of its ends and not at the edge, whose pixels may stay empty.
   *
   * @param {(ReturnType<typeof placed>)[]} places
   * @param {Area} area
   */
  #mark(places, area) {
    if (this.surface.mark) return;
    const within = { ...area, left: area.left + 1, top: area.top + 1, right: area.right - 1, bottom: area.bottom - 1 };
    const shown = places.filter((place) => place && inside(within, { x: place[0], y: place[1] }));
    const place = shown.length > 2 ? shown[shown.length >> 1] : null;
    if (place) this.surface.inked(...place);
  }
}
