// One step, enlarged: its terms as arrows.
import { css } from "../../shared/colours.js";
import { figure, make } from "../../shared/element.js";
import { Plot } from "../plot.js";
import { Bands, rimmed } from "./bands.js";
import { termColour } from "./colours.js";
import { BANDS } from "./relief.js";

/** @import { Rgb, Theme, Words } from "../../shared/types.d.ts" */
/** @import { Pair } from "./pairs.js" */
/** @import { Scene } from "./scene.d.ts" */
/** @import { Term } from "./types.d.ts" */

/** From the middle to the edge, in lengths of the longest arrow. */
const ROOM = 1.25;
/** The same in lengths of the update at most: what is longer leads out of the picture. */
const MOST = 3;

export class Arrows {
  #bands = new Bands();
  #key = make("span", { class: "arrow-key" });
  #names = "";

  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.node = figure({ title: words.race_arrows_title, caption: words.race_arrows_help, area: "area-arrows", extra: [this.#key] });
    this.plot = new Plot(this.node, { label: words.race_arrows_title });
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  draw(theme, scene) {
    const { step, course } = scene;
    const arrows = arrowsOf(step.terms);
    const box = boxOf(step.terms, course.rate);
    const reach = reachOf(arrows);
    const { plot } = this;
    const axes = plot.even(theme, [0, 0], reach, "Δw₁");
    if (!plot.begin(theme, { ...axes, zero: true })) return;
    const { context } = plot.surface;
    const [x, y] = /** @type {Pair} */ (step.w);
    plot.inside(() => {
      this.#bands.draw(context, plot.area, theme, {
        key: `${scene.surface} ${x} ${y} ${axes.x} ${axes.y}`,
        made: (wide, high) => around(course.surface, x, y, axes, wide, high),
      });
      if (box) this.#box(theme, box);
      for (const { term, to } of arrows) this.#arrow(to, termColour(theme, term.kind), term.kind === "update" ? 4 : 2);
      rimmed(context, plot.left(0), plot.top(0), { colour: theme.text, size: 4, theme });
    });
    const names = [...arrows.map(({ term }) => /** @type {const} */ ([css(termColour(theme, term.kind)), arrowName(term)])), ...(box ? [/** @type {const} */ ([css(theme.muted), box.name])] : [])];
    if (this.#names === String(names)) return;
    this.#names = String(names);
    this.#key.replaceChildren(...names.map(([colour, name]) => key(colour, name)));
  }

  /**
   * @param {Pair} to
   * @param {Rgb} colour
   * @param {number} width
   */
  #arrow(to, colour, width) {
    const { plot } = this;
    const { context } = plot.surface;
    const [fromX, fromY, toX, toY] = [plot.left(0), plot.top(0), plot.left(to[0]), plot.top(to[1])];
    const long = Math.hypot(toX - fromX, toY - fromY);
    if (!(long > 1)) return;
    const [ux, uy] = [(toX - fromX) / long, (toY - fromY) / long];
    const head = Math.min(4 + 2.2 * width, long);
    context.strokeStyle = context.fillStyle = css(colour);
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX - ux * head * 0.8, toY - uy * head * 0.8);
    context.stroke();
    context.beginPath();
    context.moveTo(toX, toY);
    context.lineTo(toX - ux * head - uy * head * 0.5, toY - uy * head + ux * head * 0.5);
    context.lineTo(toX - ux * head + uy * head * 0.5, toY - uy * head - ux * head * 0.5);
    context.fill();
  }

  /**
   * @param {Theme} theme
   * @param {{ size: Pair }} box
   */
  #box(theme, { size: [across, up] }) {
    const { plot } = this;
    const { context } = plot.surface;
    context.strokeStyle = css(theme.muted);
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    context.strokeRect(plot.left(-across), plot.top(up), plot.left(across) - plot.left(-across), plot.top(-up) - plot.top(up));
    context.setLineDash([]);
  }
}

/** @param {string} colour @param {string} name */
function key(colour, name) {
  const mark = make("i");
  mark.style.background = colour;
  return make("span", {}, mark, name);
}

/**
 * Terms that are ways, as ways: of those that are alike (momentum, and the same corrected) all.
 *
 * @param {Term[]} terms
 */
export function arrowsOf(terms) {
  return terms.flatMap((term) => (term.arrow === undefined || typeof term.value === "number" ? [] : [{ term, to: /** @type {Pair} */ ([term.arrow * term.value[0], term.arrow * term.value[1]]) }]));
}

/** How far the picture goes. @param {ReturnType<typeof arrowsOf>} arrows */
export function reachOf(arrows) {
  const longest = Math.max(...arrows.map(({ to }) => Math.hypot(...to)));
  const update = Math.hypot(...(arrows.at(-1)?.to ?? [0, 0]));
  const reach = update > 0 ? Math.min(ROOM * longest, MOST * update) : ROOM * longest;
  return Number.isFinite(reach) && reach > 1e-30 ? reach : 1;
}

/** @param {Term} term */
const arrowName = ({ symbol, arrow = 1 }) => (arrow === 1 ? symbol : arrow === -1 ? `−${symbol}` : `−η·${symbol}`);

/**
 * The second moment as a box: how far a step would go along each weight's axis by the usual size of its gradients.
 *
 * @param {Term[]} terms
 * @param {number} rate
 */
export function boxOf(terms, rate) {
  const found = terms.filter(({ kind, value, symbol }) => typeof value !== "number" && (kind === "second" || (kind === "corrected" && symbol === "v̂"))).at(-1);
  if (!found) return null;
  const direct = found.symbol === "u"; // Adamax keeps sizes, not squares
  const size = /** @type {Pair} */ (found.value).map((each) => rate * (direct ? each : Math.sqrt(Math.max(0, each))));
  return { name: direct ? `± η·${found.symbol}` : `± η·√${found.symbol}`, size: /** @type {Pair} */ (/** @type {unknown} */ (size)) };
}

/**
 * Bands of equal width in loss around a place.
 *
 * @param {import("./surfaces.js").Surface} surface
 * @param {number} x
 * @param {number} y
 * @param {import("../plot.js").Axes} axes
 * @param {number} wide
 * @param {number} high
 */
function around(surface, x, y, axes, wide, high) {
  const losses = new Float64Array(wide * high);
  let low = Infinity;
  let top = -Infinity;
  for (let row = 0; row < high; row++) {
    const up = y + axes.y[1] - ((row + 0.5) / high) * (axes.y[1] - axes.y[0]);
    for (let column = 0; column < wide; column++) {
      const loss = surface.loss(x + axes.x[0] + ((column + 0.5) / wide) * (axes.x[1] - axes.x[0]), up);
      losses[row * wide + column] = loss;
      if (loss < low) low = loss;
      if (loss > top) top = loss;
    }
  }
  return Uint8Array.from(losses, (loss) => (top > low ? Math.floor((BANDS - 1) * ((loss - low) / (top - low))) : 0));
}
