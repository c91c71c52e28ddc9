// Line charts on plotly.js: one div for life, updated in place, so that nothing blinks and zoom survives.
import { CanvasLines } from "./canvaslines.js";
import { count, layout, standalone, trace } from "./chartlayout.js";
import { css } from "./colours.js";
import { find, icon, make } from "./element.js";
import { number } from "./format.js";
import { GrowingRange } from "./ranges.js";
import { Reading } from "./reading.js";

/** @import { Layout, Line, Mark, Upright } from "./chartlayout.js" */
/** @import { Area } from "./nearest.js" */
/** @import { PlotlyDiv, PlotlyLibrary } from "./plotlyjs.d.ts" */
/** @import { Range } from "./ranges.js" */
/** @import { Tooltip } from "./tooltip.js" */
/** @import { Theme, Words } from "./types.d.ts" */

/** How many times larger than on screen a saved picture is. */
const SCALE = 3;
const CONFIG = { displayModeBar: false, doubleClick: false, responsive: false, showTips: false };

export class LineChart {
  /** Lines are there: whether they stay is looked at from now on. */
  #drawn = false;
  /** Someone looks closer: the ranges are theirs. */
  #zoomed = false;
  #across = new GrowingRange();
  #range;
  #upright;
  #reading;
  /** Set when plotly.js has made the host its own. @type {PlotlyLibrary | null} */
  #library = null;
  /** What was drawn last. @type {{ lines: Line[], layout: Layout, background: string } | null} */
  #figure = null;
  /** The lines, where plotly.js draws the axes alone. @type {CanvasLines | null} */
  #canvas = null;
  /** The axes as they are drawn then. */
  #axes = "";
  #save;

  /**
   * @param {Element} section a `figure`
   * @param {object} how
   * @param {string} how.x title of the horizontal axis
   * @param {Upright} how.y
   * @param {boolean} [how.all] read all lines under the pointer (few lines), else the nearest one's
   * @param {boolean} [how.many] there may be dozens of lines: on a canvas, twenty times as fast
   * @param {number | null} [how.guide] a value to compare with
   * @param {() => void} how.again something else is to be drawn
   * @param {Tooltip} how.tooltip
   * @param {Words} how.words
   */
  constructor(section, { x, y, all = false, many = false, guide = null, again, tooltip, words }) {
    this.host = /** @type {PlotlyDiv} */ (find(section, ".plot"));
    this.host.classList.add("waiting");
    this.section = section;
    this.title = x;
    this.guide = guide;
    this.again = again;
    this.#upright = y;
    this.#range = new GrowingRange(y);
    if (many) this.#canvas = new CanvasLines(this.host, find(section, "h3").textContent ?? "");
    const label = words.save_picture;
    this.#save = make("button", { type: "button", class: "save-picture", title: label, "aria-label": label, on: { click: () => this.#download() } }, icon("save"));
    const spell = (/** @type {number} */ value) => (this.#upright.spell ?? number)(value);
    this.#reading = new Reading(this.host, { tooltip, words, all, area: () => this.#area(), spell });
  }

  /**
   * Change the vertical axis (a toggle): a new scale starts with a new range.
   *
   * @param {Upright} y what is new about it
   */
  rescale(y) {
    this.#upright = { ...this.#upright, ...y };
    this.#range = new GrowingRange(this.#upright);
    this.#zoomed = false;
  }

  /** Forget the past ranges, as for a new run or on a double click. */
  fit() {
    this.#across.reset();
    this.#range.reset();
    this.#zoomed = false;
  }

  /**
   * @param {PlotlyLibrary} library
   * @param {Theme} theme
   * @param {Line[]} lines
   * @param {number | null} [most] the horizontal axis ends here at the latest
   * @param {Mark[]} [marks]
   */
  draw(library, theme, lines, most, marks) {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    const guide = this.guide === null ? [] : [this.guide];
    /** @type {[Range, Range]} */
    let ranges = [this.#epochs(lines, most), this.#range.include([...lines.map((line) => line.y), guide])];
    // While someone looks closer, the ranges stay theirs: plotly drops a zoom whose range the app changes.
    const shown = this.host.layout;
    if (this.#zoomed && shown) ranges = [shown.xaxis.range, shown.yaxis.range];
    const told = layout(theme, { title: this.title, upright: this.#upright, ranges, width, height, guide: this.guide, marks });
    this.#figure = { lines, layout: told, background: css(theme.background) };
    if (this.#canvas) this.#over(this.#canvas, library, told, lines);
    else {
      // The very first drawing may finish later; from then on updates are done when `react` returns.
      const done = library.react(this.host, lines.map(trace), told, CONFIG);
      if (!lines.some((line) => count(line.y) > 1)) this.#drawn = false;
      else if (!this.#drawn) done.then(() => (this.#drawn = true));
    }
    this.#listen(library);
    this.#reading.follow(lines);
  }

  /**
   * Lines over axes, which are drawn when they change.
   *
   * @param {CanvasLines} canvas
   * @param {PlotlyLibrary} library
   * @param {Layout} told
   * @param {Line[]} lines
   */
  #over(canvas, library, told, lines) {
    const axes = JSON.stringify(told);
    if (axes !== this.#axes) library.react(this.host, [], told, CONFIG);
    this.#axes = axes;
    const area = this.#area();
    if (area) canvas.draw(lines, area);
  }

  /** Whether lines were drawn here and are gone. */
  blank() {
    if (this.#canvas) return this.#canvas.blank();
    return this.#drawn && !this.host.querySelector(".scatterlayer .js-line")?.getAttribute("d");
  }

  forget() {
    this.#canvas?.forget();
    this.#drawn = false;
  }

  destroy() {
    this.#library?.purge(this.host);
  }

  /**
   * Where the lines lie now, in the host's pixels, and the ranges that they span.
   *
   * @returns {Area | null}
   */
  #area() {
    if (!this.host.layout?.xaxis) return null;
    const { xaxis, yaxis, width, height, margin } = this.host.layout;
    const logarithmic = this.#upright.logarithmic ?? false;
    return { left: margin.l, top: margin.t, right: width - margin.r, bottom: height - margin.b, x: xaxis.range, y: yaxis.range, logarithmic };
  }

  /**
   * @param {Line[]} lines
   * @param {number | null} [most]
   * @returns {Range}
   */
  #epochs(lines, most) {
    const [, last] = this.#across.include(lines.map((line) => line.x.slice(-1)));
    return [0, most ? Math.min(last, most) : last];
  }

  /** Save what is seen as a PNG file. */
  async #download() {
    if (!this.#library || !this.#figure) return;
    const title = find(this.section, "h3").textContent ?? "";
    const { lines, background } = this.#figure;
    const picture = standalone(this.#figure.layout, { title, background });
    const { width, height } = picture;
    const href = await this.#library.toImage({ data: lines.map(trace), layout: picture }, { format: "png", width, height, scale: SCALE });
    make("a", { href, download: `${title}.png` }).click();
  }

  /** @param {PlotlyLibrary} library */
  #listen(library) {
    if (this.#library) return;
    this.#library = library;
    this.host.classList.remove("waiting");
    this.host.append(this.#save);
    this.host.on("plotly_relayout", (change) => {
      if (!Object.keys(change).some((key) => /^[xy]axis\.range/.test(key))) return;
      this.#zoomed = true;
      this.again();
    });
    this.host.on("plotly_doubleclick", () => {
      this.fit();
      this.again();
    });
  }
}
