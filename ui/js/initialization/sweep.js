// A trained map on the server: looked at again and again while it is trained, started, stopped, gone on with.

const SOON = 700;
const LATER = 4000; // when nobody looks, or the server does not answer
const BUSY = ["queued", "preparing", "running"];

export class Sweep {
  /**
   * `at(path)`: its address. `seen()`: whether anybody looks. `receive(told)`: how far it is, or null when there is
   * none. `complain(sentence)`: what went wrong; "" when all is well again. `lost`, `unreachable`: sentences.
   */
  constructor({ at, seen, receive, complain, lost, unreachable }) {
    Object.assign(this, { at, seen, receive, complain, lost, unreachable });
    this.id = "";
  }

  /** Look at another sweep; "" for none. */
  follow(id) {
    if (this.id === id) return;
    this.id = id;
    this.receive(null);
    clearTimeout(this.timer);
    this.turn = null;
    if (id) this.look();
  }

  /** Ask how far it is, now, and as long as it goes on. */
  async look() {
    clearTimeout(this.timer);
    const turn = (this.turn = {});
    const found = await this.#send(`/lab/sweeps/${encodeURIComponent(this.id)}`);
    if (turn !== this.turn) return;
    let again = true;
    if (found.status === 200) {
      if (this.silent) this.complain("");
      this.silent = false;
      this.receive(found.body);
      again = goesOn(found.body);
    } else if (found.status === 404 && found.body) {
      again = false;
      this.receive(null);
      this.complain(found.body.error);
    } else {
      this.silent = true;
      this.complain(this.lost);
    }
    const wait = this.silent || document.hidden || !this.seen() ? LATER : SOON;
    if (again) this.timer = setTimeout(() => this.look(), wait);
  }

  /** Train a grid; gives the new sweep's id, or null when the server does not want to. */
  async start(grid) {
    const found = await this.#steer("/lab/sweeps", grid);
    return found && found.sweep;
  }

  /** "stop" or "resume". */
  async command(verb) {
    const done = await this.#steer(`/lab/sweeps/${encodeURIComponent(this.id)}/commands`, { verb });
    if (done) await this.look();
  }

  async #steer(path, body) {
    const found = await this.#send(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Gradient-Lab": "1" },
      body: JSON.stringify(body),
    });
    const done = found.status === 200 || found.status === 204;
    this.complain(done ? "" : (found.body?.error ?? this.unreachable));
    return done ? (found.body ?? {}) : null;
  }

  async #send(path, options) {
    try {
      const response = await fetch(this.at(path), options);
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    } catch {
      return { status: 0 };
    }
  }

  close() {
    this.turn = null;
    clearTimeout(this.timer);
  }
}

/** Whether something will change; cells of a sweep that was stopped still come to their end. */
function goesOn({ status, cells }) {
  return status === "running" || cells.status.some((one, at) => cells.run[at] && BUSY.includes(one));
}
