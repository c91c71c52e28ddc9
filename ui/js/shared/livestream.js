// What a live session shows: over a WebSocket, or asked for again and again where a proxy passes none. See ui/routes/live.py.
import { ACKNOWLEDGED_EACH, BUSY_CODE, GONE_CODES, HEARTBEAT_SECONDS } from "./constants.js";
import { unpack } from "./container.js";
import { busyFor, seen } from "./patience.js";

/** @import { Contents } from "./container.js" */
/** @import { Server } from "./server.js" */

/** What a message is; "end": nothing more will come. @typedef {"hello" | "frame" | "status" | "end"} Kind */

/**
 * @typedef {object} Viewer
 * @property {(kind: Kind, contents: Contents) => void} receive gets every message
 * @property {(yes: boolean, busy?: boolean) => void} connected whether news are coming in; `busy`: not now, because the server has no time
 * @property {() => void} [gone] there is no such session, or it is another visitor's
 */

const SILENCE = 3000 * HEARTBEAT_SECONDS;
const OPENING = 8000; // the first message comes at once
const LONGEST_WAIT = 10_000;
const BUSY_WAIT = 5000;
const TRIES = 2; // WebSockets without a message, before it is asked for instead
const PAUSE = { direct: 200, tunnel: 500 };
const POLL_SECONDS = { direct: "5", tunnel: "0" }; // how long an answer may wait for something new

export class LiveStream {
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {AbortController | null} */
  #polling = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** What the latest poll has brought. */
  #after = "";
  #silent = 0;
  #failures = 0;
  #closed = false;
  #server;
  #path;
  #viewer;
  #rests;
  #seen = () => (document.hidden ? this.#stop() : this.#open());

  /**
   * @param {Server} server
   * @param {string} path of the session
   * @param {Viewer} viewer
   * @param {{ rests?: boolean }} [how] rests: nothing comes while the page is hidden
   */
  constructor(server, path, viewer, { rests = false } = {}) {
    this.#server = server;
    this.#path = path;
    this.#viewer = viewer;
    this.#rests = rests;
    if (rests) document.addEventListener("visibilitychange", this.#seen);
    this.#open();
  }

  #open() {
    if (this.#closed || this.#socket || this.#polling || (this.#rests && document.hidden)) return;
    clearTimeout(this.#timer);
    if (this.#server.direct && this.#silent < TRIES) this.#connect();
    else this.#poll((this.#polling = new AbortController()).signal);
  }

  #connect() {
    const socket = (this.#socket = this.#server.socket(`${this.#path}/live`));
    socket.binaryType = "arraybuffer";
    let taken = 0;
    this.#within(OPENING, () => (this.#silent += 1));
    socket.onopen = () => {
      if (this.#server.visitor) socket.send(this.#server.visitor);
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#within(SILENCE);
      this.#silent = 0;
      this.#alive();
      try {
        this.#take(new Uint8Array(data));
      } finally {
        taken += 1;
        // Told when it is drawn: a page that is slow gets the newest instead of a queue.
        if (taken % ACKNOWLEDGED_EACH === 0 && socket.readyState === WebSocket.OPEN) socket.send("");
      }
    };
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return;
      if (code === BUSY_CODE) return this.#busy(BUSY_WAIT);
      if (!taken) this.#silent += 1;
      this.#lost(/** @type {readonly number[]} */ (GONE_CODES).includes(code));
    };
  }

  /**
   * The socket is given up when nothing comes for so long.
   *
   * @param {number} time
   * @param {() => void} [otherwise]
   */
  #within(time, otherwise) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      otherwise?.();
      this.#lost(false);
    }, time);
  }

  /** @param {AbortSignal} signal */
  async #poll(signal) {
    const way = this.#server.direct ? "direct" : "tunnel";
    try {
      while (!signal.aborted) {
        const response = await this.#server.get(`${this.#path}/updates`, { after: this.#after, wait: POLL_SECONDS[way] }, signal);
        if (response.status === 403 || response.status === 404) return this.#lost(true);
        const held = busyFor(response, this.#failures);
        if (held) return this.#busy(held);
        if (!response.ok) throw new Error(`${response.status}`);
        const { values, arrays } = unpack(new Uint8Array(await response.arrayBuffer()));
        if (signal.aborted) return;
        this.#alive();
        this.#after = values.after;
        for (let at = 0; arrays[at] && !signal.aborted; at++) this.#take(arrays[at].numbers.slice());
        await new Promise((resolve) => setTimeout(resolve, PAUSE[way]));
      }
    } catch (error) {
      if (signal.aborted) return;
      console.error(error);
      this.#silent = 0;
      this.#lost(false);
    }
  }

  #alive() {
    this.#failures = 0;
    this.#viewer.connected(true);
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes none at all is a sign of life */
  #take(bytes) {
    if (!bytes.length) return;
    const contents = unpack(bytes);
    this.#viewer.receive(contents.values.kind ?? "frame", contents);
  }

  /** @param {boolean} gone for good */
  #lost(gone) {
    this.#stop();
    if (this.#closed) return;
    if (gone) {
      this.close();
      this.#viewer.gone?.();
      return;
    }
    this.#failures += 1;
    if (this.#failures > 1) this.#viewer.connected(false);
    const wait = this.#silent === TRIES ? 0 : Math.min(300 * 2 ** this.#failures, LONGEST_WAIT);
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  /**
   * The server has no time: it is asked again after so many milliseconds, as soon as anybody looks.
   *
   * @param {number} time
   */
  #busy(time) {
    this.#stop();
    if (this.#closed) return;
    this.#failures += 1;
    this.#viewer.connected(false, true);
    const again = () => (seen() ? this.#open() : wait());
    const wait = () => void (this.#timer = setTimeout(again, time));
    wait();
  }

  #stop() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#polling?.abort();
    this.#polling = null;
  }

  close() {
    this.#closed = true;
    this.#stop();
    document.removeEventListener("visibilitychange", this.#seen);
  }
}
