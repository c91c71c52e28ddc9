// A server that has no time now, or not for this visitor: how long to wait before it is asked again.

const BUSY = [429, 503];
const FIRST = 1000;
const LONGEST = 30_000;

/**
 * Milliseconds until it is asked again: as long as it says, or else longer each time; null: it is not busy.
 *
 * Where answers come without headers, over Streamlit's own channel (tunnel.js), it cannot say.
 *
 * @param {Response} response
 * @param {number} tries how often it has been busy before
 */
export function busyFor({ status, headers }, tries) {
  if (!BUSY.includes(status)) return null;
  const seconds = Number(headers.get("Retry-After") ?? NaN);
  return Math.min(seconds > 0 ? 1000 * seconds : FIRST * 2 ** tries, LONGEST);
}

/** Whether anybody sees the page. */
export function seen() {
  return !globalThis.document?.hidden;
}
