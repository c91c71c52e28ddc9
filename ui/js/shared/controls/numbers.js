// Numbers that are typed or picked from a list.

/**
 * The text of a number, with a point where people write a comma.
 *
 * @param {string} text
 */
export function typedNumber(text) {
  return text.replace(/^([-+]?\d*),(\d[^,]*)$/, "$1.$2");
}

/**
 * The next of the ascending `marks` above `now` (`by` 1) or below it (`by` -1); undefined where there is none.
 *
 * @param {readonly string[]} marks
 * @param {number} now
 * @param {1 | -1} by
 */
export function beside(marks, now, by) {
  return by > 0 ? marks.find((mark) => Number(mark) > now) : marks.findLast((mark) => Number(mark) < now);
}

/**
 * Numbers from `low` to `high`, evenly spread on a logarithmic scale, as people would write them.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} [each] of a decade
 * @param {number} [digits]
 */
export function decades(low, high, each = 50, digits = 3) {
  const [from, to] = [Math.log10(low), Math.log10(high)].map((value) => Math.round(value * each));
  return Array.from({ length: to - from + 1 }, (_, at) => Number((10 ** ((from + at) / each)).toPrecision(digits)));
}

/**
 * A number as a person would type it: three digits, without signs that a field does not read.
 *
 * @param {number} value
 */
export function plain(value) {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "";
}
