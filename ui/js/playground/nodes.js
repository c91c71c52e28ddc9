// The units of a network: each a small picture of what it answers in the plane, with its bias beside it.
import { SpriteSheet } from "../shared/spritesheet.js";
import { formulaLevels } from "./formulas.js";
import { along, classColour, css, layerColour, mix, packed } from "../shared/colours.js";

const PALE = 0.24;
const FAINT = 0.72;
const FORMULA_SIDE = 32;
const SMALL = 14;

export class Nodes {
  constructor() {
    this.thumbs = new SpriteSheet();
    this.formulas = new SpriteSheet();
  }

  /**
   * Draw the columns of units on top of the links. `inputs`: {keys, labels, chosen (Set)} of the first column;
   * `scene`: null before the first; `picked`, `hovered`: {column, row} or null; `pass`: see `Links.draw`; `sharp`: only
   * the winning side.
   */
  draw(context, theme, columns, { inputs, scene, picked, hovered, pass, sharp }) {
    Object.assign(this, { context, theme, columns });
    const look = `${theme.id} ${sharp} ${inputs.keys}`;
    if (this.look !== look) this.#tables(theme, inputs.keys, sharp);
    this.look = look;
    if (scene?.thumb && this.scene !== scene) this.#fill(scene);
    this.scene = scene;
    context.imageSmoothingEnabled = true;
    this.#inputs(inputs);
    for (let column = 1; column < columns.length; column++) this.#column(column, scene);
    if (pass) columns.forEach((_, column) => this.#light(column, pass.lit(column), inputs));
    if (hovered) this.#outline(hovered, 1.5, css(theme.text, 0.55));
    if (picked) this.#outline(picked, 2.5, css(this.#layer(picked.column)));
  }

  #layer(column) {
    return column ? layerColour(this.theme, column - 1, this.columns.length - 1) : this.theme.text;
  }

  #tables(theme, keys, sharp) {
    this.scene = null;
    const table = (colour, pale) => Uint32Array.from({ length: 256 }, (_, level) => packed(mix(colour(level / 255), theme.background, pale)));
    const side = (share) => along(theme.diverging, sharp ? (share < 0.5 ? 0.1 : 0.9) : share);
    this.table = table(side, PALE);
    const faint = table(side, FAINT);
    this.ofClass = (at) => table((share) => mix(theme.background, classColour(theme, at), share), 0.1);
    this.formulas.lay(2, keys.length, FORMULA_SIDE);
    keys.forEach((key, row) => {
      const levels = formulaLevels(key, FORMULA_SIDE);
      this.formulas.put(0, row, levels, this.table);
      this.formulas.put(1, row, levels, faint);
    });
    this.formulas.show();
  }

  #fill(scene) {
    const { thumb, units } = scene;
    this.thumbs.lay(Math.max(...units), units.length, thumb);
    const each = thumb * thumb;
    const classes = units.at(-1);
    units.forEach((count, layer) => {
      const several = layer === units.length - 1 && classes > 2;
      for (let unit = 0; unit < count; unit++) {
        const levels = scene.thumbs[layer].subarray(unit * each, (unit + 1) * each);
        this.thumbs.put(unit, layer, levels, several ? this.ofClass(unit) : this.table);
      }
    });
    this.thumbs.show();
  }

  #inputs({ keys, labels, chosen }) {
    const { context, theme } = this;
    const { x, size, ys } = this.columns[0];
    const em = Math.min(0.9 * theme.size, Math.max(9, 0.55 * size));
    keys.forEach((key, row) => {
      const on = chosen.has(key);
      const [left, top] = [x - size / 2, ys[row] - size / 2];
      this.formulas.draw(context, on ? 0 : 1, row, { left, top, size });
      this.#frame(left, top, size, on ? 0.45 : 0);
      context.fillStyle = css(on ? theme.text : theme.muted, on ? 1 : 0.8);
      write(context, labels[row], left - 6, ys[row], em, theme.font);
    });
  }

  #column(column, scene) {
    const { context, columns, theme } = this;
    const { x, size, ys, bias } = columns[column];
    const last = column === columns.length - 1;
    const layer = last ? (scene?.units.length ?? 0) - 1 : column - 1;
    const there = scene && (last || layer < scene.units.length - 1) ? scene.units[layer] : 0;
    ys.forEach((y, row) => {
      const [left, top] = [x - size / 2, y - size / 2];
      if (row < there && scene.thumb) this.thumbs.draw(context, row, layer, { left, top, size });
      else {
        context.fillStyle = css(theme.faint);
        context.fillRect(left, top, size, size);
      }
      if (size >= SMALL) this.#frame(left, top, size, 0.3);
      if (row < there) this.#bias(left, top + size, bias, scene.biases[layer][row]);
    });
  }

  #frame(left, top, size, strength) {
    const { context, theme } = this;
    context.lineWidth = 1;
    context.strokeStyle = css(mix(theme.line, theme.text, strength));
    context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
  }

  #bias(left, bottom, side, value) {
    const { context, theme } = this;
    const colour = Number.isFinite(value) ? along(theme.diverging, 0.5 + 0.5 * Math.tanh(value)) : theme.warning;
    context.fillStyle = css(colour);
    context.fillRect(left - side - 1, bottom - side, side, side);
    if (side < 4) return;
    context.strokeStyle = css(theme.muted, 0.6);
    context.strokeRect(left - side - 0.5, bottom - side + 0.5, side - 1, side - 1);
  }

  /** The wave of a pass is here: units stand out in their layer's colour. */
  #light(column, share, { keys, chosen }) {
    if (!share) return;
    const colour = css(this.#layer(column), share);
    this.columns[column].ys.forEach((_, row) => (column || chosen.has(keys[row])) && this.#outline({ column, row }, 3, colour));
  }

  #outline({ column, row }, width, colour) {
    const { x, size, ys } = this.columns[column] ?? {};
    if (ys?.[row] === undefined) return;
    const { context } = this;
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.strokeRect(x - size / 2 - width / 2, ys[row] - size / 2 - width / 2, size + width, size + width);
  }
}

const RAISED = { "₁": ["1", 0.22], "₂": ["2", 0.22], "²": ["2", -0.3] };

/** Text that ends at `right`; small digits are drawn by hand, since many fonts lack them or set them apart. */
function write(context, text, right, middle, em, font) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  const parts = (text.match(/[₁₂²]|[^₁₂²]+/g) ?? []).map((part) => {
    const [glyphs, down] = RAISED[part] ?? [part, 0];
    const face = `${down ? 0.7 * em : em}px ${font}`;
    context.font = face;
    return { glyphs, down, face, wide: context.measureText(glyphs).width };
  });
  // Above each other where one digit is raised and the one before is lowered.
  const stacked = parts.map(({ down }, at) => down < 0 && parts[at - 1]?.down > 0);
  let left = right - parts.reduce((sum, { wide }, at) => sum + (stacked[at] ? 0 : wide), 0);
  parts.forEach(({ glyphs, down, face, wide }, at) => {
    if (stacked[at]) left -= parts[at - 1].wide;
    context.font = face;
    context.fillText(glyphs, left, middle + down * em);
    left += wide;
  });
}
