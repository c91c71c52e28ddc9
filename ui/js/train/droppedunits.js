// Which units dropout sets to 0 at the next step: rows of its batch by units, layer below layer.
import { css, layerColour } from "../shared/colours.js";
import { fill, percent } from "../shared/format.js";
import { layerTitle } from "../shared/layername.js";
import { Surface } from "../shared/surface.js";
import { cellAt, shareOff, strips } from "./strips.js";

/** @import { Dropped, Layer, Pointer, Theme, Words } from "../shared/types.d.ts" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Strip } from "./strips.js" */

/** @typedef {{ layers: Layer[], dropped: Dropped, dropouts: number[] }} Content */

const GAP = 1;

export class DroppedUnits {
  /** What was drawn last. @type {(Content & { strips: Strip[] }) | null} */
  #drawn = null;
  /** @type {Pointer | null} */
  #pointer = null;

  /**
   * @param {HTMLElement} host
   * @param {{ label: string, words: Words, tooltip: Tooltip }} more
   */
  constructor(host, { label, words, tooltip }) {
    this.surface = new Surface(host, label);
    this.words = words;
    this.tooltip = tooltip;
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      this.#tell();
    });
  }

  /**
   * @param {Theme} theme
   * @param {Content} content
   */
  draw(theme, content) {
    if (!this.surface.begin()) return;
    const { width, height, context } = this.surface;
    const em = theme.size;
    const room = { left: 2.4 * em, right: width - 11 * em, top: 2, bottom: height - 2 };
    const drawn = { ...content, strips: strips(content.layers, content.dropped, room) };
    this.#drawn = drawn;
    context.font = `${0.82 * em}px ${theme.font}`;
    context.textBaseline = "middle";
    this.surface.mark = null;
    drawn.strips.forEach((strip, index) => this.#strip(theme, drawn, strip, index));
    this.#tell();
  }

  /**
   * @param {Theme} theme
   * @param {Content & { strips: Strip[] }} drawn
   * @param {Strip} strip
   * @param {number} index
   */
  #strip(theme, { layers, dropped, dropouts }, strip, index) {
    const { context } = this.surface;
    const cells = dropped.layers[index];
    const colour = layerColour(theme, index, layers.length);
    const gap = strip.size > 4 ? GAP : 0;
    for (let row = 0; row < strip.rows; row++) {
      for (let unit = 0; unit < strip.units; unit++) {
        const off = cells[row * dropped.units + unit];
        context.fillStyle = off ? css(theme.faint) : css(colour);
        const [x, y] = [strip.left + unit * strip.size, strip.top + row * strip.high];
        context.fillRect(x, y, strip.size - gap, strip.high - gap);
        if (!off && !this.surface.mark) this.surface.inked(x + (strip.size - gap) / 2, y + (strip.high - gap) / 2);
      }
    }
    if (strip.height < 0.8 * theme.size) return;
    const middle = strip.top + strip.height / 2;
    context.fillStyle = css(theme.muted);
    context.textAlign = "left";
    context.fillText(layers[index].name, 2, middle, 2.2 * theme.size);
    context.fillStyle = css(theme.text);
    const told = fill(this.words.dropped_share, { share: percent(shareOff(cells, dropped, strip), 0), rate: percent(dropouts[index] ?? 0, 0) });
    context.fillText(told, strip.left + strip.units * strip.size + 0.7 * theme.size, middle);
  }

  /** Read the cell under the pointer. Asked again at every frame, so it stays true. */
  #tell() {
    const [pointer, drawn] = [this.#pointer, this.#drawn];
    const found = pointer && drawn && cellAt(drawn.strips, pointer);
    if (!pointer || !drawn || !found) {
      if (!pointer || drawn) this.tooltip.hide();
      return;
    }
    const { layer, row, unit } = found;
    const off = drawn.dropped.layers[layer][row * drawn.dropped.units + unit];
    const rate = drawn.dropouts[layer] ?? 0;
    const told = off ? this.words.dropped_off : fill(this.words.dropped_on, { factor: (1 / (1 - rate)).toPrecision(3) });
    const where = fill(this.words.dropped_where, { layer: layerTitle(drawn.layers[layer], this.words), unit: unit + 1, row: row + 1 });
    this.tooltip.show(pointer.x, pointer.y, [where, told]);
  }

  blank() {
    return this.surface.blank();
  }

  forget() {
    this.surface.mark = null;
  }
}
