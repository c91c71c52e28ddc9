// What batch normalization and dropout do as training goes on: moving averages beside the batch's moments, dropped units.
import { layerColour } from "../shared/colours.js";
import { figure, find, make } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { layerTitle } from "../shared/layername.js";
import { LineChart } from "../shared/linechart.js";
import { thin } from "../shared/thin.js";
import { DroppedUnits } from "./droppedunits.js";

/** @import { Line } from "../shared/chartlayout.js" */
/** @import { PlotlyLibrary } from "../shared/plotlyjs.d.ts" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Moment } from "./history.js" */
/** @import { Run } from "./run.js" */
/** @import { Common, Scene } from "./types.d.ts" */

/** Points of a line at most, and of all lines together. */
const [MOST, LEAST, ALL] = [300, 40, 2400];

export class NormalizationView {
  /** @param {Common} common */
  constructor(common) {
    const { words, tooltip, redraw } = common;
    this.words = words;
    const part = (/** @type {string} */ name, /** @type {HTMLElement} */ extra) =>
      figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${name}`, extra: [extra] });
    this.dropped = part("dropped", make("span"));
    find(this.dropped, ".caption").after(make("p", { class: "explained", text: words.inverted_dropout }));
    this.means = part("moving_mean", this.#key());
    this.variances = part("moving_variance", this.#key());
    this.node = make("div", { class: "view four normalization" }, this.dropped, this.means, this.variances);
    this.units = new DroppedUnits(find(this.dropped, ".plot"), { label: words.dropped_title, words, tooltip });
    const chart = { x: words.epoch, many: true, again: redraw, tooltip, words };
    this.mean = new LineChart(this.means, { y: {}, ...chart });
    this.variance = new LineChart(this.variances, { y: { logarithmic: true }, ...chart });
  }

  #key() {
    const { words } = this;
    return make("span", { class: "keys" }, make("span", { class: "key moving", text: words.moving_average }), make("span", { class: "key batch", text: words.of_the_batch }));
  }

  begin() {
    for (const chart of [this.mean, this.variance]) chart.fit();
    for (const picture of this.all()) picture.forget();
  }

  /** @param {Run} run */
  offers({ history, dropouts }) {
    return history.normalized > 0 || dropouts.length > 0;
  }

  /** @param {Scene} scene */
  draw({ Plotly, theme, run }) {
    if (!run) return;
    const { dropped } = run.frame ?? {};
    this.dropped.hidden = !run.dropouts.length;
    this.means.hidden = this.variances.hidden = !run.history.normalized;
    this.node.classList.toggle("one-row", this.dropped.hidden || this.means.hidden);
    if (dropped) this.units.draw(theme, { layers: run.layers, dropped, dropouts: run.dropouts });
    if (!Plotly || !run.history.normalized) return;
    this.#pair(this.mean, ["moving_mean", "batch_mean"], { Plotly, theme, run });
    this.#pair(this.variance, ["moving_variance", "batch_variance"], { Plotly, theme, run });
  }

  /**
   * @param {LineChart} chart
   * @param {[moving: Moment, batch: Moment]} names
   * @param {{ Plotly: PlotlyLibrary, theme: Theme, run: Run }} scene
   */
  #pair(chart, [moving, batch], { Plotly, theme, run: { history, layers, epochs } }) {
    const most = Math.max(LEAST, Math.min(MOST, Math.floor(ALL / (2 * history.normalized))));
    const epoch = history.column("epoch");
    const line = (/** @type {Moment} */ name, /** @type {number} */ index, /** @type {string} */ word) => ({
      name: fill(word, { layer: layerTitle(layers[index], this.words) }),
      colour: layerColour(theme, index, layers.length),
      bridge: true,
      ...thin(epoch, history.moment(name, index), history.length, most),
    });
    /** @type {Line[]} */
    const lines = [];
    for (let index = 0; index < history.normalized; index++) {
      lines.push({ ...line(batch, index, this.words.batch_of), width: 0.8, dash: "2px,2px" });
      lines.push(line(moving, index, this.words.moving_of));
    }
    chart.draw(Plotly, theme, lines, epochs);
  }

  all() {
    return [this.units, this.mean, this.variance];
  }
}
