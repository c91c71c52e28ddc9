// Colours come from the theme of the page (.streamlit/config.toml), never from here.
import { mix } from "./colours.js";

/** @import { Rgb, Theme } from "./types.d.ts" */

const probe = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d", { willReadFrequently: true }));

/**
 * Any CSS colour as numbers.
 *
 * @param {string} colour
 * @returns {Rgb}
 */
export function rgb(colour) {
  probe.fillStyle = "#888888";
  probe.fillStyle = colour;
  const normal = probe.fillStyle;
  const parts = normal.startsWith("#") ? [1, 3, 5].map((at) => parseInt(normal.slice(at, at + 2), 16)) : (normal.match(/[\d.]+/g) ?? []).map(Number);
  return [parts[0], parts[1], parts[2]];
}

/**
 * What the pictures need of the page's theme, read at `node` (inside the shadow root).
 *
 * @param {Element} node
 * @returns {Theme}
 */
export function readTheme(node) {
  const style = getComputedStyle(node);
  const one = (/** @type {string} */ name) => style.getPropertyValue(`--st-${name}`).trim();
  const many = (/** @type {string} */ name) => one(name).split(/,(?= ?[#a-z])/i).map(rgb);
  const text = rgb(one("text-color"));
  const background = rgb(one("background-color"));
  const theme = {
    text,
    background,
    muted: mix(text, background, 0.38),
    line: rgb(one("border-color")),
    faint: mix(rgb(one("border-color")), background, 0.45),
    warning: rgb(one("red-color")),
    categorical: many("chart-categorical-colors"),
    sequential: many("chart-sequential-colors"),
    diverging: many("chart-diverging-colors"),
    font: style.fontFamily,
    size: parseFloat(style.fontSize),
  };
  return { ...theme, id: JSON.stringify(theme) };
}
