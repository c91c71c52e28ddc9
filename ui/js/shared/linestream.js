// An answer of the server that comes line by line, as it is computed; a new question stops the one under way.
import { busyFor, seen } from "./patience.js";

/** @import { Server } from "./server.js" */

/**
 * @template {object} Question
 * @template Line
 */
export class LineStream {
  /** @type {string | null} what the answer that is there, or on its way, depends on */
  #parts = null;
  /** @type {AbortController | null} */
  #stop = null;
  /** It is asked for again. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #tries = 0;

  /**
   * @param {object} parts
   * @param {Server} parts.server
   * @param {string} parts.path where it is asked for
   * @param {string} parts.unreachable what is said when there is no answer, or only the beginning of one
   * @param {string} parts.busy what is said while the server has no time
   * @param {(line: Line) => void} parts.receive each, in order
   * @param {(sentence: string) => void} parts.complain why there is no answer; "" when it comes after all
   */
  constructor({ server, path, unreachable, busy, receive, complain }) {
    this.server = server;
    this.path = path;
    this.unreachable = unreachable;
    this.busy = busy;
    this.receive = receive;
    this.complain = complain;
  }

  /**
   * Ask `setting`, unless its answer is there or on its way.
   *
   * @param {Question} setting
   * @param {string} parts what the answer depends on
   * @returns {boolean} whether it is asked anew: all lines will come, from the first
   */
  want(setting, parts) {
    if (this.#parts === parts) return false;
    this.close();
    this.#parts = parts;
    this.#tries = 0;
    this.#ask(setting);
    return true;
  }

  /** @param {Question} setting */
  async #ask(setting) {
    const stop = (this.#stop = new AbortController());
    try {
      const response = await this.server.post(this.path, setting, stop.signal);
      const held = busyFor(response, this.#tries);
      if (held) return this.#later(setting, held);
      if (this.#tries) this.complain("");
      if (!response.ok || !response.body) throw new Refused(/** @type {{ error: string }} */ (await response.json()).error);
      for await (const line of lines(response.body)) if (!stop.signal.aborted) this.receive(JSON.parse(line));
      if (this.#stop === stop) this.#stop = null;
    } catch (error) {
      if (stop.signal.aborted) return;
      this.#parts = null; // so that it is asked for again
      this.complain(error instanceof Refused ? error.message : this.unreachable);
    }
  }

  /**
   * The server has no time: ask once more, as soon as anybody looks.
   *
   * @param {Question} setting
   * @param {number} time milliseconds
   */
  #later(setting, time) {
    this.#tries += 1;
    this.complain(this.busy);
    const again = () => (seen() ? this.#ask(setting) : wait());
    const wait = () => void (this.#timer = setTimeout(again, time));
    wait();
  }

  /**
   * Something else will be asked in a moment: nobody waits any more for an answer that is on its way.
   *
   * @param {string} parts what its answer will depend on; the very same one goes on
   */
  leave(parts) {
    if (this.#parts === parts || !this.#stop) return;
    this.close();
    this.#stop = this.#parts = null;
  }

  close() {
    clearTimeout(this.#timer);
    this.#stop?.abort();
  }
}

class Refused extends Error {}

/**
 * Lines of a text that arrives in pieces; each ends with a newline.
 *
 * @param {ReadableStream<Uint8Array>} stream
 */
async function* lines(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let kept = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (kept + decoder.decode(value, { stream: true })).split("\n");
    kept = parts.pop() ?? "";
    yield* parts;
  }
}
