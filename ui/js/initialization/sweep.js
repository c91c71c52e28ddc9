// A trained map on the server: looked at again and again while it is trained, started, stopped, gone on with.

/** @import { Server } from "../shared/server.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Grid, SweepProgress } from "./types.d.ts" */

/**
 * What a route answers, or why it does not do it; status 0: nothing at all.
 *
 * @template {object} Body
 * @typedef {{ status: number, body?: (Body & { error?: string }) | null }} Answer
 */

const SOON = 700;
const LATER = 4000; // when nobody looks, or the server does not answer
const BUSY = ["queued", "preparing", "running"];

export class Sweep {
  /** Id of the sweep that is looked at; "" for none. */
  id = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {object | null} the look under way: what an earlier one finds is of no use */
  #turn = null;
  #silent = false;

  /**
   * @param {object} parts
   * @param {Server} parts.server
   * @param {() => boolean} parts.seen whether anybody looks
   * @param {(progress: SweepProgress | null) => void} parts.receive how far it is, or null when there is none
   * @param {(sentence: string) => void} parts.complain what went wrong; "" when all is well again
   * @param {string} parts.lost what is said while the server does not answer
   * @param {string} parts.unreachable the same when something was to be done
   */
  constructor({ server, seen, receive, complain, lost, unreachable }) {
    this.server = server;
    this.seen = seen;
    this.receive = receive;
    this.complain = complain;
    this.lost = lost;
    this.unreachable = unreachable;
  }

  /**
   * Look at another sweep; "" for none.
   *
   * @param {string} id
   */
  follow(id) {
    if (this.id === id) return;
    this.id = id;
    this.receive(null);
    this.close();
    if (id) this.look();
  }

  /** Ask how far it is, now, and as long as it goes on. */
  async look() {
    clearTimeout(this.#timer);
    const turn = (this.#turn = {});
    /** @type {Answer<SweepProgress>} */
    const found = await answerOf(() => this.server.get(`/lab/sweeps/${encodeURIComponent(this.id)}`));
    if (turn !== this.#turn || !this.#take(found)) return;
    this.#timer = setTimeout(() => this.look(), this.#silent || !this.seen() ? LATER : SOON);
  }

  /**
   * Tell what was found. Returns whether to look again.
   *
   * @param {Answer<SweepProgress>} found
   */
  #take({ status, body }) {
    if (status === 200 && body) {
      if (this.#silent) this.complain("");
      this.#silent = false;
      this.receive(body);
      return goesOn(body);
    }
    if (status === 404 && body) {
      this.receive(null);
      this.complain(body.error ?? this.lost);
      return false;
    }
    this.#silent = true;
    this.complain(this.lost);
    return true;
  }

  /**
   * Train a grid. Returns the new sweep's id, or null when the server does not want to.
   *
   * @param {Grid & { experiment: Texts, steps: number }} grid
   * @returns {Promise<string | null>}
   */
  async start(grid) {
    const done = await this.#steer("/lab/sweeps", grid);
    return done?.sweep ?? null;
  }

  /** @param {"stop" | "resume"} verb */
  async command(verb) {
    const done = await this.#steer(`/lab/sweeps/${encodeURIComponent(this.id)}/commands`, { verb });
    if (done) await this.look();
  }

  /**
   * @param {string} path
   * @param {object} body
   * @returns {Promise<{ sweep?: string } | null>} null where it was not done
   */
  async #steer(path, body) {
    /** @type {Answer<{ sweep?: string }>} */
    const found = await answerOf(() => this.server.post(path, body));
    const done = found.status === 200 || found.status === 204;
    this.complain(done ? "" : (found.body?.error ?? this.unreachable));
    return done ? (found.body ?? {}) : null;
  }

  /** Look no more. */
  close() {
    this.#turn = null;
    clearTimeout(this.#timer);
  }
}

/**
 * @template {object} Body
 * @param {() => Promise<Response>} ask
 * @returns {Promise<Answer<Body>>}
 */
async function answerOf(ask) {
  try {
    const response = await ask();
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0 };
  }
}

/**
 * Whether something will change: another map of one's own comes to its end; cells of a sweep that was stopped still come to their end.
 *
 * @param {SweepProgress} progress
 */
function goesOn({ status, cells, busy }) {
  return status === "running" || busy || cells.status.some((one, at) => cells.run[at] && BUSY.includes(one));
}
