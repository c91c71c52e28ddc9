// Third view: one number a layer, against the epoch. Lines carry the layers' colours, first to last.
import { figure, make, segmented } from "../shared/element.js";
import { percent } from "../shared/format.js";
import { thin } from "../shared/history.js";
import { LineChart } from "../shared/lines.js";
import { layerTitle } from "../shared/rows.js";
import { css, layerColour } from "../shared/colours.js";

const HEALTHY_RATIO = 1e-3;

export class OverTime {
  constructor({ words, tooltip, redraw, choices }) {
    Object.assign(this, { words, tooltip, choices });
    this.legend = make("div", { class: "legend" });
    this.node = make("div", { class: "view four with-legend" }, this.legend);
    this.charts = [
      this.#chart("spread", "a_std", { logarithmic: true }),
      this.#chart("units", () => choices.units, { fixed: [0, 1.01], ticks: ".0%", spell: percent }, [["saturated", words.saturated], ["dead", words.dead]], redraw),
      this.#chart("flow", () => choices.flow, { logarithmic: true }, [["g_rms", words.dz], ["dw_norm", words.dw]], redraw),
      this.#chart("ratio", "ratio", { logarithmic: true }),
    ];
    this.charts[3].guide = HEALTHY_RATIO;
    for (const chart of this.charts) chart.again = redraw;
  }

  #chart(name, stat, y, options, redraw) {
    const { words, choices } = this;
    const toggle = options && segmented(options, {
      label: words[`${name}_title`],
      value: choices[name],
      small: true,
      pick: (key) => {
        choices[name] = key;
        this.picked ||= name === "units";
        chart.rescale({});
        redraw();
      },
    });
    const section = figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${name}`, extra: toggle && [toggle.node] });
    this.node.append(section);
    const chart = new LineChart(section, { x: words.epoch, y, tooltip: this.tooltip, words });
    chart.stat = typeof stat === "function" ? stat : () => stat;
    chart.toggle = toggle;
    return chart;
  }

  /** Units that can die hardly saturate, and the other way round: show what can happen, until someone picks. */
  begin({ dies }) {
    if (!this.picked) {
      this.choices.units = dies ? "dead" : "saturated";
      this.charts[1].toggle.press(this.choices.units);
    }
    for (const chart of this.charts) {
      chart.fit();
      chart.forget();
    }
  }

  draw({ Plotly, theme, layers, history, epochs }) {
    this.#keys(theme, layers);
    if (!Plotly) return;
    // Dozens of lines share the points that a picture can afford.
    const most = Math.max(60, Math.min(300, Math.floor(2400 / layers.length)));
    const epoch = history.column("epoch");
    for (const chart of this.charts) {
      const lines = layers.map((layer, index) => ({
        name: layerTitle(layer, this.words),
        colour: layerColour(theme, index, layers.length),
        width: layers.length > 12 ? 1.1 : 1.7,
        bridge: true,
        ...thin(epoch, history.layer(chart.stat(), index), history.length, most),
      }));
      chart.draw(Plotly, theme, lines, epochs);
    }
  }

  /** Few layers: a swatch each. Many: the scale itself, first to last. */
  #keys(theme, layers) {
    const id = theme.id + layers.map((layer) => layer.name).join();
    if (this.legend.dataset.id === id) return;
    this.legend.dataset.id = id;
    const swatch = (colour) => make("i", { style: `background:${colour}` });
    const name = (index) => layerTitle(layers[index], this.words);
    const all = layers.map((_, index) => index);
    const items =
      layers.length <= 9
        ? all.map((index) => make("span", {}, swatch(css(layerColour(theme, index, layers.length))), name(index)))
        : [
            make("span", { text: name(0) }),
            make("i", { class: "scale", style: `background:linear-gradient(90deg,${all.map((index) => css(layerColour(theme, index, layers.length))).join()})` }),
            make("span", { text: name(layers.length - 1) }),
          ];
    this.legend.replaceChildren(...items);
  }

  all() {
    return this.charts;
  }
}
