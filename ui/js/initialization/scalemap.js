// A picture over scales of the weights (across, logarithmic) and depths (up): coloured cells, theory's lines,
// where the dial stands, and a key.
import { logTicks } from "../shared/ranges.js";
import { Surface } from "../shared/surface.js";
import { css } from "../shared/colours.js";

export class ScaleMap {
  /**
   * `tell(column, row)`: lines of the tooltip for a cell, or null. `pick(column, row)`: a cell was pressed.
   * `words`: `map_scale` and `map_depth` name the axes.
   */
  constructor(section, { label, words, tooltip, tell, pick }) {
    this.surface = new Surface(section.querySelector(".plot"), label);
    Object.assign(this, { words, tooltip, tell, pick });
    this.cells = document.createElement("canvas");
    this.brush = this.cells.getContext("2d", { willReadFrequently: true });
    this.surface.follow((pointer) => {
      this.pointer = pointer;
      if (pointer) this.#tell();
      else tooltip.hide();
    });
    this.surface.canvas.addEventListener("click", (event) => {
      const cell = this.#cell(event.offsetX, event.offsetY);
      if (cell) this.pick(...cell);
    });
  }

  /** Where cells are: `scales` and `depths`, both rising, evenly spread (scales on a logarithmic axis). */
  lay(scales, depths) {
    Object.assign(this, { scales, depths });
    const beyond = (values) => {
      const [first, last] = values.length > 1 ? [values[1] - values[0], values.at(-1) - values.at(-2)] : [1, 1];
      const middles = values.slice(1).map((value, at) => (value + values[at]) / 2);
      return [values[0] - first / 2, ...middles, values.at(-1) + last / 2];
    };
    this.columns = beyond(scales.map(Math.log10));
    this.rows = beyond(depths).map((edge) => Math.max(0.5, edge));
    [this.cells.width, this.cells.height] = [scales.length, depths.length];
  }

  /** Give every cell its colour: `colour(column, row)` is [r, g, b], or null for one that is empty. */
  paint(colour) {
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
   * `theory`: {scales, trainable, critical}, or null. `here`: {scale, depth} of the dial, or null. `key`: {colour(share),
   * ticks: [[share, text]]}, shares from the bottom, 0, to the top, 1. `over(context, box)`: what else is drawn on the
   * cells; box(column, row) is [x, y, width, height] of one. Returns whether there was room to draw.
   */
  draw(theme, { theory, here, key, over }) {
    if (!this.scales || !this.surface.begin()) return false;
    this.theme = theme;
    this.#place();
    const { context } = this.surface;
    context.imageSmoothingEnabled = false;
    for (const row of this.depths.keys()) {
      const [low, high] = [this.#y(this.rows[row]), this.#y(this.rows[row + 1])];
      context.drawImage(this.cells, 0, row, this.cells.width, 1, this.left, high, this.right - this.left, low - high);
    }
    over?.(context, (column, row) => this.#box(column, row));
    context.strokeStyle = css(theme.line);
    context.strokeRect(this.left - 0.5, this.top - 0.5, this.right - this.left + 1, this.bottom - this.top + 1);
    this.surface.inked(this.left - 0.5, this.bottom - 3);
    this.#axes();
    context.save();
    context.beginPath();
    context.rect(this.left, this.top, this.right - this.left, this.bottom - this.top);
    context.clip();
    if (theory) this.#theory(theory);
    if (here) this.#here(here);
    context.restore();
    this.#key(key);
    if (this.pointer) this.#tell();
    return true;
  }

  blank() {
    return this.surface.blank();
  }

  #place() {
    const { width, height } = this.surface;
    const em = this.theme.size;
    this.left = 3 * em;
    this.right = width - 4.6 * em;
    this.top = 0.5 * em;
    this.bottom = height - 2.7 * em;
  }

  #x(log) {
    const [from, to] = [this.columns[0], this.columns.at(-1)];
    return this.left + ((log - from) / (to - from)) * (this.right - this.left);
  }

  #y(depth) {
    const [from, to] = [this.rows[0], this.rows.at(-1)];
    return this.bottom - ((depth - from) / (to - from)) * (this.bottom - this.top);
  }

  #box(column, row) {
    const wide = (this.right - this.left) / this.scales.length;
    const [low, high] = [this.#y(this.rows[row]), this.#y(this.rows[row + 1])];
    return [this.left + column * wide, high, wide, low - high];
  }

  #axes() {
    const { context } = this.surface;
    const { theme } = this;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.textAlign = "center";
    context.textBaseline = "top";
    const { values, texts } = logTicks([this.columns[0], this.columns.at(-1)]);
    for (const [index, value] of values.entries()) context.fillText(texts[index], this.#x(Math.log10(value)), this.bottom + 4);
    context.fillText(this.words.map_scale, (this.left + this.right) / 2, this.bottom + 1.45 * theme.size);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const depth of this.#named()) context.fillText(String(depth), this.left - 6, this.#y(depth));
    context.save();
    context.translate(0.6 * theme.size, (this.top + this.bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = "center";
    context.fillText(this.words.map_depth, 0, 0);
    context.restore();
  }

  /** Depths that get their number written: all when they are few, else round ones. */
  #named() {
    const { depths } = this;
    if (depths.length <= 12) return depths;
    const every = depths.at(-1) > 50 ? 20 : 10;
    return depths.filter((depth) => depth === depths[0] || depth % every === 0);
  }

  #theory({ scales, trainable, critical }) {
    const lines = [];
    if (critical) lines.push([[2, 3], [this.rows[0], this.rows.at(-1)].map((depth) => [Math.log10(critical), depth])]);
    // Without a number: without end. Far above the picture, the line leaves it steeply on both sides.
    const beyond = 20 * this.rows.at(-1);
    if (trainable) lines.push([[6, 3], trainable.map((depth, at) => [Math.log10(scales[at]), Math.min(depth ?? beyond, beyond)])]);
    const { context } = this.surface;
    for (const [colour, wide] of [[this.theme.background, 3.5], [this.theme.text, 1.6]]) {
      context.strokeStyle = css(colour, wide > 2 ? 0.6 : 1);
      context.lineWidth = wide;
      for (const [dash, points] of lines) {
        context.setLineDash(wide > 2 ? [] : dash);
        context.beginPath();
        for (const [log, depth] of points) context.lineTo(this.#x(log), this.#y(depth));
        context.stroke();
      }
    }
    context.setLineDash([]);
    context.lineWidth = 1;
  }

  #here({ scale, depth }) {
    const { context } = this.surface;
    const x = Math.min(Math.max(this.#x(Math.log10(scale)), this.left), this.right);
    const y = Math.min(Math.max(this.#y(depth), this.top), this.bottom);
    for (const [colour, radius] of [[this.theme.background, 6.5], [this.theme.text, 4.5]]) {
      context.fillStyle = css(colour);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #key({ colour, ticks }) {
    const { context } = this.surface;
    const { theme } = this;
    const [x, wide] = [this.right + 0.8 * theme.size, 0.7 * theme.size];
    const high = this.bottom - this.top;
    for (let at = 0; at < high; at++) {
      context.fillStyle = css(colour(1 - at / high));
      context.fillRect(x, this.top + at, wide, 1.5);
    }
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const [share, text] of ticks) {
      const y = this.top + (1 - share) * high;
      context.fillText(text, x + wide + 4, Math.min(Math.max(y, this.top + 0.4 * theme.size), this.bottom - 0.4 * theme.size));
    }
  }

  #cell(x, y) {
    if (!this.scales || !(x > this.left && x < this.right && y > this.top && y < this.bottom)) return null;
    const column = Math.floor(((x - this.left) / (this.right - this.left)) * this.scales.length);
    const row = this.rows.findLastIndex((edge) => this.#y(edge) >= y);
    return [column, Math.min(row, this.depths.length - 1)];
  }

  /** Read the cell under the pointer. Asked again at every drawing, so it stays true. */
  #tell() {
    const cell = this.#cell(this.pointer.left, this.pointer.top);
    const lines = cell && this.tell(...cell);
    this.surface.canvas.style.cursor = lines ? "pointer" : "";
    if (!lines) return this.tooltip.hide();
    this.tooltip.show(this.pointer.x, this.pointer.y, lines);
  }
}
