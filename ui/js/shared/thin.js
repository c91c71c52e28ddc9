// Few points that look like many.

/**
 * At most about `most` points that keep every bucket's lowest and highest value.
 *
 * Buckets hold a power of two of points and start at the first one, so that what is drawn of the past
 * stays as it is while the line grows. Gaps (NaN, null) become null.
 *
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number | null>} y
 * @param {number} length how many of them count
 * @param {number} [most]
 * @returns {{ x: number[], y: (number | null)[] }}
 */
export function thin(x, y, length, most = 300) {
  /** @type {{ x: number[], y: (number | null)[] }} */
  const result = { x: [], y: [] };
  const value = (/** @type {number} */ at) => {
    const found = y[at];
    return found !== null && Number.isFinite(found) ? found : null;
  };
  const put = (/** @type {number} */ at) => {
    result.x.push(x[at]);
    result.y.push(value(at));
  };
  let size = 1;
  while (length > most && (2 * length) / size > most) size *= 2;
  for (let start = 0; start < length; start += size) {
    const end = Math.min(start + size, length);
    let [low, lowest] = [-1, Infinity];
    let [high, highest] = [-1, -Infinity];
    for (let at = start; at < end; at++) {
      const now = value(at);
      if (now === null) continue;
      if (now < lowest) [low, lowest] = [at, now];
      if (now > highest) [high, highest] = [at, now];
    }
    if (low < 0) put(start);
    else if (low === high) put(low);
    else [Math.min(low, high), Math.max(low, high)].forEach(put);
  }
  if (size > 1 && result.x.at(-1) !== x[length - 1]) put(length - 1);
  return result;
}
