// What plotly.js is told of a line chart: its lines and its axes.
import { css } from "./colours.js";
import { logTicks } from "./ranges.js";

/** @import { NamedLine } from "./nearest.js" */
/** @import { Range } from "./ranges.js" */
/** @import { Theme } from "./types.d.ts" */

/**
 * A line as it is drawn. `bridge`: gaps are bridged, as for what is measured less often.
 *
 * @typedef {NamedLine & { dash?: string, width?: number, bridge?: boolean }} Line
 */

/**
 * The vertical axis. `fixed`: a range that never changes; `ticks`: their format (d3-format); `spell`: a value as text.
 *
 * @typedef {{ fixed?: Range | null, logarithmic?: boolean, ticks?: string, spell?: (value: number) => string }} Upright
 */

/**
 * Where something was on the horizontal axis, in words.
 *
 * @typedef {{ x: number, text: string }} Mark
 */

/** @typedef {ReturnType<typeof layout>} Layout */

/** Room, in pixels, for the title and the names of lines in a saved picture. */
const [TITLE, NAMES] = [42, 130];

/** Height of a line of a mark's words, as a part of the letters' size: each has a line of its own above the plot, where no curve is. */
const LINE = 1.2;

const MARGIN = { l: 46, r: 12, t: 6, b: 34 };

/**
 * How many of `values` there are to see.
 *
 * @param {(number | null)[]} values
 */
export function count(values) {
  return values.filter((value) => value !== null).length;
}

/**
 * A name as Plotly writes it letter by letter: it would take tags in it for its own.
 *
 * @param {string} name
 */
function literal(name) {
  return name.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {Line} line */
export function trace(line) {
  return {
    type: "scatter",
    // One point alone makes no line, as at the first frame: it is drawn as a dot.
    mode: count(line.y) === 1 ? "markers" : "lines",
    marker: { color: css(line.colour), size: 6 },
    name: literal(line.name),
    x: line.x,
    y: line.y,
    connectgaps: line.bridge ?? false,
    line: { color: css(line.colour), width: line.width ?? 1.8, dash: line.dash ?? "solid", simplify: false },
  };
}

/**
 * @param {Theme} theme
 * @param {object} what
 * @param {string} what.title of the horizontal axis
 * @param {Upright} what.upright
 * @param {[across: Range, upright: Range]} what.ranges
 * @param {number} what.width in pixels
 * @param {number} what.height
 * @param {number | null} what.guide a value to compare with, drawn as a dotted line
 * @param {Mark[]} [what.marks] each drawn as an upright dotted line that ends beside its words, above the plot
 */
export function layout(theme, { title, upright, ranges, width, height, guide, marks = [] }) {
  const [across, scale] = ranges;
  const small = { size: 0.82 * theme.size };
  const axis = {
    gridcolor: css(theme.faint),
    linecolor: css(theme.line),
    zeroline: false,
    showline: true,
    ticks: "outside",
    ticklen: 3,
    tickcolor: css(theme.line),
    tickfont: small,
    fixedrange: false,
    automargin: false,
  };
  const ticks = upright.logarithmic ? logTicks(scale) : null;
  const dots = { color: css(theme.muted), width: 1, dash: "dot" };
  const line = LINE * theme.size;
  const margin = { ...MARGIN, t: MARGIN.t + line * marks.length };
  const ends = 1 / Math.max(1, height - margin.t - margin.b);
  const told = flags(marks, across);
  return {
    width,
    height,
    uirevision: "stay",
    margin,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: theme.font, size: 0.85 * theme.size, color: css(theme.muted) },
    showlegend: false,
    hovermode: false,
    dragmode: "zoom",
    shapes: [
      ...(guide ? [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: guide, y1: guide, line: dots }] : []),
      ...told.map(({ mark: { x }, row }) => ({ type: "line", yref: "paper", y0: 0, y1: 1 + (row + 1) * line * ends, x0: x, x1: x, line: dots })),
    ],
    // Opaque: what ends above them passes behind.
    annotations: told.map(({ x, text, row, right }) => ({ x, y: 1, xshift: right ? -2 : 2, yshift: line * row, yref: "paper", yanchor: "bottom", xanchor: right ? "right" : "left", borderpad: 0, bgcolor: css(theme.background), showarrow: false, text, font: small })),
    xaxis: { ...axis, range: across, nticks: 6, title: { text: title, standoff: 2, font: small } },
    yaxis: {
      ...axis,
      type: ticks ? "log" : "linear",
      range: scale,
      tickformat: upright.ticks || "~g",
      ...(ticks ? { tickmode: "array", tickvals: ticks.values, ticktext: ticks.texts } : { tickmode: "auto", nticks: 6 }),
    },
  };
}

/**
 * Where the words of marks stand: toward the middle, those that are farther from it higher, so that lines pass no words on
 * the same side. What lies beyond the axis stands at its end, with an arrow.
 *
 * @param {Mark[]} marks
 * @param {Range} across
 * @returns {{ mark: Mark, x: number, text: string, row: number, right: boolean }[]} `row`: 0 is just above the plot; `right`: the words end at x
 */
function flags(marks, [first, last]) {
  const middle = (first + last) / 2;
  const away = (/** @type {Mark} */ { x }) => Math.abs(x - middle);
  return [...marks]
    .sort((one, other) => away(one) - away(other))
    .map((mark, row) => {
      const text = mark.x > last ? `${mark.text} →` : mark.x < first ? `← ${mark.text}` : mark.text;
      return { mark, x: Math.min(Math.max(mark.x, first), last), text, row, right: mark.x > middle };
    });
}

/**
 * The layout of a picture that stands for itself: with a title, a background, and the names of its lines.
 *
 * @param {Layout} shown
 * @param {{ title: string, background: string }} more
 */
export function standalone(shown, { title, background }) {
  return {
    ...shown,
    title: { text: title },
    margin: { ...shown.margin, t: shown.margin.t + TITLE, r: shown.margin.r + NAMES },
    height: shown.height + TITLE,
    width: shown.width + NAMES,
    paper_bgcolor: background,
    plot_bgcolor: background,
    showlegend: true,
  };
}
