// A way to the server for tests: it notes what it is asked, and answers when the test says so.
import { Refused } from "../../playground/refusal.js";

/** @import { Answer, Connect, Connected, Events } from "../../playground/types.d.ts" */
/** @import { Errors } from "../../playground/refusal.js" */

/** @typedef {{ what: string, value: unknown, resolve: (answer: unknown) => void, reject: (error: Error) => void }} Question */

/** @implements {Connected} */
export class Way {
  /** @type {string | null} */
  play = null;
  /** What was asked and has no answer yet, the oldest first. @type {Question[]} */
  open = [];
  /** Networks that were followed. @type {(string | null)[]} */
  followed = [];
  closed = false;
  /** @type {Events} */
  events = { receive: { hello() {}, status() {}, scene() {} }, connected() {}, gone() {} };

  /** @type {Connect} */
  connect = (events) => {
    this.events = events;
    return this;
  };

  /**
   * @template Told
   * @param {string} what
   * @param {unknown} value
   * @returns {Promise<Told>}
   */
  #ask(what, value) {
    return new Promise((resolve, reject) => this.open.push({ what, value, resolve: (answer) => resolve(/** @type {Told} */ (answer)), reject }));
  }

  /** @type {Connected["create"]} */
  create = (experiment, speed) => this.#ask("create", speed === undefined ? experiment : { ...experiment, speed });
  /** @type {Connected["command"]} */
  command = (verb, value) => this.#ask(verb, value);
  /** @type {Connected["points"]} */
  points = (table) => this.#ask("points", table);
  /** @type {Connected["file"]} */
  file = () => this.#ask("file", null);

  /** @param {string | null} play */
  follow(play) {
    this.play = play;
    this.followed.push(play);
  }

  close() {
    this.closed = true;
  }

  /** What was asked and has no answer yet. */
  get asked() {
    return this.open.map(({ what, value }) => [what, value]);
  }

  /**
   * The server says yes to the oldest question.
   *
   * @param {Answer | string} [answer]
   */
  async agree(answer = {}) {
    this.#oldest().resolve(answer);
    await settle();
  }

  /**
   * The server says no to it.
   *
   * @param {Errors} errors
   * @param {string} [error] the sentence for people
   */
  async refuse(errors, error = "No.") {
    this.#oldest().reject(new Refused({ error, errors }));
    await settle();
  }

  /** The server says nothing. */
  async fail() {
    this.#oldest().reject(new TypeError("fetch failed"));
    await settle();
  }

  #oldest() {
    const question = this.open.shift();
    if (!question) throw new Error("Expected a question, there was none.");
    return question;
  }
}

/** Let everything that waits for nothing but its turn go on. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
