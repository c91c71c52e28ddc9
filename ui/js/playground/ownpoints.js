// Points of one's own, and the text that they are sent and kept as: five characters for each.

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LENGTH = 5;
const STEPS = 4095;
const EXTENT = 6;

export const MOST_POINTS = 1000;
export const MOST_CLASSES = 6;

/** {x, y, label}, lists of numbers; what is no text of points gives none. */
export function pointsOf(text) {
  const points = { x: [], y: [], label: [] };
  if (!/^(?:[\w-]{4}[0-5])*$/.test(text ?? "")) return points;
  const place = (at) => (64 * DIGITS.indexOf(text[at]) + DIGITS.indexOf(text[at + 1])) * ((2 * EXTENT) / STEPS) - EXTENT;
  for (let at = 0; at < (text ?? "").length; at += LENGTH) {
    points.x.push(place(at));
    points.y.push(place(at + 2));
    points.label.push(Number(text[at + 4]));
  }
  return points;
}

export function textOfPoints({ x, y, label }) {
  const written = (value) => {
    const step = Math.min(Math.max(Math.round(((value + EXTENT) / (2 * EXTENT)) * STEPS), 0), STEPS);
    return DIGITS[step >> 6] + DIGITS[step & 63];
  };
  return x.map((value, at) => `${written(value)}${written(y[at])}${label[at]}`).join("");
}

/** How many classes points have: the largest class and one, and two at least. */
export function classesIn({ label }) {
  return Math.max(2, ...label.map((one) => one + 1));
}
