// The hidden layers as they are written: widths (8-8-4, 8x3) and an activation function for each.

/**
 * Units of each hidden layer; null when the text makes no sense.
 *
 * @param {string} [text]
 */
export function widthsOf(text = "") {
  const written = text.trim();
  /** @type {number[]} */
  const widths = [];
  if (written === "" || written === "0") return widths;
  for (const part of written.split(/[\s,-]+/)) {
    const [, width, times] = /^(\d{1,5})(?:[x×*](\d{1,3}))?$/i.exec(part) ?? [];
    if (!Number(width)) return null;
    widths.push(...Array(Number(times ?? 1)).fill(Number(width)));
  }
  return widths;
}

/**
 * Widths as they are written, equal neighbours folded.
 *
 * @param {number[]} widths
 */
export function textOf(widths) {
  return folded(widths, "-") || "0";
}

/**
 * As many layers, with more like the last one.
 *
 * @param {number[]} widths
 * @param {number} layers
 * @param {number} first units of the first layer where there is none
 */
export function deepened(widths, layers, first) {
  const more = Array(Math.max(0, layers - widths.length)).fill(widths.at(-1) ?? first);
  return [...widths.slice(0, layers), ...more];
}

/** Keys of all activation functions: some end like a number of times. @typedef {{ has(key: string): boolean }} Known */
/** @typedef {{ activation: string, layer_activations?: string }} Activations */

/**
 * The activation functions that are written: for layers one by one, or else the one for all.
 *
 * @param {Activations} texts
 * @param {Known} known
 */
export function writtenActivations({ activation, layer_activations: written = "" }, known) {
  /** @type {string[]} */
  const own = [];
  for (const part of written.split(/[\s,]+/).filter(Boolean)) {
    const at = part.search(/[x×*]\d{1,3}$/);
    if (known.has(part) || at < 1) own.push(part);
    else own.push(...Array(Number(part.slice(at + 1))).fill(part.slice(0, at)));
  }
  return own.length ? own : [activation];
}

/**
 * The activation function of each hidden layer: a layer without one of its own has the last one.
 *
 * @param {Activations} texts
 * @param {number} layers how many there are
 * @param {Known} known
 * @returns {string[]}
 */
export function activationsOf(texts, layers, known) {
  const own = writtenActivations(texts, known);
  return Array.from({ length: layers }, (_, layer) => own[Math.min(layer, own.length - 1)]);
}

/**
 * Activation functions by layer as they are written; "" where all are `activation`.
 *
 * @param {string[]} keys
 * @param {string} activation
 */
export function activationsText(keys, activation) {
  return keys.every((key) => key === activation) ? "" : folded(keys, ", ");
}

/**
 * @param {(string | number)[]} values
 * @param {string} between
 */
function folded(values, between) {
  /** @type {[value: string | number, times: number][]} */
  const parts = [];
  for (const value of values) {
    const last = parts.at(-1);
    if (last?.[0] === value) last[1] += 1;
    else parts.push([value, 1]);
  }
  return parts.map(([value, times]) => (times > 1 ? `${value}x${times}` : `${value}`)).join(between);
}
