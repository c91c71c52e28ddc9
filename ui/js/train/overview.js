// First view: what the network answers, how loss and accuracy go, and what flows through the layers.
import { OPEN_STATUSES } from "../shared/constants.js";
import { figure, find, make, segmented } from "../shared/element.js";
import { fill, number, percent } from "../shared/format.js";
import { LineChart } from "../shared/linechart.js";
import { Rows } from "../shared/rows.js";
import { PlanePicture } from "../shared/planepicture.js";
import { thin } from "../shared/thin.js";
import { check } from "./check.js";
import { asMeasured, bestSoFar, markOf, stoppingMarks } from "./kept.js";
import { LinePicture } from "./linepicture.js";
import { ownUnit, unvalidated } from "./numbers.js";
import { planeContent } from "./planecontent.js";

/** @import { Line, Mark, Upright } from "../shared/chartlayout.js" */
/** @import { PlotlyLibrary } from "../shared/plotlyjs.d.ts" */
/** @import { Rgb, Theme, Words } from "../shared/types.d.ts" */
/** @import { RunColumn } from "./history.js" */
/** @import { Run } from "./run.js" */
/** @import { Common, Scene } from "./types.d.ts" */

/** @type {Record<"accuracy" | "error", Upright>} */
const METRICS = {
  accuracy: { fixed: [0, 1.01], ticks: ".0%", spell: percent },
  error: { fixed: null, ticks: "", spell: number },
};

export class Overview {
  /** @param {Common} common */
  constructor(common) {
    const { words, tooltip, redraw, choices } = common;
    this.words = words;
    this.choices = choices;
    const loss = segmented([["linear", words.linear], ["log", words.logarithmic]], {
      label: words.loss_scale,
      value: choices.lossScale,
      small: true,
      pick: (key) => {
        choices.lossScale = key;
        this.loss.rescale({ logarithmic: key === "log" });
        redraw();
      },
    });
    const part = (/** @type {string} */ name, /** @type {string} */ area, /** @type {HTMLElement[]} */ ...extra) =>
      figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${area}`, extra });
    this.parts = {
      plane: part("plane", "plane", check(common, "validation", words.show_validation), check(common, "sharp", words.sharp)),
      line: part("line", "line", lineKeys(words), check(common, "validation", words.show_validation)),
      loss: part("loss", "loss", keys(words), loss.node),
      metric: part("accuracy", "metric", keys(words)),
      activations: part("activations", "a"),
      gradients: part("gradients", "g"),
    };
    this.node = make("div", { class: "view overview" }, ...Object.values(this.parts));
    this.plane = new PlanePicture(find(this.parts.plane, ".plot"), { label: words.plane_title, tooltip });
    this.line = new LinePicture(find(this.parts.line, ".plot"), { label: words.line_title, words, tooltip });
    const chart = { x: words.epoch, all: true, again: redraw, tooltip, words };
    this.loss = new LineChart(this.parts.loss, { y: { logarithmic: choices.lossScale === "log" }, ...chart });
    this.metric = new LineChart(this.parts.metric, { y: {}, ...chart });
    this.rows = [
      new Rows(this.parts.activations, { key: "a", statistic: { name: "activation_std", label: words.std }, label: words.activations_title, words, tooltip }),
      new Rows(this.parts.gradients, { key: "g", logarithmic: true, statistic: { name: "preactivation_gradient_std", label: words.rms }, label: words.gradients_title, words, tooltip }),
    ];
  }

  /**
   * A new run: its task decides what the second chart shows; charts forget the old ranges.
   *
   * @param {Run} run
   */
  begin({ task, plane, line, stopping, scaled, deviations }) {
    const kind = task === "regression" ? "error" : "accuracy";
    find(this.parts.metric, "h3").textContent = this.words[`${kind}_title`];
    const own = scaled && deviations.length === 1;
    find(this.parts.metric, ".caption").textContent = own ? fill(this.words.own_error, { deviation: number(deviations[0]) }) : this.words[scaled ? "scaled_error" : `${kind}_caption`];
    this.metric.rescale(METRICS[kind]);
    const ofLoss = stopping?.monitor.endsWith("loss");
    this.loss.guide = ofLoss ? (stopping?.baseline ?? null) : null;
    const baseline = stopping?.baseline ?? null;
    this.metric.guide = ofLoss || baseline === null ? null : baseline * ownUnit({ deviations });
    this.node.classList.toggle("flat", Boolean(plane));
    this.node.classList.toggle("lined", Boolean(line));
    for (const chart of [this.loss, this.metric]) chart.fit();
    for (const picture of this.all()) picture.forget();
  }

  /** @param {Scene} scene */
  draw({ Plotly, theme, run, kept }) {
    if (!run) return;
    this.node.classList.toggle("unvalidated", unvalidated(run));
    if (run.plane) this.plane.draw(theme, planeContent(run.plane, run.frame?.boundary ?? null, this.choices, this.words));
    if (run.line) this.line.draw(theme, { line: run.line, curve: run.frame?.curve ?? null, validation: this.choices.validation });
    for (const rows of this.rows) rows.draw(theme, run.layers, run.frame);
    if (!Plotly) return;
    const best = markOf(run, kept, this.words) ?? bestSoFar(run, this.words);
    const marks = [...(best ? [best] : []), ...stoppingMarks(run, Boolean(kept?.status && !OPEN_STATUSES.some((open) => open === kept.status)), this.words)];
    this.#pair(this.loss, ["loss", "val_loss"], { Plotly, theme, run, kept, marks });
    this.#pair(this.metric, ["metric", "val_metric"], { Plotly, theme, run, kept, marks, unit: ownUnit(run) });
  }

  /**
   * @param {LineChart} chart
   * @param {[training: RunColumn, validation: RunColumn]} columns
   * @param {{ Plotly: PlotlyLibrary, theme: Theme, run: Run, kept: Scene["kept"], marks: Mark[], unit?: number }} scene
   *   `unit`: what numbers are multiplied by
   */
  #pair(chart, [training, validation], { Plotly, theme, run: { history, epochs }, kept, marks, unit = 1 }) {
    const line = (/** @type {string} */ name, /** @type {RunColumn} */ column, /** @type {Rgb} */ colour) => ({
      name,
      colour,
      ...thin(history.column("epoch"), history.column(column), history.length),
    });
    /** @type {Line[]} */
    const lines = [
      line(this.words.training, training, theme.categorical[0]),
      { ...asMeasured(line(this.words.validation, validation, theme.categorical[1]), validation, kept), bridge: true, dash: "5px,2px" },
    ];
    const shown = unit === 1 ? lines : lines.map((each) => ({ ...each, y: each.y.map((value) => (value === null ? null : value * unit)) }));
    chart.draw(Plotly, theme, shown, epochs, marks);
  }

  all() {
    return [this.plane, this.line, this.loss, this.metric, ...this.rows];
  }
}

/** @param {Words} words */
function keys(words) {
  const key = (/** @type {string} */ part) => make("span", { class: `key ${part === "training" ? "train" : part}`, text: words[part] });
  return make("span", { class: "keys" }, key("training"), key("validation"));
}

/**
 * What the lines of the picture of one input are.
 *
 * @param {Words} words
 */
export function lineKeys(words) {
  const key = (/** @type {string} */ name) => make("span", { class: `key ${name}`, text: words[name] });
  return make("span", { class: "keys" }, key("line_curve"), key("line_shares"));
}
