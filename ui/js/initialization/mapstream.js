// The measured map from the server, line by line as it is measured; a new one stops the one under way.
import { busyFor, seen } from "../shared/patience.js";

/** @import { Server } from "../shared/server.js" */
/** @import { MapLine, Setting } from "./types.d.ts" */

const PATH = "/lab/propagation/map";

export class MapStream {
  /** @type {string | null} what the map that is there, or on its way, depends on */
  #parts = null;
  /** @type {AbortController | null} */
  #stop = null;
  /** It is asked for again. @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #tries = 0;

  /**
   * @param {object} parts
   * @param {Server} parts.server
   * @param {string} parts.unreachable what is said when there is no answer, or only the beginning of one
   * @param {string} parts.busy what is said while the server has no time
   * @param {(line: MapLine) => void} parts.receive head, columns and theory, in this order
   * @param {(sentence: string) => void} parts.complain why there is no map; "" when it comes after all
   */
  constructor({ server, unreachable, busy, receive, complain }) {
    this.server = server;
    this.unreachable = unreachable;
    this.busy = busy;
    this.receive = receive;
    this.complain = complain;
  }

  /**
   * Ask for the map of `setting`, unless it is there or on its way.
   *
   * @param {Setting} setting
   * @param {string} parts what the map depends on
   */
  want(setting, parts) {
    if (this.#parts === parts) return;
    this.close();
    this.#parts = parts;
    this.#tries = 0;
    this.#ask(setting);
  }

  /** @param {Setting} setting */
  async #ask(setting) {
    const stop = (this.#stop = new AbortController());
    try {
      const response = await this.server.post(PATH, setting, stop.signal);
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
   * @param {Setting} setting
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
   * Another map will be asked for in a moment: nobody waits any more for one that is on its way.
   *
   * @param {string} parts what that map will depend on; the very same one goes on
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
