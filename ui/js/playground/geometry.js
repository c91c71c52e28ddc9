// Where everything of a network stands: columns of units, and the curves between them.

const LARGEST = 60;
const STEPS = 24;
const MANY = 12;

/**
 * Columns from left to right, in CSS pixels: {x: centre, size: side of a unit, ys: centres, bias: side of its square}.
 * `rows`: units of each column; `left`: room for what is written before the first.
 */
export function arrange({ width, height, rows, left, right = 8 }) {
  const pitch = (width - left - right) / (rows.length - 0.4);
  const most = Math.max(4, Math.min(LARGEST, 0.5 * pitch, 0.17 * height));
  const sizes = rows.map((count) => Math.max(3, Math.floor(Math.min(most, ((count > MANY ? 0.94 : 0.8) * height) / count))));
  const first = left + sizes[0] / 2;
  const last = width - right - sizes.at(-1) / 2;
  return rows.map((count, index) => {
    const size = sizes[index];
    const step = Math.min(height / count, 1.55 * size);
    const x = Math.round(first + ((last - first) * index) / Math.max(1, rows.length - 1));
    const ys = Array.from({ length: count }, (_, at) => Math.round(height / 2 + (at - (count - 1) / 2) * step));
    return { x, size, ys, bias: Math.min(7, Math.max(2, Math.round(0.17 * size))) };
  });
}

/** How far down (0 to 1) a link is that has gone the share `across` of its way: level at both ends. */
export function bend(across) {
  let [low, high] = [0, 1];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (1.5 * middle * (1 - middle) + middle ** 3 < across) low = middle;
    else high = middle;
  }
  return low * low * (3 - 2 * low);
}

/** The unit at a place: {column, row}, or null. Small units are found a little around them, too. */
export function unitAt(columns, x, y) {
  for (let column = 0; column < columns.length; column++) {
    const { size, ys, x: centre } = columns[column];
    const reach = Math.max(size / 2 + 1, 7);
    if (Math.abs(x - centre) > reach) continue;
    const row = nearest(ys, y);
    if (row >= 0 && Math.abs(ys[row] - y) <= size / 2 + 1.5) return { column, row };
  }
  return null;
}

/** The unit whose bias is at a place: {column, row}, or null. */
export function biasAt(columns, x, y) {
  for (let column = 1; column < columns.length; column++) {
    const { size, ys, bias, x: centre } = columns[column];
    const right = centre - size / 2;
    if (x > right || x < right - bias - 5) continue;
    const row = nearest(ys, y);
    const bottom = ys[row] + size / 2;
    if (row >= 0 && y <= bottom + 3 && y >= bottom - Math.max(bias + 3, 6)) return { column, row };
  }
  return null;
}

function nearest(ys, y) {
  let best = -1;
  for (let at = 0; at < ys.length; at++) if (best < 0 || Math.abs(ys[at] - y) < Math.abs(ys[best] - y)) best = at;
  return best;
}
