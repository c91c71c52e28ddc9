// The perceptron and its learning rule (Rosenblatt 1958), what Novikoff proved of it (1962), and why it cannot learn XOR.

/** `target` is -1 or 1. @typedef {{ x: [number, number], target: number }} Row */
/** Weights of both inputs, and the bias. @typedef {[number, number, number]} Line */
/** One row that was shown. @typedef {{ row: number, before: Line, sum: number, mistake: boolean, after: Line }} Visit */

/** @type {Record<string, (a: boolean, b: boolean) => boolean>} */
const GATES = { and: (a, b) => a && b, or: (a, b) => a || b, xor: (a, b) => a !== b };

/** @type {[number, number][]} */
const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

/**
 * The table of a gate.
 *
 * @param {string} gate
 * @returns {Row[]}
 */
export function rowsOf(gate) {
  return CORNERS.map((x) => ({ x, target: GATES[gate](x[0] === 1, x[1] === 1) ? 1 : -1 }));
}

/** @param {Line} line @param {[number, number]} x */
export function sumOf([first, second, bias], [x1, x2]) {
  return first * x1 + second * x2 + bias;
}

/**
 * Show the rows one by one, over and over, from weights of 0: a row that is not strictly on its side moves the line.
 *
 * @param {Row[]} rows
 * @param {number} visits
 * @returns {Visit[]}
 */
export function visited(rows, visits) {
  /** @type {Visit[]} */
  const found = [];
  /** @type {Line} */
  let line = [0, 0, 0];
  for (let at = 0; at < visits; at++) {
    const { x, target } = rows[at % rows.length];
    const sum = sumOf(line, x);
    const mistake = target * sum <= 0;
    /** @type {Line} */
    const after = mistake ? [line[0] + target * x[0], line[1] + target * x[1], line[2] + target] : line;
    found.push({ row: at % rows.length, before: line, sum, mistake, after });
    line = after;
  }
  return found;
}

/**
 * Mistakes in each epoch that has begun.
 *
 * @param {Visit[]} visits
 * @param {number} rows
 */
export function mistakesByEpoch(visits, rows) {
  const counts = Array(Math.ceil(visits.length / rows)).fill(0);
  visits.forEach(({ mistake }, at) => (counts[Math.floor(at / rows)] += Number(mistake)));
  return counts;
}

/**
 * How many rows were shown until an epoch passed without a mistake; null where `most` were not enough.
 *
 * @param {Row[]} rows
 * @param {number} most
 */
export function settledAfter(rows, most) {
  const counts = mistakesByEpoch(visited(rows, most - (most % rows.length)), rows.length);
  const epoch = counts.indexOf(0);
  return epoch < 0 ? null : (epoch + 1) * rows.length;
}

/**
 * The first two epochs, counted from 0, that begin with the same weights: from then on they repeat for ever. Null where
 * there are none among the first `most`.
 *
 * @param {Row[]} rows
 * @param {number} most
 */
export function roundOf(rows, most) {
  const seen = new Map([["0,0,0", 0]]);
  for (let epoch = 1; epoch <= most; epoch++) {
    const last = visited(rows, epoch * rows.length).at(-1);
    const key = String(last?.after);
    const from = seen.get(key);
    if (from !== undefined) return { from, to: epoch };
    seen.set(key, epoch);
  }
  return null;
}

/**
 * The line with the widest margin, and Novikoff's bound on the mistakes: (R/gamma)², where R is the length of the longest
 * row and gamma the margin of the best line of length 1, both with the bias as a third weight whose input is 1. Null where
 * no line parts the rows.
 *
 * The shortest weights with target·sum >= 1 on all rows are sought among those that have equality on three rows or fewer.
 *
 * @param {Row[]} rows
 */
export function boundOf(rows) {
  const points = rows.map(({ x, target }) => /** @type {Line} */ ([target * x[0], target * x[1], target]));
  for (const some of subsets(points)) {
    const shares = solved(some.map((one) => some.map((other) => dot(one, other))));
    if (!shares || shares.some((share) => share < -1e-9)) continue;
    const line = /** @type {Line} */ ([0, 1, 2].map((at) => some.reduce((sum, point, of) => sum + shares[of] * point[at], 0)));
    if (points.some((point) => dot(line, point) < 1 - 1e-9)) continue;
    const longest = Math.max(...points.map((point) => dot(point, point)));
    return { line, radius: Math.sqrt(longest), margin: 1 / Math.sqrt(dot(line, line)), bound: longest * dot(line, line) };
  }
  return null;
}

/** @param {Line} one @param {Line} other */
function dot(one, other) {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

/** Of one to three. @param {Line[]} points */
function* subsets(points) {
  for (let a = 0; a < points.length; a++) {
    yield [points[a]];
    for (let b = a + 1; b < points.length; b++) {
      yield [points[a], points[b]];
      for (let c = b + 1; c < points.length; c++) yield [points[a], points[b], points[c]];
    }
  }
}

/**
 * The solution of `matrix` · shares = 1, by elimination; null where there is not exactly one.
 *
 * @param {number[][]} matrix
 */
function solved(matrix) {
  const rows = matrix.map((row) => [...row, 1]);
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    const best = rows.slice(at).reduce((most, row, of) => (Math.abs(row[at]) > Math.abs(rows[most][at]) ? at + of : most), at);
    [rows[at], rows[best]] = [rows[best], rows[at]];
    if (Math.abs(rows[at][at]) < 1e-9) return null;
    for (let of = 0; of < size; of++) {
      if (of === at) continue;
      const share = rows[of][at] / rows[at][at];
      rows[of] = rows[of].map((value, column) => value - share * rows[at][column]);
    }
  }
  return rows.map((row, at) => row[size] / row[at]);
}
