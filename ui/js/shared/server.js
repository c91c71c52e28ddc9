// The way to the lab's routes: requests, and the WebSockets of live sessions.

/** @typedef {{ method?: "GET" | "POST", body?: string, headers?: Record<string, string>, signal?: AbortSignal }} Init what a request is, as `fetch` takes it */
/** @typedef {{ fetch(path: string, init: Init): Promise<Response> }} Way what carries requests where a proxy does not pass our routes: see tunnel.js */

export class Server {
  /** Whether our routes get through. */
  direct;
  /** They are known to. */
  #proven = false;
  #base;
  #lang;
  #tunnel;

  /**
   * @param {object} where
   * @param {string} where.base address of the lab
   * @param {string} where.lang
   * @param {string | null} [where.visitor] who is asking, where the page is part of another site and browsers send no cookie
   * @param {Way | null} [where.tunnel]
   * @param {boolean} [where.cut] it is known that our routes do not get through
   */
  constructor({ base, lang, visitor = null, tunnel = null, cut = false }) {
    this.direct = !cut;
    this.#base = base;
    this.#lang = lang;
    this.visitor = visitor;
    this.#tunnel = tunnel;
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
  async #request(path, init, query = {}) {
    const address = this.#address(path, query);
    if (!this.direct && this.#tunnel) return this.#tunnel.fetch(address, init);
    try {
      const response = await fetch(`${this.#base}${address}`, { ...init, headers: this.#headers(init), credentials: "same-origin" });
      if (!this.#strange(response)) {
        this.#proven = true;
        return response;
      }
    } catch (error) {
      if (this.#proven || !this.#tunnel || init.signal?.aborted) throw error;
    }
    this.direct = false;
    return /** @type {Way} */ (this.#tunnel).fetch(address, init);
  }

  /**
   * Whether a proxy has answered in the server's place: we send no pages.
   *
   * @param {Response} response
   */
  #strange(response) {
    return !this.#proven && this.#tunnel !== null && (response.headers.get("Content-Type") ?? "").startsWith("text/html");
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
