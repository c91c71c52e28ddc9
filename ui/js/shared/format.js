// How numbers read on screen: few digits, steady width, nothing hidden; and sentences with gaps.
import { MARK, chosen } from "./particles.js";

/**
 * Three significant digits; scientific outside 0.001 to 100 000.
 *
 * @param {number | null | undefined} value
 */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(Number(value.toPrecision(digits))); // rounding up may add a digit: 99.7 is 100
  const plain = size < 10 ** digits ? value.toPrecision(digits) : value.toFixed(0);
  const text = size >= 1e5 || size < 1e-3 ? value.toExponential(Math.max(0, digits - 2)) : plain;
  return text.replace("-", "−").replace("e-", "e−").replace("e+", "e");
}

/**
 * A number's text without zeros that say nothing: 1.50 is 1.5, and 2.0e−7 is 2e−7.
 *
 * @param {string} text
 */
export function withoutZeros(text) {
  const [digits, ...exponent] = text.split("e");
  if (!digits.includes(".")) return text;
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  if (digits[end - 1] === ".") end -= 1;
  return [digits.slice(0, end), ...exponent].join("e");
}

/** @param {number | null | undefined} share */
export function percent(share, digits = 1) {
  return share !== null && share !== undefined && Number.isFinite(share) ? `${(100 * share).toFixed(digits)}%` : "–";
}

/**
 * A count in at most four characters: 950, 1.2k, 34k, 5M.
 *
 * @param {number} value
 */
export function count(value) {
  if (value < 1000) return String(value);
  if (value < 1e4) return `${(value / 1e3).toFixed(1)}k`;
  if (value < 1e6) return `${Math.round(value / 1e3)}k`;
  return `${Math.round(value / 1e6)}M`;
}

/**
 * Put values into a sentence's `{named}` gaps; particles behind them agree with what is put in.
 *
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function fill(sentence, values) {
  const put = (/** @type {string} */ text) => text.replace(/\{(\w+)\}/g, (gap, name) => String(values[name] ?? gap));
  const parts = sentence.split(MARK);
  return parts.length === 1 ? put(sentence) : parts.reduce((before, part, at) => before + (at % 2 ? chosen(part, before) : put(part)), "");
}

const SUPERSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * 10 to a whole power, as people write it.
 *
 * @param {number} exponent
 */
export function power(exponent) {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPT[Number(digit)]);
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}
