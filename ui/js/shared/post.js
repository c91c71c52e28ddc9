/**
 * POST `body` as JSON to one of the lab's routes.
 *
 * @param {string} url
 * @param {unknown} body
 * @param {AbortSignal} [signal]
 */
export function postJson(url, body, signal) {
  // The second header proves that our own page asks: pages of other sites may not send it.
  const headers = { "Content-Type": "application/json", "X-Gradient-Lab": "1" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal });
}
