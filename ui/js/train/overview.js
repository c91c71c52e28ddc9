// First view: what the network answers, how loss and accuracy go, and what flows through the layers.
import { figure, make, segmented } from "../shared/element.js";
import { number, percent } from "../shared/format.js";
import { thin } from "../shared/history.js";
import { LineChart } from "../shared/lines.js";
import { Plane } from "./plane.js";
import { Rows } from "../shared/rows.js";

export class Overview {
  constructor({ words, tooltip, redraw, choices }) {
    Object.assign(this, { words, choices });
    const keys = () => make("span", { class: "keys" }, make("span", { class: "key train", text: words.training }), make("span", { class: "key validation", text: words.validation }));
    const toggle = (name, text) => {
      const box = make("input", { type: "checkbox", on: { change: () => ((choices[name] = box.checked), redraw()) } });
      box.checked = choices[name];
      return make("label", { class: "check" }, box, make("span", { text }));
    };
    const scale = segmented([["linear", words.linear], ["log", words.logarithmic]], {
      label: words.loss_scale,
      value: choices.lossScale,
      small: true,
      pick: (key) => {
        choices.lossScale = key;
        this.loss.rescale({ logarithmic: key === "log" });
        redraw();
      },
    });
    const parts = {
      plane: figure({ title: words.plane_title, caption: words.plane_caption, area: "area-plane", extra: [toggle("validation", words.show_validation), toggle("sharp", words.sharp)] }),
      loss: figure({ title: words.loss_title, caption: words.loss_caption, area: "area-loss", extra: [keys(), scale.node] }),
      metric: figure({ title: words.accuracy_title, caption: words.accuracy_caption, area: "area-metric", extra: [keys()] }),
      activations: figure({ title: words.activations_title, caption: words.activations_caption, area: "area-a" }),
      gradients: figure({ title: words.gradients_title, caption: words.gradients_caption, area: "area-g" }),
    };
    this.parts = parts;
    this.node = make("div", { class: "view overview" }, ...Object.values(parts));
    this.plane = new Plane(parts.plane, { label: words.plane_title, words, tooltip });
    this.loss = new LineChart(parts.loss, { x: words.epoch, y: { logarithmic: choices.lossScale === "log" }, all: true, again: redraw, tooltip, words });
    this.metric = new LineChart(parts.metric, { x: words.epoch, y: {}, all: true, again: redraw, tooltip, words });
    this.rows = [
      new Rows(parts.activations, { key: "a", statistic: { index: 0, label: words.std }, label: words.activations_title, words, tooltip }),
      new Rows(parts.gradients, { key: "g", logarithmic: true, statistic: { index: 3, label: words.rms }, label: words.gradients_title, words, tooltip }),
    ];
  }

  /** A new run: its task decides what the second chart shows; charts forget the old ranges. */
  begin({ task, plane }) {
    const kind = task === "regression" ? "error" : "accuracy";
    this.parts.metric.querySelector("h3").textContent = this.words[`${kind}_title`];
    this.parts.metric.querySelector(".caption").textContent = this.words[`${kind}_caption`];
    this.metric.rescale(kind === "accuracy" ? { fixed: [0, 1.01], ticks: ".0%", spell: percent } : { fixed: null, ticks: "", spell: number });
    this.node.classList.toggle("flat", Boolean(plane));
    for (const chart of [this.loss, this.metric]) chart.fit();
    for (const part of this.all()) part.forget();
  }

  draw({ Plotly, theme, layers, frame, history, plane, epochs }) {
    if (plane) this.plane.draw(theme, plane, frame?.boundary ?? null, this.choices);
    for (const rows of this.rows) rows.draw(theme, layers, frame);
    if (!Plotly) return;
    this.#pair(Plotly, theme, history, this.loss, ["loss", "val_loss"], epochs);
    this.#pair(Plotly, theme, history, this.metric, ["metric", "val_metric"], epochs);
  }

  #pair(Plotly, theme, history, chart, [train, validation], epochs) {
    const { words } = this;
    const line = (name, column, colour, more) => ({
      name,
      colour,
      ...thin(history.column("epoch"), history.column(column), history.length),
      ...more,
    });
    const lines = [
      line(words.training, train, theme.categorical[0]),
      line(words.validation, validation, theme.categorical[1], { bridge: true, dash: "5px,2px" }),
    ];
    chart.draw(Plotly, theme, lines, epochs);
  }

  all() {
    return [this.plane, this.loss, this.metric, ...this.rows];
  }
}
