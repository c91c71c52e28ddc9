// Questions to the server: one at a time, the newest next, and more networks when nothing changes any more.

/** @import { Server } from "../shared/server.js" */

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
  #busy = false;
  #quiet = false;
  #closed = false;

  /**
   * @param {object} parts
   * @param {Server} parts.server
   * @param {string} parts.unreachable what is said when there is no answer at all
   * @param {(answer: Answer, question: Asked<Question>) => void} parts.receive
   * @param {(sentence: string) => void} parts.complain why there is no answer; "" when there is one again
   * @param {() => void} parts.rest nothing has changed for a moment since an answer
   */
  constructor({ server, unreachable, receive, complain, rest }) {
    this.server = server;
    this.unreachable = unreachable;
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
    if (this.#busy || this.#closed || !this.#waiting) return;
    const question = this.#waiting;
    this.#waiting = null;
    this.#busy = true;
    const answered = await this.#ask(question);
    this.#busy = false;
    if (this.#waiting) this.#next();
    else if (!this.#quiet) this.#later(question, answered);
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
   * Whether there is an answer: null when the server did not say anything about it.
   *
   * @param {Asked<Question>} question
   */
  async #ask(question) {
    try {
      const response = await this.server.post(PATH, question);
      const body = /** @type {Answer & { error?: string }} */ (await response.json());
      if (this.#closed || this.#quiet) return false;
      this.complain(response.ok ? "" : (body.error ?? this.unreachable));
      if (response.ok) this.receive(body, question);
      return response.ok;
    } catch (error) {
      if (this.#closed || this.#quiet) return false;
      console.error(error);
      this.complain(this.unreachable);
      return null;
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}
