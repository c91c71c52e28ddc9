// How much of the gradient reaches the first layer, at every scale and depth, measured, with theory's lines.
import { figure, make } from "../shared/element.js";
import { fill, number, power } from "../shared/format.js";
import { Mapping } from "./mapping.js";
import { ScaleMap } from "./scalemap.js";
import { mix } from "../shared/colours.js";

const REACH = 6; // decades either side of 1 that colours tell apart

export class Atlas {
  /** `url`: where to ask. `go(scale, depth)`: a cell was pressed. `schedule()`: something new is to be drawn. */
  constructor({ words, tooltip, url, go, schedule }) {
    Object.assign(this, { words, schedule });
    const keys = make("span", { class: "keys" }, make("span", { class: "key critical-key", text: words.map_critical }), make("span", { class: "key trainable-key", text: words.map_trainable }));
    this.section = figure({ title: words.map_title, caption: words.map_caption, area: "area-atlas", extra: [keys] });
    this.caption = this.section.querySelector(".caption");
    this.map = new ScaleMap(this.section, {
      label: words.map_title,
      words,
      tooltip,
      tell: (column, row) => this.#told(column, row),
      pick: (column, row) => go(this.head.scales[column], row + 1),
    });
    this.mapping = new Mapping({ url, unreachable: words.unreachable, receive: (line) => this.#receive(line), complain: (sentence) => this.#note(sentence) });
    this.reaching = [];
  }

  /** Ask for the map of `setting`, unless it is there. `parts`: what it depends on, as text. */
  want(setting, parts) {
    this.mapping.want(setting, parts);
  }

  /** What theory says, {scales, trainable, critical}; null while, or where, it says nothing. */
  get theory() {
    return this.lines && { scales: this.head.scales, ...this.lines };
  }

  /** Whether all of it is there. */
  get complete() {
    return Boolean(this.head) && this.reaching.length === this.head.scales.length;
  }

  #receive(line) {
    if (line.scales) {
      // What was there stays in sight until rows come.
      const laid = JSON.stringify([line.scales, line.depth]);
      if (this.laid !== laid) this.map.lay(line.scales, Array.from({ length: line.depth }, (_, at) => at + 1));
      Object.assign(this, { head: line, laid, lines: null, reaching: [] });
      this.#note("");
    } else if ("at" in line) this.reaching[line.at] = line.reaching;
    else if (line.note) this.#note(line.note);
    else this.lines = line;
    this.dirty = true;
    this.schedule();
  }

  #note(sentence) {
    const text = sentence || this.words.map_caption;
    this.caption.textContent = this.caption.title = text;
  }

  draw(theme, here) {
    if (!this.head) return;
    if (this.reaching.length && (this.dirty || this.painted !== theme.id)) {
      this.map.paint((column, row) => this.#colour(theme, this.reaching[column]?.[row]));
      this.painted = theme.id;
      this.dirty = false;
    }
    this.section.dataset.scales = this.reaching.length;
    const ticks = [-REACH, -REACH / 2, 0, REACH / 2, REACH].map((value) => {
      const sign = value === -REACH ? "≤ " : value === REACH ? "≥ " : "";
      return [(value / REACH + 1) / 2, sign + (value ? power(value) : "1")];
    });
    this.map.draw(theme, { theory: this.theory, here, key: { colour: (share) => this.#colour(theme, REACH * (2 * share - 1)), ticks } });
  }

  blank() {
    return this.map.blank();
  }

  #colour(theme, value) {
    if (value === undefined) return null;
    if (value === null) return theme.muted;
    const { diverging, background } = theme;
    return mix(background, value < 0 ? diverging[0] : diverging.at(-1), Math.min(Math.abs(value) / REACH, 1) ** 0.7);
  }

  #told(column, row) {
    const value = this.reaching[column]?.[row];
    if (value === undefined) return null;
    const share = (log) => {
      if (log === null || log === undefined) return "–";
      return Math.abs(log) < 3 ? number(10 ** log) : power(Math.round(log));
    };
    const { words } = this;
    const lines = [
      fill(words.map_cell, { scale: number(this.head.scales[column]), depth: row + 1 }),
      value === null ? words.map_beyond : fill(words.map_share, { depth: row + 1, share: share(value) }),
    ];
    const predicted = this.lines?.predicted?.[column]?.[row];
    if (predicted !== undefined) lines.push(fill(words.predicted_value, { value: share(predicted) }));
    return lines;
  }

  close() {
    this.mapping.close();
  }
}
