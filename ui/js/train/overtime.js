// Third view: one number a layer, against the epoch. Lines carry the layers' colours, first to last.
import { css, layerColour } from "../shared/colours.js";
import { figure, find, make, segmented } from "../shared/element.js";
import { percent } from "../shared/format.js";
import { layerTitle } from "../shared/layername.js";
import { LineChart } from "../shared/linechart.js";
import { thin } from "../shared/thin.js";

/** @import { Upright } from "../shared/chartlayout.js" */
/** @import { Layer, Theme } from "../shared/types.d.ts" */
/** @import { Statistic } from "./history.js" */
/** @import { Run } from "./run.js" */
/** @import { Common, Scene } from "./types.d.ts" */

const HEALTHY_RATIO = 1e-3;
const FEW_LAYERS = 9;
/** Points of a line at most, and of all lines together: dozens of lines share what a picture can afford. */
const [MOST, LEAST, ALL] = [300, 60, 2400];

/** @type {Upright} */
const LOGARITHMIC = { logarithmic: true };
/** @type {Upright} */
const SHARE = { fixed: [0, 1.01], ticks: ".0%", spell: percent };

/** The rate is no number of a layer. @typedef {{ chart: LineChart, section: HTMLElement, statistic: () => Statistic | "rate" }} Part */

export class OverTime {
  /** Someone has chosen between saturated and dead units. */
  #picked = false;

  /** @param {Common} common */
  constructor(common) {
    const { words, choices } = common;
    this.common = common;
    this.legend = make("div", { class: "legend" });
    this.node = make("div", { class: "view four with-legend" }, this.legend);
    const [saturated, dead] = [words.saturated, words.dead];
    this.units = this.#toggle("units", [["saturated", saturated], ["dead", dead]], () => (this.#picked = true));
    const flow = this.#toggle("flow", [["preactivation_gradient_std", words.dz], ["weight_gradient_norm", words.dw]]);
    const ratio = this.#toggle("ratio", [["update_ratio", words.ratio], ["rate", words.learning_rate]], () => this.#name());
    /** @type {Record<string, Part>} */
    this.parts = {
      spread: this.#part("spread", LOGARITHMIC, () => "activation_std"),
      units: this.#part("units", SHARE, () => choices.units, this.units.node),
      flow: this.#part("flow", LOGARITHMIC, () => choices.flow, flow.node),
      ratio: this.#part("ratio", LOGARITHMIC, () => choices.ratio, ratio.node),
    };
    this.#name();
  }

  /**
   * @template {"units" | "flow" | "ratio"} Name
   * @param {Name} name
   * @param {[key: Common["choices"][Name], text: string][]} options
   * @param {() => void} [picked]
   */
  #toggle(name, options, picked) {
    const { words, choices, redraw } = this.common;
    return segmented(options, {
      label: words[`${name}_title`],
      value: choices[name],
      small: true,
      pick: (key) => {
        choices[name] = key;
        picked?.();
        this.parts[name].chart.rescale({});
        redraw();
      },
    });
  }

  /**
   * @param {string} name
   * @param {Upright} y
   * @param {Part["statistic"]} statistic
   * @param {HTMLElement} [toggle]
   * @returns {Part}
   */
  #part(name, y, statistic, toggle) {
    const { words, tooltip, redraw } = this.common;
    const section = figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${name}`, extra: [toggle] });
    this.node.append(section);
    return { chart: new LineChart(section, { x: words.epoch, y, many: true, again: redraw, tooltip, words }), section, statistic };
  }

  /** What the last chart shows, and what it is compared with. */
  #name() {
    const { words, choices } = this.common;
    const { chart, section } = this.parts.ratio;
    chart.guide = choices.ratio === "rate" ? null : HEALTHY_RATIO;
    find(section, "h3").textContent = words[choices.ratio === "rate" ? "rate_title" : "ratio_title"];
    find(section, ".caption").textContent = words[choices.ratio === "rate" ? "rate_caption" : "ratio_caption"];
  }

  /**
   * Units that can die hardly saturate, and the other way round: show what can happen, until someone picks.
   *
   * @param {Run} run
   */
  begin({ dies }) {
    if (!this.#picked) {
      const units = dies ? "dead" : "saturated";
      this.common.choices.units = units;
      this.units.press(units);
    }
    for (const chart of this.all()) {
      chart.fit();
      chart.forget();
    }
  }

  /** @param {Scene} scene */
  draw({ Plotly, theme, run }) {
    if (!run) return;
    const { layers, history, epochs } = run;
    this.#keys(theme, layers);
    if (!Plotly) return;
    const most = Math.max(LEAST, Math.min(MOST, Math.floor(ALL / layers.length)));
    const epoch = history.column("epoch");
    for (const { chart, statistic } of Object.values(this.parts)) {
      const shown = statistic();
      const rate = () => ({ name: this.common.words.learning_rate, colour: theme.categorical[0], ...thin(epoch, history.column("learning_rate"), history.length) });
      const each = (/** @type {Statistic} */ name) =>
        layers.map((layer, index) => ({
          name: layerTitle(layer, this.common.words),
          colour: layerColour(theme, index, layers.length),
          width: layers.length > 12 ? 1.1 : 1.7,
          bridge: true,
          ...thin(epoch, history.layer(name, index), history.length, most),
        }));
      chart.draw(Plotly, theme, shown === "rate" ? [rate()] : each(shown), epochs);
    }
  }

  /**
   * Few layers: a swatch each. Many: the scale itself, first to last.
   *
   * @param {Theme} theme
   * @param {Layer[]} layers
   */
  #keys(theme, layers) {
    const id = theme.id + layers.map((layer) => layer.name).join();
    if (this.legend.dataset.id === id) return;
    this.legend.dataset.id = id;
    const names = layers.map((layer) => layerTitle(layer, this.common.words));
    const colours = layers.map((_, index) => css(layerColour(theme, index, layers.length)));
    const scale = make("i", { class: "scale", style: `background:linear-gradient(90deg,${colours.join()})` });
    const ends = [make("span", { text: names[0] }), scale, make("span", { text: names[names.length - 1] })];
    const each = names.map((name, index) => make("span", {}, make("i", { style: `background:${colours[index]}` }), name));
    this.legend.replaceChildren(...(layers.length <= FEW_LAYERS ? each : ends));
  }

  all() {
    return Object.values(this.parts).map(({ chart }) => chart);
  }
}
