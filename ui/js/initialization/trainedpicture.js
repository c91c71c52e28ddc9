// The picture of a trained map: what each cell has learnt, which are under way, which diverged or wait.
import { along, css, mix } from "../shared/colours.js";
import { fill, number } from "../shared/format.js";
import { MapCanvas } from "./mapcanvas.js";
import { TrainedCells } from "./trainedcells.js";

/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Box } from "./mapgrid.js" */
/** @import { Shown } from "./trainedcells.js" */
/** @import { Grid, Here, SweepProgress, TheoryLines } from "./types.d.ts" */

const HATCH = 7;

export class TrainedPicture {
  #cells = new TrainedCells();
  /** @type {Grid | null} */
  #grid = null;

  /**
   * @param {HTMLElement} section
   * @param {{ words: Words, tooltip: Tooltip, open: (run: string) => void }} parts `open`: a cell was pressed
   */
  constructor(section, { words, tooltip, open }) {
    this.words = words;
    this.canvas = new MapCanvas(section, {
      label: words.trained_title,
      words,
      tooltip,
      tell: (column, row) => this.#tell(column, row),
      pick: (column, row) => {
        const run = this.#cells.run(this.#cell(column, row));
        if (run) open(run);
      },
    });
  }

  /**
   * Cells that nothing is known of yet.
   *
   * @param {Grid} grid
   */
  plan(grid) {
    this.#cells.clear();
    this.#lay(grid);
  }

  /**
   * How far the map is.
   *
   * @param {SweepProgress} progress
   * @param {Shown} shown what the colours show
   */
  show(progress, shown) {
    this.#cells.take(progress, shown);
    this.#lay({ scales: progress.scales, depths: progress.depths });
  }

  /** @param {Grid} grid */
  #lay(grid) {
    this.#grid = grid;
    this.canvas.lay(grid);
    this.canvas.repaint();
  }

  /**
   * The number of a cell.
   *
   * @param {number} column
   * @param {number} row
   */
  #cell(column, row) {
    return row * (this.#grid?.scales.length ?? 0) + column;
  }

  /**
   * @param {Theme} theme
   * @param {{ theory: TheoryLines | null, here: Here | null }} parts
   */
  draw(theme, { theory, here }) {
    const cells = this.#cells;
    const shade = (/** @type {number} */ share) => (cells.progress ? along(theme.sequential, cells.qualityOf(share)) : theme.faint);
    this.canvas.draw(theme, {
      colour: (column, row) => this.#colour(theme, this.#cell(column, row)),
      theory,
      here,
      key: { colour: shade, ticks: cells.ticks },
      over: (context, box) => this.#marks(theme, context, box),
    });
  }

  /**
   * @param {Theme} theme
   * @param {number} at
   */
  #colour(theme, at) {
    if (this.#cells.status(at) === "diverged") return mix(theme.background, theme.warning, 0.62);
    const quality = this.#cells.quality(at);
    return quality === null ? mix(theme.background, theme.faint, 0.5) : along(theme.sequential, quality);
  }

  /**
   * Lines through cells that have nothing to show, a frame around those under way, a cross through failed ones.
   *
   * @param {Theme} theme
   * @param {CanvasRenderingContext2D} context
   * @param {(column: number, row: number) => Box} box
   */
  #marks(theme, context, box) {
    const { empty, training, failed } = this.#sorted(box);
    hatch(context, empty, css(theme.line));
    context.lineWidth = 2;
    context.strokeStyle = css(theme.text);
    for (const [x, y, width, height] of training) context.strokeRect(x + 1.5, y + 1.5, width - 3, height - 3);
    context.strokeStyle = css(theme.warning);
    for (const [x, y, width, height] of failed) {
      const [middle, level, reach] = [x + width / 2, y + height / 2, Math.min(width, height) / 4];
      line(context, middle - reach, level - reach, middle + reach, level + reach);
      line(context, middle - reach, level + reach, middle + reach, level - reach);
    }
    context.lineWidth = 1;
  }

  /** @param {(column: number, row: number) => Box} box */
  #sorted(box) {
    /** @type {Record<"empty" | "training" | "failed", Box[]>} */
    const found = { empty: [], training: [], failed: [] };
    const { scales, depths } = this.#grid ?? { scales: [], depths: [] };
    for (const row of depths.keys()) {
      for (const column of scales.keys()) {
        const at = this.#cell(column, row);
        const status = this.#cells.status(at);
        if (status === "failed") found.failed.push(box(column, row));
        else if (this.#cells.quality(at) === null && status !== "diverged") found.empty.push(box(column, row));
        if (status === "preparing" || status === "running" || status === "paused") found.training.push(box(column, row));
      }
    }
    return found;
  }

  /**
   * @param {number} column
   * @param {number} row
   */
  #tell(column, row) {
    if (!this.#grid) return null;
    const place = fill(this.words.map_cell, { scale: number(this.#grid.scales[column]), depth: this.#grid.depths[row] });
    return [place, ...this.#cells.told(this.#cell(column, row), this.words)];
  }

  blank() {
    return this.canvas.blank();
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Box[]} boxes
 * @param {string} colour
 */
function hatch(context, boxes, colour) {
  if (!boxes.length) return;
  context.save();
  context.beginPath();
  for (const box of boxes) context.rect(...box);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = 1;
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const [top, bottom] = [Math.min(...boxes.map(([, y]) => y)), Math.max(...boxes.map(([, y, , height]) => y + height))];
  const high = bottom - top;
  for (let x = Math.floor(-high / HATCH) * HATCH; x < right; x += HATCH) line(context, x, bottom, x + high, top);
  context.restore();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} fromX
 * @param {number} fromY
 * @param {number} toX
 * @param {number} toY
 */
function line(context, fromX, fromY, toX, toY) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
