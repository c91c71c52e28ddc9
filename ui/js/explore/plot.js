// A picture with two plain axes on a canvas: what a dragging finger changes is drawn anew in a millisecond or two.
import { css } from "../shared/colours.js";
import { find } from "../shared/element.js";
import { number, power, withoutZeros } from "../shared/format.js";
import { polyline } from "../shared/polyline.js";
import { Surface } from "../shared/surface.js";

/** @import { Place } from "../shared/polyline.js" */
/** @import { Range } from "../shared/ranges.js" */
/** @import { Pointer, Rgb, Theme } from "../shared/types.d.ts" */

/**
 * What is drawn on the axes, in their own units.
 *
 * @typedef {object} Axes
 * @property {Range} x
 * @property {Range} y
 * @property {string} [across] title of the horizontal axis
 * @property {boolean} [zero] both lines through 0 stand out
 * @property {boolean} [powers] heights are logarithms: their ticks are powers of ten
 * @property {[value: number, text: string][]} [ticks] of the horizontal axis, instead of round ones
 */

export class Plot {
  /** @type {Axes} */
  axes = { x: [0, 1], y: [0, 1] };
  #area = { left: 0, top: 0, right: 1, bottom: 1 };
  /** Where a finger or the mouse is over the plot, in the axes' units; null elsewhere. @type {{ x: number, y: number, pointer: Pointer } | null} */
  at = null;

  /**
   * @param {HTMLElement} section a `figure`
   * @param {{ label: string, moved?: () => void, dragged?: (x: number, y: number, begun: boolean) => void }} parts
   *   `moved`: the pointer is elsewhere now; `dragged`: it is down, and there
   */
  constructor(section, { label, moved, dragged }) {
    this.surface = new Surface(find(section, ".plot"), label);
    this.surface.follow((pointer) => {
      this.at = pointer && { ...this.value(pointer.left, pointer.top), pointer };
      moved?.();
    });
    if (dragged) this.#drag(dragged);
  }

  /** @param {(x: number, y: number, begun: boolean) => void} dragged */
  #drag(dragged) {
    const { canvas } = this.surface;
    canvas.style.touchAction = "none";
    canvas.style.cursor = "crosshair";
    const tell = (/** @type {PointerEvent} */ event, /** @type {boolean} */ begun) => {
      const box = canvas.getBoundingClientRect();
      const { x, y } = this.value(event.clientX - box.left, event.clientY - box.top);
      dragged(x, y, begun);
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      tell(event, true);
    });
    canvas.addEventListener("pointermove", (event) => canvas.hasPointerCapture(event.pointerId) && tell(event, false));
  }

  /**
   * Clear, and draw the axes. Returns false where the picture is not seen.
   *
   * @param {Theme} theme
   * @param {Axes} axes
   */
  begin(theme, axes) {
    if (!this.surface.begin()) return false;
    this.axes = axes;
    this.#area = this.#areaOf(theme, this.surface, axes.across);
    this.#grid(theme);
    return true;
  }

  /**
   * @param {Theme} theme
   * @param {{ width: number, height: number }} size of the picture
   * @param {string} [across]
   */
  #areaOf({ size: em }, { width, height }, across) {
    return { left: 3.2 * em, top: 0.5 * em, right: width - 0.6 * em, bottom: height - (across ? 2.7 : 1.5) * em };
  }

  /**
   * Axes of one scale around a place, as far as `reach` at least in all directions.
   *
   * @param {Theme} theme
   * @param {readonly [x: number, y: number]} centre
   * @param {number} reach
   * @param {string} [across]
   * @returns {Axes}
   */
  even(theme, [x, y], reach, across) {
    const { clientWidth: width, clientHeight: height } = this.surface.host;
    const { left, top, right, bottom } = this.#areaOf(theme, { width, height }, across);
    const [wide, high] = [Math.max(1, right - left), Math.max(1, bottom - top)];
    const unit = reach / Math.min(wide, high);
    return { x: [x - unit * wide, x + unit * wide], y: [y - unit * high, y + unit * high], across };
  }

  /** Show nothing: there is nothing yet. */
  clear() {
    this.surface.begin();
    this.surface.mark = null;
  }

  /** In pixels. */
  get area() {
    return this.#area;
  }

  /** @param {number} x */
  left(x) {
    const [low, high] = this.axes.x;
    return this.#area.left + ((x - low) / (high - low)) * (this.#area.right - this.#area.left);
  }

  /** @param {number} y */
  top(y) {
    const [low, high] = this.axes.y;
    return this.#area.bottom - ((y - low) / (high - low)) * (this.#area.bottom - this.#area.top);
  }

  /**
   * What is at a place, in pixels, in the axes' units.
   *
   * @param {number} left
   * @param {number} top
   */
  value(left, top) {
    const { x, y } = this.axes;
    const area = this.#area;
    return {
      x: x[0] + ((left - area.left) / (area.right - area.left)) * (x[1] - x[0]),
      y: y[0] + ((area.bottom - top) / (area.bottom - area.top)) * (y[1] - y[0]),
    };
  }

  /** Draw inside the axes only. @param {() => void} draw */
  inside(draw) {
    const { context } = this.surface;
    const { left, top, right, bottom } = this.#area;
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    draw();
    context.restore();
  }

  /**
   * A line through points in the axes' units; what is not finite is a gap.
   *
   * @param {ArrayLike<number>} x
   * @param {ArrayLike<number>} y
   * @param {{ colour: Rgb, alpha?: number, width?: number, dash?: number[] }} style
   */
  line(x, y, style) {
    /** @type {(Place | null)[]} */
    const places = [];
    for (let at = 0; at < x.length; at++) places.push(Number.isFinite(y[at]) ? [this.left(x[at]), this.top(y[at])] : null);
    this.inside(() => polyline(this.surface.context, places, style));
  }

  /**
   * A filled strip across the whole height.
   *
   * @param {number} from
   * @param {number} to
   * @param {string} fill
   */
  strip(from, to, fill) {
    const { context } = this.surface;
    this.inside(() => {
      context.fillStyle = fill;
      context.fillRect(this.left(from), this.#area.top, this.left(to) - this.left(from), this.#area.bottom - this.#area.top);
    });
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {{ colour: Rgb, size?: number }} style
   */
  dot(x, y, { colour, size = 4 }) {
    const { context } = this.surface;
    context.fillStyle = css(colour);
    context.beginPath();
    context.arc(this.left(x), this.top(y), size, 0, 2 * Math.PI);
    context.fill();
  }

  blank() {
    return this.surface.blank();
  }

  /** @param {Theme} theme */
  #grid(theme) {
    const { context } = this.surface;
    const { left, top, right, bottom } = this.#area;
    const { x, y, across, zero, powers, ticks } = this.axes;
    context.font = `${0.8 * theme.size}px ${theme.font}`;
    context.lineWidth = 1;
    context.fillStyle = css(theme.muted);
    context.textAlign = "center";
    context.textBaseline = "top";
    const round = () => roundTicks(x, Math.max(2, (right - left) / (5 * theme.size))).map((value) => /** @type {[number, string]} */ ([value, spelled(value)]));
    for (const [value, text] of ticks ?? round()) {
      const at = Math.round(this.left(value)) + 0.5;
      context.strokeStyle = css(zero && value === 0 ? theme.line : theme.faint);
      stroke(context, [at, top], [at, bottom]);
      const half = context.measureText(text).width / 2;
      context.fillText(text, Math.min(at, this.surface.width - half), bottom + 4);
    }
    context.textAlign = "right";
    context.textBaseline = "middle";
    const upright = roundTicks(y, Math.max(2, (bottom - top) / (2.6 * theme.size)));
    for (const value of upright.filter((each) => !powers || Number.isInteger(each))) {
      const at = Math.round(this.top(value)) + 0.5;
      context.strokeStyle = css(zero && value === 0 ? theme.line : theme.faint);
      stroke(context, [left, at], [right, at]);
      context.fillText(powers ? power(value) : spelled(value), left - 5, at);
    }
    context.strokeStyle = css(theme.line);
    stroke(context, [left, bottom + 0.5], [right, bottom + 0.5]);
    this.surface.inked(left + 3, bottom + 0.5);
    if (!across) return;
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(across, (left + right) / 2, this.surface.height - 1);
  }
}

/**
 * Round values in a range, about as many as `wanted` at most.
 *
 * @param {Range} range
 * @param {number} wanted
 */
export function roundTicks([low, high], wanted) {
  const rough = (high - low) / wanted;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5, 10].find((each) => each * unit >= rough * (1 - 1e-9)) ?? 10);
  const values = [];
  for (let at = Math.ceil(low / step - 1e-9); at * step <= high + 1e-9 * step; at++) values.push(at === 0 ? 0 : Number((at * step).toPrecision(10)));
  return values;
}

/** @param {number} value */
function spelled(value) {
  return withoutZeros(number(value, 4));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Place} from
 * @param {Place} to
 */
function stroke(context, from, to) {
  context.beginPath();
  context.moveTo(...from);
  context.lineTo(...to);
  context.stroke();
}
