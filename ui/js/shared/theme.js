// Colours come from the theme of the page (.streamlit/config.toml), never from here.

const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** [red, green, blue], 0 to 255, of any CSS colour. */
export function rgb(colour) {
  probe.fillStyle = "#888888";
  probe.fillStyle = colour;
  const normal = probe.fillStyle;
  if (normal.startsWith("#")) return [1, 3, 5].map((at) => parseInt(normal.slice(at, at + 2), 16));
  return normal.match(/[\d.]+/g).slice(0, 3).map(Number);
}

export function mix(from, to, share) {
  return from.map((value, channel) => Math.round(value + (to[channel] - value) * share));
}

export const css = (colour, alpha = 1) => `rgba(${colour.join(",")},${alpha})`;

/** Colour at `share` (0 to 1) of a list of [r, g, b] stops. */
export function along(stops, share) {
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1);
  const low = Math.min(Math.floor(place), stops.length - 2);
  return mix(stops[low], stops[low + 1], place - low);
}

/** What the pictures need of the page's theme, read at `node` (inside the shadow root). */
export function readTheme(node) {
  const style = getComputedStyle(node);
  const one = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const many = (name) => one(name).split(/,(?![^(]*\))/).map(rgb);
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
  theme.id = JSON.stringify(theme);
  return theme;
}

/** A layer's colour, the same in every picture: first layer to last along the ordered scale. */
export function layerColour(theme, index, layers) {
  return along(theme.sequential, layers < 2 ? 0.5 : index / (layers - 1));
}

// Of the categorical list: teal, pink, purple, olive, which keep apart from orange and blue.
const FURTHER = [2, 1, 4, 7];

/**
 * A class's colour: the ends of the diverging pair, then four of the categorical list (the data sets in the
 * plane name their classes after them). Another class added changes none of the others.
 */
export function classColour(theme, index) {
  if (index < 2) return index === 0 ? theme.diverging[0] : theme.diverging.at(-1);
  return theme.categorical[FURTHER[(index - 2) % FURTHER.length]];
}
