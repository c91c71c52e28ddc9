// WebSockets for tests: they note what is sent, and say what the test says.

/** A WebSocket as a page has it. */
export class FakeSocket {
  static OPEN = 1;
  /** @type {string[]} */
  sent = [];
  readyState = 0;
  closed = false;
  onopen = () => {};
  onmessage = (/** @type {{ data: ArrayBuffer }} */ _event) => {};
  onclose = (/** @type {{ code: number }} */ _event) => {};

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  send(/** @type {string} */ text) {
    this.sent.push(text);
  }

  open() {
    this.readyState = 1;
    this.onopen();
  }

  say(/** @type {Uint8Array<ArrayBuffer>} */ bytes) {
    this.onmessage({ data: bytes.slice().buffer });
  }

  end(code = 1006) {
    this.readyState = 3;
    this.onclose({ code });
  }

  close() {
    this.closed = true;
  }
}

/** The sockets that are opened from now on; Node 20 has none of its own. */
export function fakeSockets() {
  /** @type {FakeSocket[]} */
  const opened = [];
  class Noted extends FakeSocket {
    /** @param {string} url */
    constructor(url) {
      super(url);
      opened.push(this);
    }
  }
  Object.assign(globalThis, { WebSocket: Noted });
  return opened;
}
