// What the inputs of the plane are, drawn from their formulas: nobody has to ask the server for them.

const FORMULAS = {
  x1: (x1) => x1,
  x2: (_, x2) => x2,
  x1_squared: (x1) => x1 ** 2,
  x2_squared: (_, x2) => x2 ** 2,
  x1x2: (x1, x2) => x1 * x2,
  sin_x1: (x1) => Math.sin(x1),
  sin_x2: (_, x2) => Math.sin(x2),
  cos_x1: (x1) => Math.cos(x1),
  cos_x2: (_, x2) => Math.cos(x2),
};

/** Levels (0 to 255 over the input's own range) at `side` x `side` places; the first row is the smallest x2. */
export function levelsOf(key, side, extent) {
  const formula = FORMULAS[key] ?? (() => 0);
  const at = (index) => ((index + 0.5) / side) * 2 * extent - extent;
  const reach = { x1_squared: extent ** 2, x2_squared: extent ** 2, x1x2: extent ** 2, x1: extent, x2: extent }[key] ?? 1;
  return Uint8Array.from({ length: side * side }, (_, place) => Math.round(127.5 + 127.5 * (formula(at(place % side), at(Math.floor(place / side))) / reach)));
}
