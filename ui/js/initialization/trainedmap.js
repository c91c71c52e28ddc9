// The picture of a trained map: what each cell has learnt, which are under way, which diverged or wait.
import { fill, number, percent } from "../shared/format.js";
import { logTicks } from "../shared/ranges.js";
import { ScaleMap } from "./scalemap.js";
import { along, css, mix } from "../shared/colours.js";

const SMALLEST = 1e-4;
const DECADES = 4; // colours tell so many apart, from the smallest up
const HATCH = 7;

export class TrainedMap {
  /** `open(run)`: a cell was pressed. */
  constructor(section, { words, tooltip, open }) {
    Object.assign(this, { words, told: null, known: [] });
    this.map = new ScaleMap(section, {
      label: words.trained_title,
      words,
      tooltip,
      tell: (column, row) => this.#tell(column, row),
      pick: (column, row) => {
        const run = this.told?.cells.run[this.#cell(column, row)];
        if (run) open(run);
      },
    });
  }

  /** Cells that nothing is known of yet. */
  plan(scales, depths) {
    this.told = null;
    this.known = [];
    this.#lay(scales, depths);
  }

  /** How far the map is (`ui.sweep_routes.told_of`). `what` the colours show: "metric" or "loss". */
  show(told, what) {
    if (this.told?.id !== told.id) this.known = [];
    this.told = told;
    this.#lay(told.scales, told.depths);
    this.#remember(told.cells, what);
    this.#measure();
    this.dirty = true;
  }

  #lay(scales, depths) {
    this.dirty = true;
    const laid = JSON.stringify([scales, depths]);
    if (this.laid === laid) return;
    this.laid = laid;
    this.columns = scales.length;
    this.map.lay(scales, depths);
  }

  /** Numbers of the validation data where there are any. A frame without them leaves those before it. */
  #remember(cells, what) {
    const validated = cells.val_loss.some((value) => value !== null);
    const name = validated ? `val_${what}` : what;
    if (this.name !== name) this.known = [];
    this.name = name;
    for (const [at, value] of cells[name].entries()) if (value !== null || cells.status[at] === "diverged") this.known[at] = value;
    this.share = what === "metric" && this.told.metric === "accuracy";
  }

  /** Where colours begin and end: 0 to 1 for accuracy, half decades otherwise. */
  #measure() {
    const logs = this.known.filter((value) => Number.isFinite(value)).map((value) => Math.log10(Math.max(value, SMALLEST)));
    const low = Math.floor(2 * Math.min(...logs, 0)) / 2;
    this.range = [low, Math.min(low + DECADES, Math.max(low + 0.5, Math.ceil(2 * Math.max(...logs, 0)) / 2))];
  }

  /** The best end of the scale is the same for accuracy and loss. */
  #colour(theme, share) {
    return along(theme.sequential, this.share ? share : 1 - share);
  }

  #place(value) {
    if (this.share) return value;
    const [low, high] = this.range;
    return Math.min(Math.max((Math.log10(Math.max(value, SMALLEST)) - low) / (high - low), 0), 1);
  }

  #cell(column, row) {
    return row * this.columns + column;
  }

  draw(theme, { theory, here }) {
    if (!this.laid) return;
    if (this.dirty || this.painted !== theme.id) {
      this.map.paint((column, row) => this.#paint(theme, this.#cell(column, row)));
      this.painted = theme.id;
      this.dirty = false;
    }
    const key = { colour: (share) => (this.told ? this.#colour(theme, share) : theme.faint), ticks: this.told ? this.#ticks() : [] };
    this.map.draw(theme, { theory, here, key, over: (context, box) => this.#marks(theme, context, box) });
  }

  #paint(theme, at) {
    if (this.told?.cells.status[at] === "diverged") return mix(theme.background, theme.warning, 0.62);
    const value = this.known[at];
    return Number.isFinite(value) ? this.#colour(theme, this.#place(value)) : mix(theme.background, theme.faint, 0.5);
  }

  #ticks() {
    if (this.share) return [0, 0.25, 0.5, 0.75, 1].map((share) => [share, percent(share, 0)]);
    const [low, high] = this.range;
    const { values, texts } = logTicks(this.range);
    return values.map((value, at) => [(Math.log10(value) - low) / (high - low), texts[at]]);
  }

  /** Lines through cells that have nothing to show, a frame around those under way, a cross through failed ones. */
  #marks(theme, context, box) {
    const empty = [];
    const training = [];
    const failed = [];
    const rows = this.map.depths.length;
    for (let at = 0; at < this.columns * rows; at++) {
      const place = box(at % this.columns, Math.floor(at / this.columns));
      const status = this.told?.cells.status[at];
      if (status === "failed") failed.push(place);
      else if (!Number.isFinite(this.known[at]) && status !== "diverged") empty.push(place);
      if (["preparing", "running", "paused"].includes(status)) training.push(place);
    }
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

  #tell(column, row) {
    const { words, told } = this;
    const [scale, depth] = [this.map.scales[column], this.map.depths[row]];
    const lines = [fill(words.map_cell, { scale: number(scale), depth })];
    if (!told) return [...lines, words.cell_empty];
    const at = this.#cell(column, row);
    const { cells } = told;
    const status = cells.status[at];
    const spell = told.metric === "accuracy" ? percent : number;
    const names = {
      val_metric: told.metric === "accuracy" ? words.val_accuracy : words.val_error,
      val_loss: words.val_loss,
      metric: told.metric === "accuracy" ? words.train_accuracy : words.train_error,
      loss: words.train_loss,
    };
    for (const [name, text] of Object.entries(names)) {
      const value = cells[name][at];
      if (value !== null) lines.push(`${text} ${name.endsWith("metric") ? spell(value) : number(value)}`);
    }
    if (cells.step[at] !== null) lines.push(fill(words.cell_step, { step: cells.step[at], steps: told.steps }));
    const states = {
      queued: words.cell_waiting,
      preparing: words.cell_training,
      running: words.cell_training,
      diverged: words.cell_diverged,
      failed: words.cell_failed,
    };
    if (!cells.run[at]) lines.push(told.status === "running" ? words.cell_waiting : words.cell_empty);
    else if (states[status]) lines.push(states[status]);
    if (cells.run[at]) lines.push(words.cell_open);
    return lines;
  }

  blank() {
    return this.map.blank();
  }
}

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

function line(context, fromX, fromY, toX, toY) {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
