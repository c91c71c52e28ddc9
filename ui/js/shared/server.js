// The way to the lab's routes: requests, and the WebSockets of live sessions.

/** @typedef {{ method?: "GET" | "POST", body?: string, headers?: Record<string, string>, signal?: AbortSignal }} Init what a request is, as `fetch` takes it */
/** @typedef {{ fetch(path: string, init: Init): Promise<Response> }} Way what carries requests where a proxy does not pass our routes: see tunnel.js */

export class Server {
  #base;
  #lang;
  #tunnel;

  /**
   * @param {object} where
   * @param {string} where.base address of the lab
   * @param {string} where.lang
   * @param {string | null} [where.visitor] who is asking, where the page is part of another site and browsers send no cookie
   * @param {Way | null} [where.tunnel]
   */
  constructor({ base, lang, visitor = null, tunnel = null }) {
    this.#base = base;
    this.#lang = lang;
    this.visitor = visitor;
    this.#tunnel = tunnel;
  }

  /** Whether our routes get through. */
  get direct() {
    return this.#tunnel === null;
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} [query]
   * @param {AbortSignal} [signal]
   */
  get(path, query, signal) {
    return this.#request(path, { signal }, query);
  }

  /**
   * Send `body` as JSON.
   *
   * @param {string} path
   * @param {unknown} body
   * @param {AbortSignal} [signal]
   */
  post(path, body, signal) {
    return this.#request(path, { method: "POST", body: JSON.stringify(body), signal });
  }

  /** @param {string} path */
  socket(path) {
    const address = this.#address(path, this.visitor ? { named: "1" } : {});
    return new WebSocket(`${this.#base.replace(/^http/, "ws")}${address}`);
  }

  /**
   * @param {string} path
   * @param {Init} init
   * @param {Record<string, string>} [query]
   */
  #request(path, init, query = {}) {
    const address = this.#address(path, query);
    if (this.#tunnel) return this.#tunnel.fetch(address, init);
    return fetch(`${this.#base}${address}`, { ...init, headers: this.#headers(init), credentials: "same-origin" });
  }

  /**
   * @param {Init} init
   * @returns {Record<string, string>}
   */
  #headers({ body }) {
    return {
      "X-Gradient-Lab": "1", // proves that our own page asks: pages of other sites may not send it
      ...(body && { "Content-Type": "application/json" }),
      ...(this.visitor && { "X-Gradient-Lab-Visitor": this.visitor }),
    };
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} query
   */
  #address(path, query) {
    return `${path}?${new URLSearchParams({ lang: this.#lang, ...query })}`;
  }
}
