// A map over scales of the weights (across, logarithmic) and depths (up): coloured cells, theory's lines, where the
// dial stands, and a key.
import { css } from "../shared/colours.js";
import { find, make } from "../shared/element.js";
import { MapGrid } from "./mapgrid.js";
import { polyline } from "../shared/polyline.js";
import { logTicks } from "../shared/ranges.js";
import { Surface } from "../shared/surface.js";

/** @import { Place } from "../shared/polyline.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Pointer, Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { Box } from "./mapgrid.js" */
/** @import { Grid, Here, TheoryLines } from "./types.d.ts" */

/**
 * The scale of colours: shares of it go from the bottom, 0, to the top, 1.
 *
 * @typedef {{ colour: (share: number) => Rgb, ticks: [share: number, text: string][] }} Key
 */

/** @typedef {(column: number, row: number) => Rgb | null} Colour of a cell; null where it is empty */

export class MapCanvas {
  /** @type {MapGrid | null} where the cells are; null before the first */
  #grid = null;
  /** @type {Pointer | null} */
  #pointer = null;
  /** Id of the theme in which the cells have their colours; "" where these are old. */
  #painted = "";

  /**
   * @param {HTMLElement} section
   * @param {object} parts
   * @param {string} parts.label
   * @param {Words} parts.words `map_scale` and `map_depth` name the axes
   * @param {Tooltip} parts.tooltip
   * @param {(column: number, row: number) => string[] | null} parts.tell lines of the tooltip for a cell
   * @param {(column: number, row: number) => void} parts.pick a cell was pressed
   */
  constructor(section, { label, words, tooltip, tell, pick }) {
    this.surface = new Surface(find(section, ".plot"), label);
    this.words = words;
    this.tooltip = tooltip;
    this.tell = tell;
    // A pixel for every cell.
    this.cells = make("canvas");
    this.brush = /** @type {CanvasRenderingContext2D} */ (this.cells.getContext("2d", { willReadFrequently: true }));
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      if (pointer) this.#tell(pointer);
      else tooltip.hide();
    });
    this.surface.canvas.addEventListener("click", (event) => {
      const cell = this.#grid?.cellAt(event.offsetX, event.offsetY);
      if (cell) pick(...cell);
    });
  }

  /**
   * Where cells are: `scales` and `depths`, both rising, evenly spread (scales on a logarithmic axis).
   *
   * @param {Grid} cells
   */
  lay({ scales, depths }) {
    const grid = new MapGrid(scales, depths);
    if (this.#grid?.same(grid)) return;
    this.#grid = grid;
    this.#painted = "";
    [this.cells.width, this.cells.height] = [scales.length, depths.length];
  }

  /** Cells have other colours when they are drawn again. */
  repaint() {
    this.#painted = "";
  }

  /** @param {Colour} colour */
  #paint(colour) {
    const { width, height } = this.cells;
    const image = this.brush.createImageData(width, height);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const found = colour(column, row);
        if (found) image.data.set([...found, 255], 4 * (row * width + column));
      }
    }
    this.brush.putImageData(image, 0, 0);
  }

  /**
   * @param {Theme} theme
   * @param {object} parts
   * @param {Colour | null} parts.colour null: the cells stay as they are
   * @param {TheoryLines | null} parts.theory
   * @param {Here | null} parts.here where the dial stands
   * @param {Key} parts.key
   * @param {(context: CanvasRenderingContext2D, box: (column: number, row: number) => Box) => void} [parts.over] draws
   *   what else is on the cells
   */
  draw(theme, { colour, theory, here, key, over }) {
    const grid = this.#grid;
    if (!grid || !this.surface.begin()) return;
    if (colour && this.#painted !== theme.id) {
      this.#paint(colour);
      this.#painted = theme.id;
    }
    grid.place(this.surface, theme.size);
    const { left, right, top, bottom } = grid;
    const { context } = this.surface;
    context.imageSmoothingEnabled = false;
    for (const row of grid.depths.keys()) {
      const [, high, , height] = grid.box(0, row);
      context.drawImage(this.cells, 0, row, this.cells.width, 1, left, high, right - left, height);
    }
    over?.(context, (column, row) => grid.box(column, row));
    context.strokeStyle = css(theme.line);
    context.strokeRect(left - 0.5, top - 0.5, right - left + 1, bottom - top + 1);
    this.surface.inked(left - 0.5, bottom - 3);
    this.#axes(theme, grid);
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    if (theory) this.#theory(theme, grid, theory);
    if (here) this.#here(theme, grid, here);
    context.restore();
    this.#key(theme, grid, key);
    if (this.#pointer) this.#tell(this.#pointer);
  }

  blank() {
    return this.surface.blank();
  }

  /**
   * @param {Theme} theme
   * @param {MapGrid} grid
   */
  #axes(theme, grid) {
    const { left, right, top, bottom } = grid;
    const { context } = this.surface;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.textAlign = "center";
    context.textBaseline = "top";
    const { values, texts } = logTicks(grid.across);
    for (const [index, value] of values.entries()) context.fillText(texts[index], grid.x(Math.log10(value)), bottom + 4);
    context.fillText(this.words.map_scale, (left + right) / 2, bottom + 1.45 * theme.size);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const depth of grid.labelledDepths) context.fillText(String(depth), left - 6, grid.y(depth));
    context.save();
    context.translate(0.6 * theme.size, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(this.words.map_depth, 0, 0);
    context.restore();
  }

  /**
   * @param {Theme} theme
   * @param {MapGrid} grid
   * @param {TheoryLines} lines
   */
  #theory(theme, grid, { scales, trainable, critical }) {
    const place = (/** @type {number} */ log, /** @type {number} */ depth) => /** @type {Place} */ ([grid.x(log), grid.y(depth)]);
    /** @type {{ dash: number[], places: Place[] }[]} */
    const lines = [];
    if (critical) lines.push({ dash: [2, 3], places: grid.upwards.map((depth) => place(Math.log10(critical), depth)) });
    // Without a number: without end. Far above the picture, the line leaves it steeply on both sides.
    const beyond = 20 * grid.upwards[1];
    if (trainable) lines.push({ dash: [6, 3], places: trainable.map((depth, at) => place(Math.log10(scales[at]), Math.min(depth ?? beyond, beyond))) });
    const { context } = this.surface;
    for (const { places } of lines) polyline(context, places, { colour: theme.background, alpha: 0.6, width: 3.5 });
    for (const { places, dash } of lines) polyline(context, places, { colour: theme.text, width: 1.6, dash });
  }

  /**
   * @param {Theme} theme
   * @param {MapGrid} grid
   * @param {Here} here
   */
  #here(theme, grid, { scale, depth }) {
    const { context } = this.surface;
    const x = Math.min(Math.max(grid.x(Math.log10(scale)), grid.left), grid.right);
    const y = Math.min(Math.max(grid.y(depth), grid.top), grid.bottom);
    const halo = { colour: theme.background, radius: 6.5 };
    for (const { colour, radius } of [halo, { colour: theme.text, radius: 4.5 }]) {
      context.fillStyle = css(colour);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  /**
   * @param {Theme} theme
   * @param {MapGrid} grid
   * @param {Key} key
   */
  #key(theme, { right, top, bottom }, { colour, ticks }) {
    const { context } = this.surface;
    const em = theme.size;
    const [x, wide, high] = [right + 0.8 * em, 0.7 * em, bottom - top];
    for (let at = 0; at < high; at++) {
      context.fillStyle = css(colour(1 - at / high));
      context.fillRect(x, top + at, wide, 1.5);
    }
    context.font = `${0.8 * em}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const [share, text] of ticks) {
      const y = top + (1 - share) * high;
      context.fillText(text, x + wide + 4, Math.min(Math.max(y, top + 0.4 * em), bottom - 0.4 * em));
    }
  }

  /**
   * Read the cell under the pointer. Asked again at every drawing, so it stays true.
   *
   * @param {Pointer} pointer
   */
  #tell({ left, top, x, y }) {
    const cell = this.#grid?.cellAt(left, top);
    const lines = cell ? this.tell(...cell) : null;
    this.surface.canvas.style.cursor = lines ? "pointer" : "";
    if (lines) this.tooltip.show(x, y, lines);
    else this.tooltip.hide();
  }
}
