// The further metrics that were asked for, over time: shares in one chart, each other in one of its own.
import { css } from "../shared/colours.js";
import { figure, make } from "../shared/element.js";
import { percent } from "../shared/format.js";
import { LineChart } from "../shared/linechart.js";
import { thin } from "../shared/thin.js";
import { PLAIN, inOwnUnit, isError, measureName } from "./numbers.js";

/** @import { Upright } from "../shared/chartlayout.js" */
/** @import { Rgb, Theme } from "../shared/types.d.ts" */
/** @import { Run } from "./run.js" */
/** @import { Common, Scene } from "./types.d.ts" */

/** @type {Upright} */
const SHARE = { fixed: [0, 1.01], ticks: ".0%", spell: percent };
/** The first two colours of the theme are those of training and validation. */
const FIRST_COLOUR = 2;

/** @typedef {{ chart: LineChart, section: HTMLElement, shows: (key: string, run: Run) => boolean, legend?: HTMLElement }} Part */

export class Metrics {
  /** @param {Common} common */
  constructor(common) {
    this.common = common;
    const { words } = common;
    this.node = make("div", { class: "view four one-row metrics" });
    this.parts = [
      this.#part({ title: words.own_measures_title, caption: words.own_measures_caption, y: {}, shows: (key, { recorded }) => recorded, legend: make("span", { class: "legend" }) }),
      this.#part({ title: words.metrics_title, caption: words.metrics_caption, y: SHARE, shows: (key, { recorded }) => !recorded && !PLAIN.has(key) && !isError(key), legend: make("span", { class: "legend" }) }),
      this.#part({ title: words.errors_title, caption: words.errors_caption, y: {}, shows: (key, { recorded }) => !recorded && isError(key), legend: make("span", { class: "legend" }) }),
      ...[...PLAIN].map((key) => this.#part({ title: words[`${key}_title`], caption: words[`${key}_caption`], y: {}, shows: (other, { recorded }) => !recorded && other === key })),
    ];
  }

  /**
   * @param {{ title: string, caption: string, y: Upright, shows: Part["shows"], legend?: HTMLElement }} what
   * @returns {Part}
   */
  #part({ title, caption, y, shows, legend }) {
    const { words, tooltip, redraw } = this.common;
    const section = figure({ title, caption, area: "area-metric", extra: legend ? [legend] : [] });
    this.node.append(section);
    return { chart: new LineChart(section, { x: words.epoch, y, all: true, again: redraw, tooltip, words }), section, shows, legend };
  }

  begin() {
    for (const chart of this.all()) {
      chart.fit();
      chart.forget();
    }
  }

  /** @param {Run} run */
  offers({ history }) {
    return history.measures.length > 0;
  }

  /** @param {Scene} scene */
  draw({ Plotly, theme, run }) {
    if (!run) return;
    const { history, epochs } = run;
    const { words } = this.common;
    const colour = (/** @type {string} */ key) => theme.categorical[(FIRST_COLOUR + history.measures.indexOf(key)) % theme.categorical.length];
    for (const { section, shows } of this.parts) section.hidden = !history.measures.some((key) => shows(key, run));
    this.node.classList.toggle("single", this.parts.filter(({ section }) => !section.hidden).length === 1);
    const name = (/** @type {string} */ key) => measureName(key, words, run);
    for (const { chart, section, shows, legend } of this.parts) {
      const shown = history.measures.filter((key) => shows(key, run));
      if (legend) inscribe(legend, theme, shown.map((key) => [name(key), colour(key)]));
      if (section.hidden || !Plotly) continue;
      const lines = shown.map((key) => {
        const { x, y } = thin(history.column("epoch"), history.measure(key), history.length);
        // Errors of several targets share an axis: there they stay in standard deviations.
        return { name: name(key), colour: colour(key), bridge: true, x, y: key === "rmse" && !run.recorded ? y.map((value) => inOwnUnit(key, value, run)) : y };
      });
      chart.draw(Plotly, theme, lines, epochs);
    }
  }

  all() {
    return this.parts.map(({ chart }) => chart);
  }
}

/**
 * What the colours of lines mean.
 *
 * @param {HTMLElement} legend
 * @param {Theme} theme
 * @param {[name: string, colour: Rgb][]} lines
 */
function inscribe(legend, theme, lines) {
  const id = theme.id + JSON.stringify(lines);
  if (legend.dataset.id === id) return;
  legend.dataset.id = id;
  legend.replaceChildren(...lines.map(([name, colour]) => make("span", {}, make("i", { style: `background:${css(colour)}` }), name)));
}
