// The links of a network: width and colour say what each weight is.
import { bend } from "./geometry.js";
import { Raster } from "./raster.js";
import { mix, packed } from "../shared/colours.js";

const LEVELS = 40;
const CROWD = 150;
const DENSE = 400;
const REACH = 5;

export class Links {
  constructor() {
    this.raster = new Raster();
  }

  /**
   * Draw all links below everything else. `gaps`: see `gapsOf`. `focus`: {column, row} of the unit whose own links
   * stand out, or null. `pass`: how far a forward and backward pass is, or null.
   */
  draw(surface, theme, columns, gaps, { focus, pass }) {
    const { context, ratio, canvas } = surface;
    this.columns = columns;
    this.gaps = gaps;
    if (this.themed !== theme.id) this.#colours(theme);
    this.raster.begin(context, canvas.width, canvas.height, theme.background);
    const crowd = gaps.reduce((sum, gap) => sum + gap.sources.length * gap.units, 0) > CROWD;
    gaps.forEach((gap, index) => this.#gap(gap, index, ratio, { focus: crowd ? focus : null, pass }));
    this.raster.end();
  }

  #colours(theme) {
    const { diverging, background, text, warning } = theme;
    this.themed = theme.id;
    const towards = (end, flash) => Array.from({ length: LEVELS }, (_, level) => packed(mix(mix(background, end, 0.1 + (0.9 * level) / (LEVELS - 1)), text, flash)));
    const ends = [diverging[0], diverging.at(-1)];
    this.plain = ends.map((end) => towards(end, 0));
    this.flashing = ends.map((end) => towards(end, 0.75));
    this.broken = packed(warning);
    this.bright = packed(text);
  }

  #gap(gap, index, ratio, { focus, pass }) {
    const [from, to] = [this.columns[index], this.columns[index + 1]];
    const grain = grainOf(from, to);
    this.raster.between((from.x + from.size / 2) * ratio, (to.x - to.size / 2) * ratio);
    this.raster.light(pass?.lights(index, this.raster.steps) ?? null, this.bright);
    const changed = pass?.changed(index);
    const weights = pass && !pass.passed(index) ? pass.before[index] : gap.weights;
    const order = this.#order(gap, weights, index, focus);
    for (const at of order) {
      if (order.length > DENSE && !this.levels[at]) continue; // as good as invisible
      const [row, column] = [Math.floor(at / gap.units), at % gap.units];
      const place = gap.sources[row].from * gap.stride + column;
      const weight = weights[place];
      const flash = changed ? changed(place) : 0;
      const [y0, y1] = [(from.ys[gap.sources[row].row] + 0.5) * ratio, (to.ys[column] + 0.5) * ratio];
      if (!Number.isFinite(weight)) this.raster.curve(y0, y1, ratio, this.broken);
      else this.raster.curve(y0, y1, (thickness(weight, grain) + 3 * flash) * ratio, (flash > 0.05 ? this.flashing : this.plain)[weight < 0 ? 0 : 1][this.levels[at]]);
    }
  }

  /** Faint links first, so that strong ones lie on top. */
  #order({ sources, units, stride }, weights, index, focus) {
    const count = sources.length * units;
    const levels = (this.levels = new Uint8Array(count));
    const starts = new Uint32Array(LEVELS + 1);
    const strongest = (LEVELS - 1) * Math.min(1, 12 / Math.sqrt(count));
    for (let at = 0; at < count; at++) {
      const [row, column] = [Math.floor(at / units), at % units];
      const own = !focus || (focus.column === index && focus.row === sources[row].row) || (focus.column === index + 1 && focus.row === column);
      const size = Math.abs(weights[sources[row].from * stride + column]);
      const level = size === size ? Math.floor((1 - Math.exp(-1.6 * size)) * strongest) : LEVELS - 1;
      levels[at] = own ? level : level >> 3;
      starts[levels[at] + 1]++;
    }
    for (let level = 1; level <= LEVELS; level++) starts[level] += starts[level - 1];
    const order = new Uint32Array(count);
    for (let at = 0; at < count; at++) order[starts[levels[at]]++] = at;
    return order;
  }

  /** The link nearest to a place: {layer, from, to, x, y}, or null. */
  at(x, y) {
    const index = this.columns?.findIndex((column, at) => at < this.gaps.length && x > column.x + column.size / 2 && x < this.columns[at + 1].x - this.columns[at + 1].size / 2) ?? -1;
    if (index < 0) return null;
    const [from, to, gap] = [this.columns[index], this.columns[index + 1], this.gaps[index]];
    const [left, right] = [from.x + from.size / 2, to.x - to.size / 2];
    const fall = bend((x - left) / (right - left));
    let found = null;
    let least = REACH;
    for (const source of gap.sources) {
      for (let unit = 0; unit < gap.units; unit++) {
        const [y0, y1] = [from.ys[source.row], to.ys[unit]];
        const steep = Math.hypot(1, (1.5 * (y1 - y0)) / (right - left));
        const far = Math.abs(y0 + (y1 - y0) * fall - y) / steep - Math.min(2, thickness(gap.weights[source.from * gap.stride + unit], grainOf(from, to)) / 2);
        if (far < least) [least, found] = [far, { layer: index, from: source.from, row: source.row, to: unit }];
      }
    }
    return found;
  }

  /** Draw one link once more, on top: {layer, row, to}. */
  mark(context, theme, { layer, row, to: unit }) {
    const [from, to] = [this.columns?.[layer], this.columns?.[layer + 1]];
    if (!to || from.ys[row] === undefined || to.ys[unit] === undefined) return;
    const [x0, x1, y0, y1] = [from.x + from.size / 2, to.x - to.size / 2, from.ys[row] + 0.5, to.ys[unit] + 0.5];
    const middle = (x0 + x1) / 2;
    context.strokeStyle = `rgb(${theme.text.join(",")})`;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x0, y0);
    context.bezierCurveTo(middle, y0, middle, y1, x1, y1);
    context.stroke();
  }
}

/** In wide networks links are thinner: there is less room. */
function grainOf(from, to) {
  return Math.min(1, Math.max(0.2, Math.min(from.size, to.size) / 34));
}

/** 1 to 10 pixels for weights of 0 to 5, where there is room. */
function thickness(weight, grain) {
  return Math.max(0.4, Math.min(10, 1 + 1.8 * Math.abs(weight || 0)) * grain);
}

/**
 * Of each step from column to column: `sources` ({row it starts at, from: number of the input}), `units` that it goes
 * to, `weights` and the `stride` of their rows.
 * `rows`: units of each column as they are drawn; `places`: rows of the inputs; `scene`: may be another network's,
 * then only what both have is there.
 */
export function gapsOf(scene, rows, places) {
  return rows.slice(1).map((_, index) => {
    const before = index ? scene.units[index - 1] : places.length;
    const last = index === rows.length - 2;
    const layer = last ? scene.units.length - 1 : index;
    const fits = last ? scene.units.length === rows.length - 1 : index < scene.units.length - 1;
    if (!fits) return { sources: [], units: 0, stride: 0, weights: [] };
    const sources = Array.from({ length: before }, (_, from) => ({ from, row: index ? from : places[from] }));
    const stride = scene.units[layer];
    return { sources: sources.filter(({ row }) => row >= 0 && row < rows[index]), units: Math.min(stride, rows[index + 1]), stride, weights: scene.weights[layer] };
  });
}
