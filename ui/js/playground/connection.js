// The way to the server: makes a network there, steers it, and reads the stream of what it does.
import { Refused } from "./refusal.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Answer, Connected, Events } from "./types.d.ts" */

const HEADERS = { "Content-Type": "application/json", "X-Gradient-Lab": "1" };
const [HELLO, SCENE, STATUS] = [1, 2, 3];
const HEAD = 8;
const SILENCE = 45_000; // the server sends a sign of life more often
const LONGEST_WAIT = 10_000;

/** @implements {Connected} */
export class Connection {
  /** @type {string | null} */
  play = null;
  #failures = 0;
  #closed = false;
  /** @type {AbortController | null} */
  #stream = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retrying;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #silence;
  #base;
  #lang;
  /** @type {Record<string, string>} */
  #named;
  #events;
  #seen = () => (document.hidden ? this.#stop() : void this.#open());

  /**
   * @param {object} where
   * @param {string} where.base address of the lab
   * @param {string} where.lang
   * @param {string | null} where.visitor who is asking, where the page is part of another site and browsers send no cookie
   * @param {Events} events
   */
  constructor({ base, lang, visitor }, events) {
    this.#base = base;
    this.#lang = lang;
    this.#named = visitor ? { "X-Gradient-Lab-Visitor": visitor } : {};
    this.#events = events;
    document.addEventListener("visibilitychange", this.#seen);
  }

  /**
   * @param {Texts} experiment
   * @param {string} [speed]
   */
  async create(experiment, speed) {
    const { play } = await this.#post("", { experiment, speed });
    if (!play) throw new Error("Expected the id of a network, received none.");
    return play;
  }

  /** @param {string | null} play */
  follow(play) {
    this.#stop();
    this.play = play;
    this.#failures = 0;
    this.#open();
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
    return (await this.#post("/points", { text: table })).points ?? "";
  }

  async file() {
    const response = await fetch(`${this.#base}/lab/play${this.#path}/file`, { credentials: "same-origin", headers: this.#named });
    if (!response.ok) throw new Refused(await response.json());
    return response.blob();
  }

  get #path() {
    return `/${encodeURIComponent(String(this.play))}`;
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @returns {Promise<Answer>}
   */
  async #post(path, body) {
    const response = await fetch(this.#url(path), { method: "POST", credentials: "same-origin", headers: { ...HEADERS, ...this.#named }, body: JSON.stringify(body) });
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(answer);
    return answer;
  }

  /** @param {string} path */
  #url(path) {
    return `${this.#base}/lab/play${path}?lang=${encodeURIComponent(this.#lang)}`;
  }

  async #open() {
    if (!this.play || this.#closed || this.#stream || document.hidden) return;
    clearTimeout(this.#retrying);
    const stream = (this.#stream = new AbortController());
    try {
      const response = await fetch(this.#url(`${this.#path}/scenes`), { credentials: "same-origin", headers: this.#named, signal: stream.signal });
      if (response.status === 404 || response.status === 403) {
        this.#stop();
        this.play = null;
        return this.#events.gone();
      }
      if (!response.ok || !response.body) throw new Error(`${response.status}`);
      await this.#read(response.body.getReader(), stream);
      throw new Error("The stream of scenes has ended.");
    } catch {
      if (stream.signal.aborted && stream !== this.#stream) return;
      this.#again();
    }
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {AbortController} stream
   */
  async #read(reader, stream) {
    const { receive, connected } = this.#events;
    for await (const [kind, body] of messages(reader, () => this.#alive(stream))) {
      if (stream.signal.aborted) return;
      this.#failures = 0;
      connected(true);
      if (kind === SCENE) receive.scene(body);
      else if (kind === HELLO) receive.hello(json(body));
      else if (kind === STATUS) receive.status(json(body));
    }
  }

  /**
   * A stream that says nothing for long is opened again.
   *
   * @param {AbortController} stream
   */
  #alive(stream) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => stream.abort(), SILENCE);
  }

  #again() {
    this.#stop();
    this.#failures += 1;
    if (this.#closed) return;
    if (this.#failures > 1) this.#events.connected(false);
    this.#retrying = setTimeout(() => this.#open(), Math.min(300 * 2 ** this.#failures, LONGEST_WAIT));
  }

  #stop() {
    clearTimeout(this.#retrying);
    clearTimeout(this.#silence);
    const stream = this.#stream;
    this.#stream = null;
    stream?.abort();
  }

  close() {
    this.#closed = true;
    this.#stop();
    document.removeEventListener("visibilitychange", this.#seen);
  }
}

/** @param {Uint8Array} body */
function json(body) {
  return JSON.parse(new TextDecoder().decode(body));
}

/**
 * Kind and body of each message; bodies have memory of their own.
 *
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {() => void} alive something has come
 * @returns {AsyncGenerator<[kind: number, body: Uint8Array<ArrayBuffer>]>}
 */
async function* messages(reader, alive) {
  const head = new Uint8Array(HEAD);
  /** @type {{ target: Uint8Array<ArrayBuffer>, filled: number, kind: number | null }} */
  let now = { target: head, filled: 0, kind: null };
  for (;;) {
    alive();
    const { done, value } = await reader.read();
    if (done) return;
    for (let at = 0; at < value.length; ) {
      const part = value.subarray(at, at + now.target.length - now.filled);
      now.target.set(part, now.filled);
      now.filled += part.length;
      at += part.length;
      if (now.filled < now.target.length) break;
      if (now.kind === null) {
        now = { target: new Uint8Array(new DataView(head.buffer).getUint32(4, true)), filled: 0, kind: head[0] };
        if (now.target.length) continue;
      }
      yield [now.kind ?? 0, now.target];
      now = { target: head, filled: 0, kind: null };
    }
  }
}
