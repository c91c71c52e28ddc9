import assert from "node:assert/strict";
import { test } from "node:test";
import { BUSY_CODE, GONE_CODES } from "../shared/constants.js";
import { LiveStream } from "../shared/livestream.js";
import { Server } from "../shared/server.js";
import { bytesOf } from "./fixtures.js";
import { settle } from "./fakeserver.js";
import { fakeSockets } from "./fakesocket.js";

/** @import { TestContext } from "node:test" */

const FRAME = bytesOf("frames/frame");

/** A container without arrays. @param {object} values */
function packed(values) {
  const header = JSON.stringify({ __metadata__: { version: "1", values: JSON.stringify(values) } });
  const text = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8));
  const bytes = new Uint8Array(8 + text.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

/** What a poll brings: messages in a container. @param {string} after @param {...Uint8Array} messages */
function bundle(after, ...messages) {
  /** @type {Record<string, object>} */
  const fields = { __metadata__: { version: "1", values: JSON.stringify({ after }) } };
  let end = 0;
  messages.forEach((message, at) => (fields[at] = { dtype: "U8", shape: [message.length], data_offsets: [end, (end += message.length)] }));
  const header = JSON.stringify(fields);
  const text = new TextEncoder().encode(header.padEnd(Math.ceil(header.length / 8) * 8));
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let at = 8 + text.length;
  for (const message of messages) bytes.set(message, at), (at += message.length);
  return bytes;
}

/** @param {TestContext} t @param {{ visitor?: string, tunnel?: boolean, rests?: boolean }} [how] */
function watching(t, { visitor, tunnel = false, rests = false } = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sockets = fakeSockets();
  /** @type {{ url: string, resolve: (answer: Response) => void, reject: (error: Error) => void }[]} */
  const polls = [];
  const fetch = (/** @type {string} */ url) => new Promise((resolve, reject) => void polls.push({ url, resolve, reject }));
  t.mock.method(globalThis, "fetch", fetch);
  t.mock.method(console, "error", () => {});
  const listeners = new Map();
  const page = { hidden: false, addEventListener: listeners.set.bind(listeners), removeEventListener: listeners.delete.bind(listeners) };
  Object.assign(globalThis, { document: page });
  const log = { received: /** @type {string[]} */ ([]), connected: /** @type {boolean[]} */ ([]), busy: 0, gone: 0 };
  const way = /** @type {import("../shared/server.js").Way} */ ({ fetch });
  const server = new Server({ base: "http://lab", lang: "en", visitor, tunnel: tunnel ? way : null, cut: tunnel });
  const viewer = {
    receive: (/** @type {string} */ kind) => void log.received.push(kind),
    connected: (/** @type {boolean} */ yes, /** @type {boolean | undefined} */ busy) => {
      log.connected.push(yes);
      log.busy += Number(busy ?? false);
    },
    gone: () => void (log.gone += 1),
  };
  const stream = new LiveStream(server, "/lab/runs/a", viewer, { rests });
  const hide = (/** @type {boolean} */ hidden) => ((page.hidden = hidden), listeners.get("visibilitychange")?.());
  const tick = async (/** @type {number} */ time) => (t.mock.timers.tick(time), settle());
  const answer = async (/** @type {Uint8Array<ArrayBuffer> | null} */ body, status = 200, headers = {}) => {
    polls.at(-1)?.resolve(new Response(body, { status, headers }));
    await settle();
  };
  return { stream, sockets, polls, log, hide, tick, answer };
}

test("messages are told by their kind, and every second one is acknowledged", (t) => {
  const { sockets, log } = watching(t);
  const [socket] = sockets;
  assert.equal(socket.url, "ws://lab/lab/runs/a/live?lang=en");
  socket.open();
  for (const bytes of [packed({ kind: "hello" }), FRAME, packed({ kind: "status" }), new Uint8Array(), packed({ kind: "end" })]) socket.say(bytes);
  assert.deepEqual(log.received, ["hello", "frame", "status", "end"], "an empty one is a sign of life");
  assert.deepEqual(socket.sent, ["", ""]);
});

test("a page without cookies says who it is", (t) => {
  const { sockets } = watching(t, { visitor: "secret" });
  sockets[0].open();
  assert.deepEqual(sockets[0].sent, ["secret"]);
});

test("a connection that breaks is opened again, and said to be lost when that fails", async (t) => {
  const { sockets, log, tick } = watching(t);
  sockets[0].open();
  sockets[0].say(packed({ kind: "hello" }));
  sockets[0].end();
  await tick(600);
  assert.deepEqual([sockets.length, log.connected], [2, [true]]);
  sockets[1].end();
  assert.equal(log.connected.at(-1), false);
  await tick(1200);
  sockets[2].open();
  sockets[2].say(FRAME);
  assert.equal(log.connected.at(-1), true);
});

test("one that says nothing for long is given up", async (t) => {
  const { sockets, tick } = watching(t);
  sockets[0].open();
  sockets[0].say(packed({ kind: "hello" }));
  await tick(45_000);
  assert.ok(sockets[0].closed);
  await tick(600);
  assert.equal(sockets.length, 2);
});

for (const code of GONE_CODES) {
  test(`a session that is not there for this visitor (${code}) is not asked for again`, async (t) => {
    const { sockets, log, tick } = watching(t);
    sockets[0].open();
    sockets[0].end(code);
    await tick(60_000);
    assert.deepEqual([log.gone, sockets.length], [1, 1]);
  });
}

test("a visitor who watches too much is told so, and the WebSocket is opened again as soon as anybody looks", async (t) => {
  const { sockets, log, hide, tick } = watching(t);
  for (const at of [0, 1, 2]) {
    sockets[at].open();
    sockets[at].end(BUSY_CODE);
    assert.deepEqual([log.connected, log.busy], [Array(at + 1).fill(false), at + 1]);
    await tick(4900);
    assert.equal(sockets.length, at + 1);
    await tick(200);
    assert.equal(sockets.length, at + 2, "it is not taken for a proxy that passes none");
  }
  sockets[3].end(BUSY_CODE);
  hide(true);
  await tick(60_000);
  assert.equal(sockets.length, 4);
  hide(false);
  await tick(5000);
  assert.equal(sockets.length, 5);
});

test("a poll that is put off is made again when the server says", async (t) => {
  const { polls, log, answer, tick } = watching(t, { tunnel: true });
  await answer(null, 429, { "Retry-After": "7" });
  assert.deepEqual([log.connected, log.busy], [[false], 1]);
  await tick(6900);
  assert.equal(polls.length, 1);
  await tick(200);
  assert.equal(polls.length, 2);
  await answer(bundle("1.0", packed({ kind: "hello" })));
  assert.deepEqual([log.received, log.connected.at(-1)], [["hello"], true]);
});

test("where no WebSocket gets through, it polls from where it is", async (t) => {
  const { sockets, polls, log, tick, answer } = watching(t);
  sockets[0].end();
  await tick(600);
  sockets[1].open(); // the second one opens, and brings nothing
  await tick(8000);
  assert.deepEqual([sockets.length, sockets[1].closed], [2, true]);
  await tick(0);
  assert.equal(polls[0].url, "http://lab/lab/runs/a/updates?lang=en&after=&wait=5");
  await answer(bundle("1.7", packed({ kind: "hello" }), FRAME));
  assert.deepEqual([log.received, log.connected.at(-1)], [["hello", "frame"], true]);
  await tick(200);
  assert.equal(polls[1].url, "http://lab/lab/runs/a/updates?lang=en&after=1.7&wait=5");
  await answer(null, 404);
  assert.equal(log.gone, 1);
});

test("when polls fail too, the WebSocket is tried again", async (t) => {
  const { sockets, polls, tick } = watching(t);
  for (const at of [0, 1]) {
    sockets[at].end();
    await tick(1200);
  }
  polls[0].reject(new TypeError("network"));
  await settle();
  await tick(10_000);
  assert.equal(sockets.length, 3);
});

test("through the tunnel it polls at once, and no answer is waited for", async (t) => {
  const { stream, sockets, polls, answer, tick } = watching(t, { tunnel: true });
  assert.deepEqual([sockets.length, polls[0].url], [0, "/lab/runs/a/updates?lang=en&after=&wait=0"]);
  await answer(bundle("1.0", packed({ kind: "hello" })));
  await tick(200);
  assert.equal(polls.length, 1);
  await tick(300);
  assert.equal(polls.length, 2);
  stream.close();
  await answer(bundle("1.1", FRAME));
  await tick(60_000);
  assert.equal(polls.length, 2);
});

test("one that rests shows nothing while the page is hidden", async (t) => {
  const { stream, sockets, hide } = watching(t, { rests: true });
  hide(true);
  assert.ok(sockets[0].closed);
  hide(false);
  assert.equal(sockets.length, 2);
  stream.close();
  hide(true);
  hide(false);
  assert.equal(sockets.length, 2);
});
