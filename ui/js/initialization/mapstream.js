// The measured map from the server, line by line as it is measured; a new one stops the one under way.

/** @import { Server } from "../shared/server.js" */
/** @import { MapLine, Setting } from "./types.d.ts" */

const PATH = "/lab/propagation/map";

export class MapStream {
  /** @type {string | null} what the map that is there, or on its way, depends on */
  #parts = null;
  /** @type {AbortController | undefined} */
  #stop;

  /**
   * @param {object} parts
   * @param {Server} parts.server
   * @param {string} parts.unreachable what is said when there is no answer, or only the beginning of one
   * @param {(line: MapLine) => void} parts.receive head, columns and theory, in this order
   * @param {(sentence: string) => void} parts.complain why there is no map
   */
  constructor({ server, unreachable, receive, complain }) {
    this.server = server;
    this.unreachable = unreachable;
    this.receive = receive;
    this.complain = complain;
  }

  /**
   * Ask for the map of `setting`, unless it is there or on its way.
   *
   * @param {Setting} setting
   * @param {string} parts what the map depends on
   */
  async want(setting, parts) {
    if (this.#parts === parts) return;
    this.#parts = parts;
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    try {
      const response = await this.server.post(PATH, setting, stop.signal);
      if (!response.ok || !response.body) throw new Refused(/** @type {{ error: string }} */ (await response.json()).error);
      for await (const line of lines(response.body)) if (!stop.signal.aborted) this.receive(JSON.parse(line));
    } catch (error) {
      if (stop.signal.aborted) return;
      this.#parts = null; // so that it is asked for again
      this.complain(error instanceof Refused ? error.message : this.unreachable);
    }
  }

  close() {
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
