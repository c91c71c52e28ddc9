// The run's events: server-sent where routes get through, else asked for over Streamlit's own channel.

/** @import { Answer, Hello, Status, Verb } from "./types.d.ts" */

/** What comes: a greeting, frames (base64, see bytes.js), where the run stands, and that nothing more will come. */
/** @typedef {{ hello: Hello, frame: string, status: Status, end: object }} Events */

/** @type {(keyof Events)[]} */
const EVENTS = ["hello", "frame", "status", "end"];
const POLL_MS = 500;
const LOST_MS = 6000;

export class Stream {
  greeted = false;
  polling = false;
  closed = false;
  asked = 0;
  answered = 0;
  seen = -1;
  failures = 0;
  /** @type {EventSource | null} */
  source = null;
  /** @type {number | undefined} */
  timer;

  /**
   * @param {object} how
   * @param {string} how.url of the run (`…/lab/runs/<id>`)
   * @param {string} how.lang
   * @param {<Name extends keyof Events>(event: Name, data: Events[Name]) => void} how.receive gets every event
   * @param {(name: string, value: unknown) => void} how.ask sends a trigger to Python, for the fallback
   * @param {(yes: boolean) => void} how.connected whether news are coming in
   */
  constructor({ url, lang, receive, ask, connected }) {
    this.url = url;
    this.lang = lang;
    this.receive = receive;
    this.ask = ask;
    this.connected = connected;
    this.#open();
  }

  #open() {
    const source = new EventSource(`${this.url}/events?lang=${encodeURIComponent(this.lang)}`);
    this.source = source;
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        if (this.closed) return;
        this.greeted = true;
        this.failures = 0;
        this.connected(true);
        // Frames are base64 and numbered by the event's id; all else is JSON.
        this.#take(name, name === "frame" ? event.data : JSON.parse(event.data), Number(event.lastEventId));
      });
    }
    source.onerror = () => this.#failed(source);
  }

  /** @param {EventSource} source */
  #failed(source) {
    if (this.closed || source !== this.source) return;
    this.failures += 1;
    // The browser reconnects by itself unless the answer was no event stream.
    const final = source.readyState === EventSource.CLOSED;
    if (!this.greeted && (final || this.failures >= 3)) {
      source.close();
      this.polling = true;
      this.#poll();
      return;
    }
    this.connected(false);
    if (final) this.timer = setTimeout(() => this.#open(), Math.min(1000 * this.failures, 10000));
  }

  #poll() {
    if (this.closed) return;
    this.asked += 1;
    this.ask("poll", { after: this.seen, ask: this.asked, greeted: this.greeted });
    this.timer = setTimeout(() => {
      this.connected(false);
      this.#poll();
    }, LOST_MS);
  }

  /**
   * Python's answer to a poll; it comes again at every rerun of the page.
   *
   * @param {Answer | undefined} reply
   */
  answer(reply) {
    if (!this.polling || this.closed || !reply || reply.ask !== this.asked || this.answered === reply.ask) return;
    clearTimeout(this.timer);
    this.answered = reply.ask;
    this.connected(true);
    for (const { event, data, id } of reply.events) {
      this.greeted ||= event === "hello";
      this.#take(/** @type {keyof Events} */ (event), data, id);
    }
    if (!this.closed) this.timer = setTimeout(() => this.#poll(), POLL_MS);
  }

  /**
   * @param {keyof Events} event
   * @param {unknown} data
   * @param {number} [id] of a frame
   */
  #take(event, data, id = -1) {
    if (event === "frame") {
      if (this.polling && id <= this.seen) return;
      this.seen = id;
    }
    if (event === "end") this.close();
    this.receive(event, /** @type {Events[typeof event]} */ (data));
  }

  /**
   * Send a command; what went wrong, or the run that it started.
   *
   * @param {Verb} verb
   * @param {number} [value]
   * @returns {Promise<{ error?: string, run?: string }>}
   */
  async send(verb, value) {
    const body = value === undefined ? { verb } : { verb, value };
    if (this.polling) {
      this.ask("command", body);
      return {};
    }
    const response = await fetch(`${this.url}/commands?lang=${encodeURIComponent(this.lang)}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-Gradient-Lab": "1" },
      body: JSON.stringify(body),
    });
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => ({}));
    return response.ok ? { run: answer.run } : { error: answer.error ?? "" };
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    this.source?.close();
  }
}
