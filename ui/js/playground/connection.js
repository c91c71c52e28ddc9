// The way to the server: makes a network there, steers it, and reads the stream of what it does.

const HEADERS = { "Content-Type": "application/json", "X-Gradient-Lab": "1" };
const KINDS = { 1: "hello", 2: "scene", 3: "status" };
const HEAD = 8;
const SILENCE = 45_000; // the server sends a sign of life more often
const LONGEST_WAIT = 10_000;

export class Connection {
  /**
   * `base`: address of the lab. `receive(kind, body)`: "hello" and "status" with what they say, "scene" with its
   * bytes. `connected(bool)`: whether news are coming in. `gone()`: the server does not know the network any more.
   * `visitor`: who is asking, where the page is part of another site and browsers send no cookie; else null.
   */
  constructor({ base, lang, visitor, receive, connected, gone }) {
    Object.assign(this, { base, lang, receive, connected, gone });
    this.named = visitor ? { "X-Gradient-Lab-Visitor": visitor } : {};
    this.failures = 0;
    this.seen = () => (document.hidden ? this.#stop() : this.#open());
    document.addEventListener("visibilitychange", this.seen);
  }

  /** A new network. Resolves to its id, or throws `Refused`. */
  async create(experiment, speed) {
    return (await this.post("", { experiment, speed })).play;
  }

  /** Follow the network `play` from now on; null: none. */
  follow(play) {
    this.#stop();
    this.play = play;
    this.failures = 0;
    this.#open();
  }

  /** A command to the network that is followed. Resolves to what the server says, throws `Refused`. */
  command(verb, value) {
    return this.post(`/${encodeURIComponent(this.play)}/commands`, { verb, value: value ?? null });
  }

  /** Ask the server something about playing. */
  async post(path, body) {
    const response = await fetch(this.#url(path), { method: "POST", credentials: "same-origin", headers: { ...HEADERS, ...this.named }, body: JSON.stringify(body) });
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Refused(response.status, answer);
    return answer;
  }

  #url(path) {
    return `${this.base}/lab/play${path}?lang=${encodeURIComponent(this.lang)}`;
  }

  async #open() {
    if (!this.play || this.closed || this.stream || document.hidden) return;
    clearTimeout(this.timer);
    const stream = (this.stream = new AbortController());
    try {
      const response = await fetch(this.#url(`/${encodeURIComponent(this.play)}/scenes`), { credentials: "same-origin", headers: this.named, signal: stream.signal });
      if (response.status === 404 || response.status === 403) {
        this.#stop();
        this.play = null;
        return this.gone();
      }
      if (!response.ok) throw new Error(`${response.status}`);
      await this.#read(response.body.getReader(), stream);
      throw new Error("The stream of scenes has ended.");
    } catch {
      if (stream.signal.aborted && stream !== this.stream) return;
      this.#again();
    }
  }

  async #read(reader, stream) {
    for await (const [kind, body] of messages(reader, () => this.#alive(stream))) {
      if (stream.signal.aborted) return;
      this.failures = 0;
      this.connected(true);
      const name = KINDS[kind];
      if (name) this.receive(name, name === "scene" ? body : JSON.parse(new TextDecoder().decode(body)));
    }
  }

  /** A stream that says nothing for long is opened again. */
  #alive(stream) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => stream.abort(), SILENCE);
  }

  #again() {
    this.#stop();
    this.failures += 1;
    if (this.closed) return;
    if (this.failures > 1) this.connected(false);
    this.timer = setTimeout(() => this.#open(), Math.min(300 * 2 ** this.failures, LONGEST_WAIT));
  }

  #stop() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    const { stream } = this;
    this.stream = null;
    stream?.abort();
  }

  close() {
    this.closed = true;
    this.#stop();
    document.removeEventListener("visibilitychange", this.seen);
  }
}

/** The server understood and said no: `errors` are sentences by path, the message is the sentence for people. */
export class Refused extends Error {
  constructor(status, { error, errors }) {
    super(error ?? "");
    Object.assign(this, { status, errors: errors ?? {} });
  }
}

/** [kind, body] of each message; bodies are buffers of their own. `alive()`: something has come. */
async function* messages(reader, alive) {
  const head = new Uint8Array(HEAD);
  let [target, filled, kind] = [head, 0, null];
  for (;;) {
    alive();
    const { done, value } = await reader.read();
    if (done) return;
    for (let at = 0; at < value.length; ) {
      const part = value.subarray(at, at + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < target.length) break;
      if (kind === null) {
        kind = head[0];
        target = new Uint8Array(new DataView(head.buffer).getUint32(4, true));
        filled = 0;
        if (target.length) continue;
      }
      yield [kind, target.buffer];
      [target, filled, kind] = [head, 0, null];
    }
  }
}
