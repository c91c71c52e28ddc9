// The explorer of the loss landscape: two optimizers from the same weights of a real network.
import { css } from "../../shared/colours.js";
import { Slider } from "../../shared/controls/slider.js";
import { figure, find, icon, make, setText } from "../../shared/element.js";
import { fill, number, percent } from "../../shared/format.js";
import { LineStream } from "../../shared/linestream.js";
import { Heights } from "../heights.js";
import { Plot } from "../plot.js";
import { Found } from "./found.js";

/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { LandscapeLine } from "./types.d.ts" */

const PATH = "/lab/landscape";
/** Milliseconds after the last change until the network is trained anew. */
const REST = 500;

export class LandscapeExplorer {
  /** @type {Texts} */
  #texts = {};
  #found = new Found();
  /** What has come, counted: pictures of the plane are painted anew when it changes. */
  #come = 0;
  /** The step that is read; NaN: the last one. */
  #step = NaN;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;
  #complaint = "";

  /** @param {Parts} parts */
  constructor({ words, menu, server, redraw, watch }) {
    this.words = words;
    this.redraw = redraw;
    this.entries = menu.fields.optimizer.entries ?? [];
    const names = ["plane", "losses", "sharpness"];
    const [plane, losses, sharpness] = names.map((name) => figure({ title: words[`landscape_${name}`], caption: words[`landscape_${name}_help`], area: `area-${name}`, extra: name === "plane" ? [runKeys()] : [] }));
    this.heights = new Heights();
    this.plane = new Plot(plane, { label: words.landscape_plane });
    const read = (/** @type {number} */ x) => this.#read(x);
    this.losses = new Plot(losses, { label: words.landscape_losses, dragged: read });
    this.sharpness = new Plot(sharpness, { label: words.landscape_sharpness, dragged: read });
    this.slider = new Slider({ label: words.step, help: words.landscape_step_help, path: "step", stops: [0, 1], pick: (value) => this.#read(Number(value)) });
    this.status = make("p", { class: "note", role: "status", hidden: "" });
    this.told = make("p", { class: "claim" });
    this.node = make("div", { class: "landscape" }, this.status, make("div", { class: "pictures" }, plane, losses, sharpness), make("div", { class: "reading-row" }, this.slider.node, this.told));
    this.keys = [...plane.querySelectorAll(".key")];
    this.caption = find(plane, ".caption");
    watch(this.node);
    /** @type {LineStream<{ chosen: Texts }, LandscapeLine>} */
    this.stream = new LineStream({ server, path: PATH, unreachable: words.unreachable, busy: words.server_busy, receive: (line) => this.#receive(line), complain: (sentence) => this.#say(sentence) });
  }

  /** @param {Texts} texts */
  show(texts) {
    const before = JSON.stringify(this.#texts);
    this.#texts = texts;
    if (before === JSON.stringify(texts)) return;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#ask(), before === "{}" ? 0 : REST);
  }

  #ask() {
    // Changed and changed back: what has come stays, and the rest comes.
    if (!this.stream.want({ chosen: this.#texts }, JSON.stringify(this.#texts))) return this.#tell();
    this.#found = new Found();
    this.#come += 1;
    this.#step = NaN;
    this.#complaint = "";
    this.#tell();
    this.redraw();
  }

  /** @param {LandscapeLine} line */
  #receive(line) {
    this.#found.take(line);
    this.#come += 1;
    if ("way" in line) this.slider.offer(this.#stops());
    this.#tell();
    this.redraw();
  }

  #stops() {
    return [...new Set(this.#found.ways.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#complaint = sentence;
    this.#tell();
  }

  /** @param {number} step */
  #read(step) {
    const stops = this.#stops();
    this.#step = stops.reduce((best, each) => (Math.abs(each - step) < Math.abs(best - step) ? each : best), stops[0] ?? 0);
    this.#tell();
    this.redraw();
  }

  get #at() {
    return Number.isNaN(this.#step) ? this.#found.last : this.#step;
  }

  /** Names of the runs' optimizers. */
  get #names() {
    const label = (/** @type {string} */ key) => this.entries.find((entry) => entry.key === key)?.label ?? key;
    const { optimizer, beside, learning_rate: first, beside_rate: second } = this.#texts;
    const names = [`${label(optimizer)}, ${first}`];
    return beside === "none" ? names : [...names, `${label(beside)}, ${second}`];
  }

  #tell() {
    const found = this.#found;
    const whole = found.sharp.length === this.#names.length && found.sharp.every(({ steps }, run) => steps[steps.length - 1] === found.ways[run].steps[found.ways[run].steps.length - 1]);
    const sentence = this.#complaint || (whole ? "" : this.words[`landscape_${found.stage}_now`]);
    this.status.hidden = !sentence;
    this.status.replaceChildren(...(sentence ? [icon(this.#complaint ? "warn" : "wait"), make("span", { text: sentence })] : []));
    this.slider.show(this.#at);
    this.#names.forEach((name, run) => setText(this.keys[run], name));
    this.keys.forEach((key, run) => key.toggleAttribute("hidden", run >= this.#names.length));
    setText(this.told, found.ways.map((way, run) => this.#reading(way, run)).join("  ·  "));
    const beside = Math.max(0, ...found.beside);
    setText(this.caption, `${this.words.landscape_plane_help} ${found.grid ? fill(this.words.landscape_beside, { share: percent(beside, 0) }) : ""}`);
  }

  /**
   * @param {import("./types.d.ts").Way} way
   * @param {number} run
   */
  #reading({ losses, diverged, steps }, run) {
    const at = this.#found.index(run, this.#at);
    const sharp = this.#found.sharpness(run, this.#at);
    const limit = this.#found.limits[run];
    const parts = [fill(this.words.landscape_loss, { name: this.#names[run] ?? "", loss: number(losses[at]) })];
    if (Number.isFinite(sharp)) parts.push(fill(this.words.landscape_sharp, { value: number(sharp) }));
    if (Number.isFinite(sharp) && limit) parts.push(fill(this.words.landscape_limit, { limit: number(limit) }));
    if (diverged && at === steps.length - 1) parts.push(this.words.landscape_diverged);
    return parts.join(", ");
  }

  /** @param {Theme} theme */
  #colours(theme) {
    return [theme.categorical[6], theme.categorical[1]];
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.#colours(theme).forEach((colour, at) => this.node.style.setProperty(at ? "--second" : "--first", css(colour)));
    this.#drawPlane(theme);
    this.#drawLosses(theme);
    this.#drawSharpness(theme);
  }

  /** @param {Theme} theme */
  #drawPlane(theme) {
    const { grid, places, ways } = this.#found;
    if (!grid) return this.plane.clear();
    const [across, upright] = [grid.across, grid.upright];
    if (!this.plane.begin(theme, { x: [across[0], across[across.length - 1]], y: [upright[0], upright[upright.length - 1]], across: this.words.landscape_across })) return;
    this.heights.draw(theme, this.plane, grid, String(this.#come));
    const colours = this.#colours(theme);
    places.forEach((each, run) => {
      const until = this.#found.index(run, this.#at) + 1;
      const [x, y] = [each.map(([a]) => a), each.map(([, b]) => b)];
      this.plane.line(x, y, { colour: theme.background, width: 6 });
      this.plane.line(x, y, { colour: colours[run], width: 1.4, dash: [2, 3] });
      this.plane.line(x.slice(0, until), y.slice(0, until), { colour: colours[run], width: 3.2 });
      this.plane.dot(x[until - 1], y[until - 1], { colour: colours[run], size: 5 });
    });
    if (ways.length) this.plane.dot(places[0][0][0], places[0][0][1], { colour: theme.text, size: 4 });
  }

  /** @param {Theme} theme */
  #drawLosses(theme) {
    const { ways, last } = this.#found;
    const logs = ways.map(({ losses }) => losses.map((loss) => Math.log10(Math.max(loss, 1e-12))));
    if (!ways.length) return this.losses.clear();
    const range = decadesOf(logs.flat());
    if (!this.losses.begin(theme, { x: [0, Math.max(last, 1)], y: range, across: this.words.step, powers: true })) return;
    const colours = this.#colours(theme);
    ways.forEach(({ steps }, run) => this.losses.line(steps, logs[run], { colour: colours[run], width: 2 }));
    this.#cursor(theme, this.losses);
  }

  /** @param {Theme} theme */
  #drawSharpness(theme) {
    const { sharp, limits, last } = this.#found;
    if (!sharp.length) return this.sharpness.clear();
    const limit = Math.max(0, ...limits.map((each) => each ?? 0));
    const highest = Math.max(limit, ...sharp.flatMap(({ values }) => values.filter(Number.isFinite)), 1e-6);
    if (!this.sharpness.begin(theme, { x: [0, Math.max(last, 1)], y: [0, 1.15 * Math.min(highest, limit ? 4 * limit : Infinity)], across: this.words.step })) return;
    const colours = this.#colours(theme);
    sharp.forEach(({ steps, values }, run) => {
      this.sharpness.line(steps, values, { colour: colours[run], width: 2 });
      const bound = limits[run];
      if (bound) this.#bound(theme, bound, run);
    });
    this.#cursor(theme, this.sharpness);
  }

  /**
   * The largest curvature at which a run settles, as a line with its words.
   *
   * @param {Theme} theme
   * @param {number} bound
   * @param {number} run
   */
  #bound(theme, bound, run) {
    const { context } = this.sharpness.surface;
    const { left } = this.sharpness.area;
    const colour = this.#colours(theme)[run];
    this.sharpness.line(this.sharpness.axes.x, [bound, bound], { colour, width: 1.2, dash: [6, 4] });
    context.font = `${0.82 * theme.size}px ${theme.font}`;
    context.fillStyle = css(colour);
    context.textAlign = "left";
    context.textBaseline = "bottom";
    context.fillText(fill(this.words.landscape_bound, { bound: number(bound) }), left + 6, this.sharpness.top(bound) - 2 - run * theme.size);
  }

  /**
   * @param {Theme} theme
   * @param {Plot} plot
   */
  #cursor(theme, plot) {
    plot.line([this.#at, this.#at], plot.axes.y, { colour: theme.muted, width: 1 });
  }

  pictures() {
    return [this.plane, this.losses, this.sharpness];
  }

  report() {
    const found = this.#found;
    return { ways: found.ways.length, rows: found.grid?.heights.length ?? 0, sharp: found.sharp.reduce((sum, { steps }) => sum + steps.length, 0), step: this.#at };
  }

  close() {
    clearTimeout(this.#resting);
    this.stream.close();
  }
}

function runKeys() {
  return make("span", { class: "keys" }, make("span", { class: "key first-key" }), make("span", { class: "key second-key" }));
}

/**
 * Whole powers of ten around logarithms.
 *
 * @param {number[]} logs
 * @returns {[number, number]}
 */
function decadesOf(logs) {
  const finite = logs.filter(Number.isFinite);
  if (!finite.length) return [-2, 0];
  const [low, high] = [Math.floor(Math.min(...finite)), Math.ceil(Math.max(...finite) + 0.02)];
  return [low, Math.max(high, low + 1)];
}
