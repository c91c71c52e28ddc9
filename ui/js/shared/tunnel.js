// Requests over Streamlit's own channel, where a proxy does not pass our routes: see ui/routes/tunnel.py.
import { bytesOf } from "./bytes.js";

/** @import { Init, Way } from "./server.js" */

/** @typedef {{ path: string, method?: string, body?: string }} Request */
/** @typedef {{ number: number, answers: { status: number, type: string, body: string }[] }} Reply */

const MOST = 16;
const LOST = 6000; // the page may have been run for something else, and the question with it

/** @typedef {{ request: Request, resolve: (response: Response) => void }} Question */
/** @typedef {{ number: number, requests: Request[], given_up?: number }} Asked */

/** @implements {Way} */
export class Tunnel {
  /** @type {Question[]} */
  #waiting = [];
  /** What Python was asked and has not answered. @type {Question[]} */
  #asked = [];
  /** Of that. @type {WeakSet<Question>} */
  #dropped = new WeakSet();
  #number = Date.now(); // answers to an earlier page count lower
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #tell;

  /** @param {(name: "requests", value: Asked) => void} tell runs the page again */
  constructor(tell) {
    this.#tell = tell;
  }

  /**
   * As `fetch`.
   *
   * @param {string} path with its query
   * @param {Init} init
   * @returns {Promise<Response>}
   */
  fetch(path, { method, body, signal }) {
    return new Promise((resolve, reject) => {
      const question = { request: { path, method, body }, resolve };
      signal?.addEventListener("abort", () => {
        reject(signal.reason);
        this.#drop(question);
      });
      this.#waiting.push(question);
      this.#next();
    });
  }

  /** All that waits is asked together: running the page costs more than answering. */
  #next() {
    if (this.#asked.length || !this.#waiting.length) return;
    this.#asked = this.#waiting.splice(0, MOST);
    this.#number += 1;
    this.#ask();
  }

  /** @param {number} [givenUp] the number of what needs no answer any more */
  #ask(givenUp) {
    const requests = this.#asked.map(({ request }) => request);
    this.#tell("requests", { number: this.#number, requests, ...(givenUp && { given_up: givenUp }) });
    if (requests.length) this.#timer = setTimeout(() => this.#ask(givenUp), LOST);
  }

  /**
   * Nobody waits for the answer any more: Python is told when that is so of all that it was asked.
   *
   * @param {Question} question
   */
  #drop(question) {
    this.#waiting = this.#waiting.filter((each) => each !== question);
    if (!this.#asked.includes(question)) return;
    this.#dropped.add(question);
    if (!this.#asked.every((each) => this.#dropped.has(each))) return;
    clearTimeout(this.#timer);
    const givenUp = this.#number;
    this.#asked = this.#waiting.splice(0, MOST);
    this.#number += 1;
    this.#ask(givenUp);
  }

  /**
   * Take Python's answers, which come again whenever the page runs.
   *
   * @param {Reply | null | undefined} reply
   */
  answer(reply) {
    if (!this.#asked.length || reply?.number !== this.#number) return;
    clearTimeout(this.#timer);
    const asked = this.#asked;
    this.#asked = [];
    for (const [at, { resolve }] of asked.entries()) resolve(responseOf(reply.answers[at]));
    this.#next();
  }

  close() {
    clearTimeout(this.#timer);
  }
}

/** @param {Reply["answers"][number]} answer */
function responseOf({ status, type, body }) {
  return new Response(status === 204 ? null : bytesOf(body), { status, headers: { "Content-Type": type } });
}
