// One small picture of two lines over the epochs: training and validation.
import { fill, number } from "../shared/format.js";
import { thin } from "../shared/thin.js";
import { GrowingRange } from "../shared/ranges.js";
import { Surface } from "../shared/surface.js";
import { css } from "../shared/colours.js";

const MOST = 160;
const PALE = 0.3;

export class Curve {
  /** `keys`: columns of the history for training and validation; `y`: of `GrowingRange`; `spell(value)`. */
  constructor(host, { keys, label, words, tooltip, y = {}, spell = number }) {
    this.surface = new Surface(host, label);
    Object.assign(this, { keys, words, tooltip, y, spell });
    this.upright = new GrowingRange(y);
    this.surface.follow((pointer) => {
      this.pointer = pointer;
      if (!pointer) tooltip.hide();
      if (this.drawn) this.draw(...this.drawn); // with or without the line under the pointer
    });
    this.surface.canvas.addEventListener("dblclick", () => this.fit());
  }

  /** Another scale, which begins with a range of its own. */
  rescale(y, spell = this.spell) {
    this.y = y;
    this.spell = spell;
    this.upright = new GrowingRange(y);
  }

  /** Forget the past range, as for another network. */
  fit() {
    this.upright.reset();
  }

  /** `former`: the history of an earlier network, drawn pale behind; or null. */
  draw(theme, history, former) {
    if (!this.surface.begin()) return;
    this.drawn = [theme, history, former];
    this.theme = theme;
    const { epoch } = history;
    this.lines = this.keys.map((key) => thin(epoch, history[key], epoch.length, MOST));
    const behind = former ? this.keys.map((key) => thin(former.epoch, former[key], former.length, MOST)) : [];
    this.range = this.upright.include([...this.lines, ...behind].map(({ y }) => y));
    this.last = Math.max(epoch.at(-1) ?? 0, 1e-9);
    this.#measure();
    this.#axes();
    behind.forEach((line, index) => this.#line(line, theme.categorical[index], index === 1, PALE));
    this.lines.forEach((line, index) => this.#line(line, theme.categorical[index], index === 1));
    if (this.pointer) this.#tell();
  }

  blank() {
    return this.surface.blank();
  }

  #measure() {
    const { width, height } = this.surface;
    const em = this.theme.size;
    Object.assign(this, { left: 2.5 * em, right: width - 5, top: 0.5 * em, bottom: height - 1.15 * em });
  }

  #x(epoch) {
    return this.left + (epoch / this.last) * (this.right - this.left);
  }

  #y(value) {
    const [low, high] = this.range;
    const at = this.y.logarithmic ? Math.log10(value) : value;
    return this.bottom - ((at - low) / (high - low)) * (this.bottom - this.top);
  }

  #axes() {
    const { context } = this.surface;
    const { theme, left, right, top, bottom } = this;
    const ends = this.range.map((value) => (this.y.logarithmic ? 10 ** value : value));
    context.font = `${0.78 * theme.size}px ${theme.font}`;
    context.fillStyle = css(theme.muted);
    context.lineWidth = 1;
    context.textAlign = "right";
    ends.forEach((value, at) => {
      const y = at ? top : bottom;
      context.strokeStyle = css(at ? theme.faint : theme.line);
      context.beginPath();
      context.moveTo(left, Math.round(y) + 0.5);
      context.lineTo(right, Math.round(y) + 0.5);
      context.stroke();
      context.textBaseline = at ? "middle" : "alphabetic";
      context.fillText(this.#tick(value), left - 4, at ? y + 1 : y + 1);
    });
    this.surface.inked(left + 2, Math.round(bottom) + 0.5);
    context.textBaseline = "top";
    context.fillText(String(Math.floor(this.last)), right, bottom + 3);
    context.textAlign = "left";
    context.fillText("0", left, bottom + 3);
  }

  #tick(value) {
    return this.y.fixed ? this.spell(value, 0) : number(value, 2).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  }

  #line({ x, y }, colour, dashed, alpha = 1) {
    const { context } = this.surface;
    context.save();
    context.beginPath();
    context.rect(this.left - 1, 0, this.right - this.left + 4, this.bottom + 1);
    context.clip();
    context.beginPath();
    let pen = false;
    let points = 0;
    let last = null;
    x.forEach((epoch, at) => {
      const value = y[at];
      if (value === null || (this.y.logarithmic && value <= 0)) return void (pen = dashed && pen); // measured less often: bridged
      last = [this.#x(epoch), this.#y(value)];
      if (pen) context.lineTo(...last);
      else context.moveTo(...last);
      pen = true;
      points += 1;
    });
    context.strokeStyle = context.fillStyle = css(colour, alpha);
    context.lineWidth = 1.7;
    context.lineJoin = "round";
    context.setLineDash(dashed ? [5, 2.5] : []);
    context.stroke();
    if (points === 1) context.fillRect(last[0] - 2, last[1] - 2, 4, 4);
    context.restore();
  }

  /** Both values at the drawn epoch that is nearest to the pointer. */
  #tell() {
    const { left, x, y } = this.pointer;
    const share = (left - this.left) / (this.right - this.left);
    const at = nearest(this.lines[0].x, share * this.last);
    if (share < -0.02 || share > 1.02 || at < 0) return this.tooltip.hide();
    const epoch = this.lines[0].x[at];
    const { context } = this.surface;
    context.fillStyle = css(this.theme.muted, 0.6);
    context.fillRect(Math.round(this.#x(epoch)), this.top, 1, this.bottom - this.top);
    const told = this.lines.map((line, index) => {
      const value = line.y[nearest(line.x, epoch)] ?? null;
      this.#dot(epoch, value, this.theme.categorical[index]);
      return `${[this.words.training, this.words.validation][index]}: ${value === null ? "–" : this.spell(value)}`;
    });
    this.tooltip.show(x, y, [fill(this.words.at_epoch, { epoch: String(Number(epoch.toFixed(2))) }), ...told]);
  }

  #dot(epoch, value, colour) {
    if (value === null || (this.y.logarithmic && value <= 0)) return;
    const { context } = this.surface;
    context.beginPath();
    context.arc(this.#x(epoch), this.#y(value), 3.5, 0, 2 * Math.PI);
    context.fillStyle = css(colour);
    context.fill();
    context.strokeStyle = css(this.theme.background);
    context.lineWidth = 1.5;
    context.stroke();
  }
}

/** Index of the entry of the ascending list `x` that is nearest to `wanted`; -1 for an empty one. */
function nearest(x, wanted) {
  let best = -1;
  for (let at = 0; at < x.length; at++) if (best < 0 || Math.abs(x[at] - wanted) <= Math.abs(x[best] - wanted)) best = at;
  return best;
}
