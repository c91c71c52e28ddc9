// Line charts on plotly.js: one div for life, updated in place, so that nothing blinks and zoom survives.
import { number } from "./format.js";
import { GrowingRange, logTicks } from "./ranges.js";
import { Reading } from "./reading.js";
import { css } from "./colours.js";

let arriving = null;

/** plotly.js, loaded once per page from `url`, or from its source text where routes do not get through. */
export function plotly(url, source) {
  arriving ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source ? URL.createObjectURL(new Blob([source], { type: "text/javascript" })) : url;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => ((arriving = null), reject(new Error(`cannot load ${url}`)));
    document.head.append(script);
  });
  return arriving;
}

const count = (values) => values.reduce((sum, value) => sum + (value !== null), 0);
const CONFIG = { displayModeBar: false, doubleClick: false, responsive: false, showTips: false };
const MARGIN = { l: 46, r: 12, t: 6, b: 34 };

export class LineChart {
  /**
   * `x`: title of the horizontal axis. `y`: {fixed?, logarithmic?, ticks?, spell?}.
   * `all`: read all lines under the pointer (few lines), else the nearest one's.
   */
  constructor(section, { x, y, all = false, again, tooltip, words }) {
    this.host = section.querySelector(".plot");
    this.host.classList.add("waiting");
    this.x = x;
    this.y = y;
    this.again = again;
    this.across = new GrowingRange();
    this.upright = new GrowingRange(y);
    this.zoomed = false;
    this.drawn = false;
    this.guide = null;
    this.reading = new Reading(this.host, { tooltip, words, all, area: () => this.#area(), spell: (value) => (this.y.spell ?? number)(value) });
  }

  /** Change the vertical axis (a toggle): a new scale starts with a new range. */
  rescale(y) {
    this.y = { ...this.y, ...y };
    this.upright = new GrowingRange(this.y);
    this.zoomed = false;
  }

  /** Forget the past ranges, as for a new run or on a double click. */
  fit() {
    this.across.reset();
    this.upright.reset();
    this.zoomed = false;
  }

  /** Draw `lines`: [{name, x, y, colour, dash, width}]. */
  draw(Plotly, theme, lines, most) {
    const width = this.host.clientWidth;
    const height = this.host.clientHeight;
    if (!width || !height) return;
    const ranges = [this.#epochs(lines, most), this.upright.include([...lines.map((line) => line.y), this.guide ? [this.guide] : []])];
    const traces = lines.map((line) => ({
      type: "scatter",
      // One point alone makes no line, as at the first frame: it is drawn as a dot.
      mode: count(line.y) === 1 ? "markers" : "lines",
      marker: { color: css(line.colour), size: 6 },
      name: line.name,
      x: line.x,
      y: line.y,
      connectgaps: line.bridge ?? false,
      line: { color: css(line.colour), width: line.width ?? 1.8, dash: line.dash ?? "solid", simplify: false },
    }));
    // The very first drawing may finish later; from then on updates are done when `react` returns.
    const done = Plotly.react(this.host, traces, this.#layout(theme, ranges, width, height), CONFIG);
    const lined = lines.some((line) => count(line.y) > 1);
    if (!lined) this.drawn = false;
    else if (!this.drawn) done.then(() => (this.drawn = true));
    this.#listen();
    this.reading.follow(lines);
  }

  /** Where the lines lie now, in the host's pixels, and the ranges that they span. */
  #area() {
    const { xaxis, yaxis, width, height } = this.host.layout ?? {};
    if (!xaxis) return null;
    return { left: MARGIN.l, top: MARGIN.t, right: width - MARGIN.r, bottom: height - MARGIN.b, x: xaxis.range, y: yaxis.range, logarithmic: this.y.logarithmic };
  }

  /** Whether lines were drawn here and are gone. */
  blank() {
    return this.drawn && !this.host.querySelector(".scatterlayer .js-line")?.getAttribute("d");
  }

  forget() {
    this.drawn = false;
  }

  destroy() {
    if (this.listening) globalThis.Plotly?.purge(this.host);
  }

  #epochs(lines, most) {
    const range = this.across.include(lines.map((line) => line.x.slice(-1)));
    return [0, most ? Math.min(range[1], most) : range[1]];
  }

  #layout(theme, [across, upright], width, height) {
    const axis = {
      gridcolor: css(theme.faint),
      linecolor: css(theme.line),
      zeroline: false,
      showline: true,
      ticks: "outside",
      ticklen: 3,
      tickcolor: css(theme.line),
      tickfont: { size: 0.82 * theme.size },
      fixedrange: false,
      automargin: false,
    };
    // While someone looks closer, the ranges stay theirs: plotly drops a zoom whose range the app changes.
    const held = this.zoomed ? this.host.layout : null;
    const scale = held?.yaxis.range ?? upright;
    const ticks = this.y.logarithmic ? logTicks(scale) : null;
    return {
      width,
      height,
      uirevision: "stay",
      margin: MARGIN,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: theme.font, size: 0.85 * theme.size, color: css(theme.muted) },
      showlegend: false,
      hovermode: false,
      dragmode: "zoom",
      shapes: this.guide ? [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: this.guide, y1: this.guide, line: { color: css(theme.muted), width: 1, dash: "dot" } }] : [],
      xaxis: { ...axis, range: held?.xaxis.range ?? across, nticks: 6, title: { text: this.x, standoff: 2, font: { size: 0.82 * theme.size } } },
      yaxis: {
        ...axis,
        type: this.y.logarithmic ? "log" : "linear",
        range: scale,
        tickformat: this.y.ticks || "~g",
        ...(ticks ? { tickmode: "array", tickvals: ticks.values, ticktext: ticks.texts } : { tickmode: "auto", nticks: 6 }),
      },
    };
  }

  #listen() {
    if (this.listening) return;
    this.listening = true;
    this.host.classList.remove("waiting");
    this.host.on("plotly_relayout", (change) => {
      if (!Object.keys(change).some((key) => /^[xy]axis\.range/.test(key))) return;
      this.zoomed = true;
      this.again();
    });
    this.host.on("plotly_doubleclick", () => {
      this.fit();
      this.again();
    });
  }
}
