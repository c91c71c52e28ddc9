// How much of the gradient reaches the first layer, at every scale and depth, measured, with theory's lines.
import { figure, find, make } from "../shared/element.js";
import { MapCanvas } from "./mapcanvas.js";
import { LineStream } from "../shared/linestream.js";
import { MeasuredCells, measuredKey } from "./measuredcells.js";

/** @import { Server } from "../shared/server.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Here, MapLine, Setting } from "./types.d.ts" */

export class MeasuredMap {
  #cells = new MeasuredCells();

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {Tooltip} parts.tooltip
   * @param {Server} parts.server
   * @param {(scale: number, depth: number) => void} parts.go a cell was pressed
   * @param {() => void} parts.schedule something new is to be drawn
   */
  constructor({ words, tooltip, server, go, schedule }) {
    this.words = words;
    this.schedule = schedule;
    const key = (/** @type {string} */ name, /** @type {string} */ text) => make("span", { class: `key ${name}`, text });
    const keys = make("span", { class: "keys" }, key("critical-key", words.map_critical), key("trainable-key", words.map_trainable));
    this.section = figure({ title: words.map_title, caption: words.map_caption, area: "area-measured-map", extra: [keys] });
    this.caption = find(this.section, ".caption");
    this.canvas = new MapCanvas(this.section, {
      label: words.map_title,
      words,
      tooltip,
      tell: (column, row) => this.#cells.told(column, row, words),
      pick: (column, row) => {
        const { grid } = this.#cells;
        if (grid) go(grid.scales[column], grid.depths[row]);
      },
    });
    /** @type {LineStream<Setting, MapLine>} */
    this.stream = new LineStream({ server, path: "/lab/propagation/map", unreachable: words.unreachable, busy: words.server_busy, receive: (line) => this.#receive(line), complain: (sentence) => this.#note(sentence) });
  }

  /**
   * Ask for the map of `setting`, unless it is there.
   *
   * @param {Setting} setting
   * @param {string} parts what the map depends on
   */
  want(setting, parts) {
    this.stream.want(setting, parts);
  }

  /**
   * Another setting, which may change again: see `LineStream.leave`.
   *
   * @param {string} parts
   */
  leave(parts) {
    this.stream.leave(parts);
  }

  /** What theory says; null while, or where, it says nothing. */
  get theory() {
    return this.#cells.theory;
  }

  /** @param {MapLine} line */
  #receive(line) {
    const sentence = this.#cells.take(line);
    if (sentence !== null) this.#note(sentence);
    const { grid } = this.#cells;
    if (grid) this.canvas.lay(grid);
    this.canvas.repaint();
    this.schedule();
  }

  /** @param {string} sentence "": what the map shows is said instead */
  #note(sentence) {
    this.caption.textContent = this.caption.title = sentence || this.words.map_caption;
  }

  /**
   * @param {Theme} theme
   * @param {Here | null} here where the dial stands
   */
  draw(theme, here) {
    const cells = this.#cells;
    if (!cells.grid) return;
    this.section.dataset.scales = String(cells.measured);
    // What was there stays in sight until columns come.
    const colour = cells.measured ? (/** @type {number} */ column, /** @type {number} */ row) => cells.colour(theme, column, row) : null;
    this.canvas.draw(theme, { colour, theory: cells.theory, here, key: measuredKey(theme) });
  }

  blank() {
    return this.canvas.blank();
  }

  close() {
    this.stream.close();
  }
}
