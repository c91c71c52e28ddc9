// Where the slider of a number stops.

const STEPS = 120;

/**
 * Ascending: round steps from `low` to `high`, of a logarithmic one 20 a decade, and all marks; a `low` of 0 is the first
 * stop of a logarithmic one, before its smallest mark.
 *
 * @param {{ low?: number, high?: number, log?: boolean, integer?: boolean, marks?: string[] }} choice
 */
export function stopsOf({ low = 0, high = 1, log = false, integer = false, marks = [] }) {
  const marked = marks.map(Number);
  const stops = log ? decades(low > 0 ? low : Math.min(...marked.filter((mark) => mark > 0), high / 1e4), high) : even(low, high, integer);
  const all = new Set([low, ...stops, ...marked, high].map((stop) => (integer ? Math.round(stop) : Number(stop.toPrecision(6)))));
  return [...all].filter((stop) => stop >= low && stop <= high).sort((a, b) => a - b);
}

/**
 * @param {number} low
 * @param {number} high
 * @param {boolean} integer
 */
function even(low, high, integer) {
  const rough = (high - low) / STEPS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = integer ? Math.max(1, Math.round(rough)) : unit * ([1, 2, 5, 10].find((each) => each * unit >= rough * (1 - 1e-9)) ?? 10);
  const from = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - from + 1 }, (_, at) => Number(((from + at) * step).toPrecision(10)));
}

/**
 * @param {number} low
 * @param {number} high
 */
function decades(low, high) {
  const from = Math.ceil(20 * Math.log10(low) - 1e-9);
  const to = Math.floor(20 * Math.log10(high) + 1e-9);
  return Array.from({ length: to - from + 1 }, (_, at) => Number((10 ** ((from + at) / 20)).toPrecision(2)));
}
