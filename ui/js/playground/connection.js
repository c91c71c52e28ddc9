// The way to the server: makes a network there, steers it, and watches what it does.
import { LiveStream } from "../shared/livestream.js";
import { readPlayed } from "../shared/frame.js";
import { Refused } from "./refusal.js";

/** @import { Contents } from "../shared/container.js" */
/** @import { Kind } from "../shared/livestream.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Server } from "../shared/server.js" */
/** @import { Answer, Connected, Events, Hello, Status } from "./types.d.ts" */

const ROUTE = "/lab/play";

/** @implements {Connected} */
export class Connection {
  /** @type {string | null} */
  play = null;
  /** @type {LiveStream | null} */
  #stream = null;
  #server;
  #events;

  /**
   * @param {Server} server
   * @param {Events} events
   */
  constructor(server, events) {
    this.#server = server;
    this.#events = events;
  }

  /**
   * @param {Texts} experiment
   * @param {string} [speed]
   */
  async create(experiment, speed) {
    const { play } = await this.#post(ROUTE, { experiment, speed });
    if (!play) throw new Error("Expected the id of a network, received none.");
    return play;
  }

  /** @param {string | null} play */
  follow(play) {
    this.close();
    this.play = play;
    if (!play) return;
    const { connected, gone } = this.#events;
    const receive = (/** @type {Kind} */ kind, /** @type {Contents} */ contents) => this.#take(kind, contents);
    const left = () => {
      this.play = null;
      gone();
    };
    this.#stream = new LiveStream(this.#server, this.#path, { receive, connected, gone: left }, { rests: true });
  }

  /**
   * @param {Kind} kind
   * @param {Contents} contents
   */
  #take(kind, contents) {
    const { receive } = this.#events;
    if (kind === "frame") receive.scene(contents);
    else if (kind === "hello") receive.hello(/** @type {Hello} */ ({ ...contents.values, history: readPlayed(contents) }));
    else if (kind === "status") receive.status(/** @type {Status} */ (contents.values));
  }

  /**
   * @param {string} verb
   * @param {unknown} [value]
   */
  command(verb, value = null) {
    return this.#post(`${this.#path}/commands`, { verb, value });
  }

  /** @param {string} table */
  async points(table) {
    return (await this.#post(`${ROUTE}/points`, { text: table })).points ?? "";
  }

  async file() {
    const response = await this.#server.get(`${this.#path}/file`);
    if (!response.ok) throw new Refused(await response.json());
    return response.blob();
  }

  get #path() {
    return `${ROUTE}/${encodeURIComponent(String(this.play))}`;
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @returns {Promise<Answer>}
   */
  async #post(path, body) {
    const response = await this.#server.post(path, body);
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(answer);
    return answer;
  }

  close() {
    this.#stream?.close();
    this.#stream = null;
  }
}
