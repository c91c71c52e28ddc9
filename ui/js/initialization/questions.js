// Questions to the server: one at a time, the newest next, and more networks when nothing changes any more.
import { busyFor, seen } from "../shared/patience.js";

/** @import { Server } from "../shared/server.js" */
/** @typedef {{ answered: boolean | null, held?: number }} Outcome `answered`: null when the server did not say anything about it; `held`: milliseconds for which it has no time */

const PATH = "/lab/propagation";
const REST = 250;
const RETRY = 3000;
const SEEDS_AT_REST = 5;

/**
 * What is asked, and with how many networks it is answered.
 *
 * @template {object} Question
 * @typedef {Question & { seeds: number }} Asked
 */

/**
 * @template {object} Question
 * @template Answer
 */
export class Questions {
  /** @type {Asked<Question> | null} to be asked as soon as the answer under way is there */
  #waiting = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asking = false;
  /** The server has no time: nothing is asked before then. @type {ReturnType<typeof setTimeout> | undefined} */
  #held;
  /** How often in a row. */
  #tries = 0;
  #quiet = false;
  #closed = false;

  /**
   * @param {object} parts
   * @param {Server} parts.server
   * @param {string} parts.unreachable what is said when there is no answer at all
   * @param {string} parts.busy what is said while the server has no time
   * @param {(answer: Answer, question: Asked<Question>) => void} parts.receive
   * @param {(sentence: string) => void} parts.complain why there is no answer; "" when there is one again
   * @param {() => void} parts.rest nothing has changed for a moment since an answer
   */
  constructor({ server, unreachable, busy, receive, complain, rest }) {
    this.server = server;
    this.unreachable = unreachable;
    this.busy = busy;
    this.receive = receive;
    this.complain = complain;
    this.rest = rest;
  }

  /**
   * Ask, now or as soon as the answer under way is there; what else waits is forgotten. Null: ask no more.
   *
   * @param {Question | Asked<Question> | null} question
   */
  want(question) {
    clearTimeout(this.#timer);
    this.#quiet = !question;
    this.#waiting = question && { seeds: 1, ...question };
    this.#next();
  }

  async #next() {
    if (this.#asking || this.#held || this.#closed || !this.#waiting) return;
    const question = this.#waiting;
    this.#waiting = null;
    this.#asking = true;
    const { answered, held } = await this.#ask(question);
    this.#asking = false;
    if (held) {
      this.#waiting ??= question;
      this.#hold(held);
    } else if (this.#waiting) this.#next();
    else if (!this.#quiet) this.#later(question, answered);
  }

  /**
   * Ask what is wanted by then, as soon as anybody looks.
   *
   * @param {number} time milliseconds
   */
  #hold(time) {
    if (this.#closed) return;
    this.#held = setTimeout(() => {
      if (!seen()) return this.#hold(time);
      this.#held = undefined;
      this.#next();
    }, time);
  }

  /**
   * What comes after an answer when nobody asks for anything.
   *
   * @param {Asked<Question>} question
   * @param {boolean | null} answered
   */
  #later(question, answered) {
    if (answered === null) this.#timer = setTimeout(() => this.want(question), RETRY);
    if (!answered || question.seeds > 1) return;
    this.#timer = setTimeout(() => {
      this.rest();
      this.want({ ...question, seeds: SEEDS_AT_REST });
    }, REST);
  }

  /**
   * @param {Asked<Question>} question
   * @returns {Promise<Outcome>}
   */
  async #ask(question) {
    try {
      const response = await this.server.post(PATH, question);
      const held = busyFor(response, this.#tries);
      this.#tries = held ? this.#tries + 1 : 0;
      const body = /** @type {Answer & { error?: string }} */ (held ? {} : await response.json());
      if (this.#closed || this.#quiet) return { answered: false };
      if (held) {
        this.complain(this.busy);
        return { answered: false, held };
      }
      this.complain(response.ok ? "" : (body.error ?? this.unreachable));
      if (response.ok) this.receive(body, question);
      return { answered: response.ok };
    } catch (error) {
      if (this.#closed || this.#quiet) return { answered: false };
      console.error(error);
      this.complain(this.unreachable);
      return { answered: null };
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#held);
  }
}
