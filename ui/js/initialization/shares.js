// Which share of a layer is out of action: saturated outputs and dead units, one pair of bars per layer.
import { fill, percent } from "../shared/format.js";
import { named } from "./profile.js";
import { Surface } from "../shared/surface.js";
import { css } from "../shared/colours.js";

const VISIBLE = 0.005; // half a percent

export class Shares {
  constructor(section, { label, words, tooltip }) {
    this.surface = new Surface(section.querySelector(".plot"), label);
    this.caption = section.querySelector(".caption");
    Object.assign(this, { words, tooltip });
    this.surface.follow((pointer) => {
      this.pointer = pointer;
      if (!pointer) tooltip.hide();
      else if (this.bars) this.#tell();
    });
  }

  /** `bars`: [{name, colour, shares, theory}], those that this activation function can have; `count`: layers. */
  draw(theme, bars, count) {
    const idle = bars.every(({ shares, theory }) => [...shares, ...(theory ?? [])].every((share) => !(share >= VISIBLE)));
    const text = !bars.length ? this.words.units_none : idle ? this.words.units_idle : this.words.units_caption;
    if (this.caption.textContent !== text) this.caption.textContent = this.caption.title = text;
    if (!this.surface.begin()) return;
    Object.assign(this, { theme, bars, count });
    const em = theme.size;
    this.left = 3.4 * em;
    this.right = this.surface.width - 0.6 * em;
    this.top = 0.6 * em;
    this.bottom = this.surface.height - 1.6 * em;
    this.#axes();
    const { context } = this.surface;
    const slot = (this.right - this.left) / count;
    const wide = Math.max(1, (0.72 * slot) / Math.max(1, bars.length));
    for (const [place, { shares, colour }] of bars.entries()) {
      context.fillStyle = css(colour, 0.9);
      for (const [index, share] of shares.entries()) {
        if (!(share > 0)) continue;
        const height = Math.max(1, share * (this.bottom - this.top));
        const x = this.left + (index + 0.5) * slot + (place - bars.length / 2) * wide;
        context.fillRect(x, this.bottom - height, Math.max(1, wide - 0.5), height);
      }
    }
    for (const { theory } of bars) if (theory) this.#theory(theory, slot);
    if (this.pointer) this.#tell();
  }

  /** A dash over each layer. */
  #theory(shares, slot) {
    const { context } = this.surface;
    context.fillStyle = css(this.theme.categorical[1]);
    for (const [index, share] of shares.entries()) {
      if (share >= VISIBLE) context.fillRect(this.left + (index + 0.1) * slot, this.bottom - share * (this.bottom - this.top) - 1, Math.max(1, 0.8 * slot), 2);
    }
  }

  blank() {
    return this.surface.blank();
  }

  #axes() {
    const { context } = this.surface;
    const { theme, count } = this;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.lineWidth = 1;
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const share of [0, 0.5, 1]) {
      const y = Math.round(this.bottom - share * (this.bottom - this.top)) + 0.5;
      context.strokeStyle = css(share ? theme.faint : theme.line);
      context.beginPath();
      context.moveTo(this.left, y);
      context.lineTo(this.right, y);
      context.stroke();
      context.fillStyle = css(theme.muted);
      context.fillText(percent(share, 0), this.left - 5, y);
    }
    this.surface.inked(this.left + 3, this.bottom + 0.5);
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const index of named(count)) {
      context.fillText(String(index + 1), this.left + ((index + 0.5) / count) * (this.right - this.left), this.bottom + 4);
    }
  }

  #tell() {
    const { left, x, y } = this.pointer;
    const index = Math.floor(((left - this.left) / (this.right - this.left)) * this.count);
    if (index < 0 || index >= this.count || !this.bars.length) return this.tooltip.hide();
    this.tooltip.show(x, y, [fill(this.words.layer, { layer: index + 1 }), ...this.bars.map((bar) => this.#line(bar, index))]);
  }

  #line({ name, shares, theory }, index) {
    const line = `${name}: ${percent(shares[index])}`;
    return theory ? `${line} (${fill(this.words.predicted_value, { value: percent(theory[index]) })})` : line;
  }
}
