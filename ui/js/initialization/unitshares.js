// Which share of a layer is out of action: saturated outputs and dead units, one pair of bars per layer.
import { css } from "../shared/colours.js";
import { find } from "../shared/element.js";
import { fill, percent } from "../shared/format.js";
import { LayerAxis, labelled } from "./layeraxis.js";
import { Surface } from "../shared/surface.js";

/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Pointer, Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { PerLayer } from "./types.d.ts" */

/** @typedef {{ name: string, colour: Rgb, shares: PerLayer, theory?: PerLayer | null }} Bars a share per layer */
/** @typedef {{ theme: Theme, bars: Bars[], axis: LayerAxis }} Drawn */

const VISIBLE = 0.005; // half a percent

export class UnitShares {
  /** @type {Pointer | null} */
  #pointer = null;
  /** @type {Drawn | null} */
  #drawn = null;

  /**
   * @param {HTMLElement} section
   * @param {{ label: string, words: Words, tooltip: Tooltip }} parts
   */
  constructor(section, { label, words, tooltip }) {
    this.surface = new Surface(find(section, ".plot"), label);
    this.caption = find(section, ".caption");
    this.words = words;
    this.tooltip = tooltip;
    this.surface.follow((pointer) => {
      this.#pointer = pointer;
      if (!pointer) tooltip.hide();
      else if (this.#drawn) this.#tell(this.#drawn, pointer);
    });
  }

  /**
   * @param {Theme} theme
   * @param {Bars[]} bars those that this activation function can have
   * @param {number} count of layers
   */
  draw(theme, bars, count) {
    const text = this.#caption(bars);
    if (this.caption.textContent !== text) this.caption.textContent = this.caption.title = text;
    if (!this.surface.begin()) return;
    const drawn = (this.#drawn = { theme, bars, axis: new LayerAxis(this.surface, theme.size, count, [0, 1]) });
    this.#axes(drawn);
    for (const place of bars.keys()) this.#bars(drawn, place);
    for (const { theory } of bars) if (theory) this.#theory(drawn, theory);
    if (this.#pointer) this.#tell(drawn, this.#pointer);
  }

  blank() {
    return this.surface.blank();
  }

  /** @param {Bars[]} bars */
  #caption(bars) {
    const seen = bars.some(({ shares, theory }) => [...shares, ...(theory ?? [])].some((share) => share !== null && share >= VISIBLE));
    return !bars.length ? this.words.units_none : seen ? this.words.units_caption : this.words.units_idle;
  }

  /**
   * @param {Drawn} drawn
   * @param {number} place of these among the bars of each layer
   */
  #bars({ bars, axis }, place) {
    const { context } = this.surface;
    const { shares, colour } = bars[place];
    const wide = Math.max(1, (0.72 * axis.slot) / bars.length);
    context.fillStyle = css(colour, 0.9);
    for (const [index, share] of shares.entries()) {
      if (share === null || !(share > 0)) continue;
      const height = Math.max(1, share * (axis.bottom - axis.top));
      const x = axis.x(index) + (place - bars.length / 2) * wide;
      context.fillRect(x, axis.bottom - height, Math.max(1, wide - 0.5), height);
    }
  }

  /**
   * A dash over each layer.
   *
   * @param {Drawn} drawn
   * @param {PerLayer} theory
   */
  #theory({ theme, axis }, theory) {
    const { context } = this.surface;
    context.fillStyle = css(theme.categorical[1]);
    for (const [index, share] of theory.entries()) {
      if (share === null || !(share >= VISIBLE)) continue;
      context.fillRect(axis.x(index) - 0.4 * axis.slot, axis.y(share) - 1, Math.max(1, 0.8 * axis.slot), 2);
    }
  }

  /** @param {Drawn} drawn */
  #axes({ theme, axis }) {
    const { context } = this.surface;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const share of [0, 0.5, 1]) {
      const y = Math.round(axis.y(share)) + 0.5;
      context.strokeStyle = css(share ? theme.faint : theme.line);
      context.beginPath();
      context.moveTo(axis.left, y);
      context.lineTo(axis.right, y);
      context.stroke();
      context.fillStyle = css(theme.muted);
      context.fillText(percent(share, 0), axis.left - 5, y);
    }
    this.surface.inked(axis.left + 3, axis.bottom + 0.5);
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const index of labelled(axis.count)) context.fillText(String(index + 1), axis.x(index), axis.bottom + 4);
  }

  /**
   * @param {Drawn} drawn
   * @param {Pointer} pointer
   */
  #tell({ bars, axis }, { left, x, y }) {
    const index = axis.layerAt(left);
    if (index === null || !bars.length) return this.tooltip.hide();
    this.tooltip.show(x, y, [fill(this.words.layer, { layer: index + 1 }), ...bars.map((each) => this.#line(each, index))]);
  }

  /**
   * @param {Bars} bars
   * @param {number} index
   */
  #line({ name, shares, theory }, index) {
    const line = `${name}: ${percent(shares[index])}`;
    return theory ? `${line} (${fill(this.words.predicted_value, { value: percent(theory[index]) })})` : line;
  }
}
