import assert from "node:assert/strict";
import { test } from "node:test";
import { layout, standalone, trace } from "../shared/chartlayout.js";

/** @import { Rgb, Theme } from "../shared/types.d.ts" */

/** @type {Rgb} */
const GREY = [9, 9, 9];
/** @type {Theme} */
const THEME = { text: GREY, background: GREY, muted: GREY, line: GREY, faint: GREY, warning: GREY, categorical: [GREY], sequential: [GREY], diverging: [GREY], font: "serif", size: 10, id: "" };

/** @param {(number | null)[]} y */
const line = (y) => ({ name: "loss", colour: GREY, x: y.map((_, at) => at), y });

test("a single point is a dot, more are a line", () => {
  assert.equal(trace(line([null, 3])).mode, "markers");
  assert.equal(trace(line([2, null, 3])).mode, "lines");
  assert.equal(trace(line([2, null, 3])).connectgaps, false);
  assert.equal(trace({ ...line([2, null, 3]), bridge: true }).connectgaps, true);
});

/** @type {{ title: string, ranges: [[number, number], [number, number]], width: number, height: number, guide: number | null }} */
const WHAT = { title: "epoch", ranges: [[0, 5], [-2, 1]], width: 300, height: 200, guide: null };

test("axes have the ranges that they are given, whatever plotly.js would choose", () => {
  const { xaxis, yaxis, shapes } = layout(THEME, { ...WHAT, upright: {} });
  assert.deepEqual([xaxis.range, yaxis.range, yaxis.type, shapes], [[0, 5], [-2, 1], "linear", []]);
});

test("a logarithmic axis has ticks of its own", () => {
  const { yaxis } = layout(THEME, { ...WHAT, upright: { logarithmic: true } });
  assert.equal(yaxis.type, "log");
  assert.deepEqual("tickvals" in yaxis && yaxis.tickvals, [0.01, 0.1, 1, 10]);
});

test("the words of marks stand above the plot, each in a line of its own", () => {
  const marks = [3, 4].map((x) => ({ x, text: `epoch ${x}` }));
  const [bare, marked] = [layout(THEME, { ...WHAT, upright: {} }), layout(THEME, { ...WHAT, upright: {}, marks })];
  const lines = marked.annotations.map(({ y, yanchor, yshift }) => ({ y, yanchor, yshift }));
  assert.deepEqual(lines.map(({ y, yanchor }) => [y, yanchor]), [[1, "bottom"], [1, "bottom"]]);
  const high = lines[1].yshift - lines[0].yshift;
  assert.ok(lines[0].yshift === 0 && high >= marked.annotations[0].font.size);
  assert.equal(marked.margin.t - bare.margin.t, 2 * high);
  const plot = 200 - marked.margin.t - marked.margin.b;
  assert.deepEqual(marked.shapes.map(({ y1 }) => Math.round((y1 - 1) * plot)), [high, 2 * high], "each line ends beside its words");
});

test("marks farther from the middle are higher, and what is beyond the axis is pointed at from its end", () => {
  const marks = [1, 2, 4, 9].map((x) => ({ x, text: `${x}` }));
  const { annotations } = layout(THEME, { ...WHAT, upright: {}, marks });
  assert.deepEqual(annotations.map(({ text, x, xanchor }) => [text, x, xanchor]), [["2", 2, "left"], ["1", 1, "left"], ["4", 4, "right"], ["9 →", 5, "right"]]);
});

test("a guide is a line across", () => {
  const { shapes } = layout(THEME, { ...WHAT, upright: {}, guide: 1e-3 });
  assert.deepEqual(shapes.map(({ y0, y1 }) => [y0, y1]), [[1e-3, 1e-3]]);
});

test("a saved picture stands for itself and has its lines where they were seen", () => {
  const shown = layout(THEME, { ...WHAT, upright: {} });
  const saved = standalone(shown, { title: "Loss", background: "white" });
  assert.deepEqual([saved.title.text, saved.paper_bgcolor, saved.showlegend], ["Loss", "white", true]);
  const area = (/** @type {typeof shown | typeof saved} */ { width, height, margin: { l, r, t, b } }) => [width - l - r, height - t - b];
  assert.deepEqual(area(saved), area(shown));
  assert.deepEqual(saved.xaxis, shown.xaxis);
});
