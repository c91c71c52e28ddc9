import assert from "node:assert/strict";
import { test } from "node:test";
import { LineStream } from "../shared/linestream.js";
import { Server } from "../shared/server.js";
import { fakeServer, settle } from "./fakeserver.js";

/** @import { TestContext } from "node:test" */
/** @import { MapLine, Setting } from "../initialization/types.d.ts" */

/** @type {Setting} */
const SETTING = { experiment: { activation: "tanh" }, inputs: "normal", view: "map", columns: [], at: 0, sweep: "" };
const HEAD = { scales: [0.1, 1], depth: 2 };
const LINES = [HEAD, { at: 0, reaching: [0, -1] }, { at: 1, reaching: [0, 1] }, { note: "keine Theorie für σ" }];

/** A body that the test writes piece by piece. */
function body() {
  /** @type {ReadableStreamDefaultController<Uint8Array> | undefined} */
  let into;
  const stream = new ReadableStream({ start: (controller) => void (into = controller) });
  return {
    stream,
    write: async (/** @type {Uint8Array} */ bytes) => (into?.enqueue(bytes), settle()),
    end: async () => (into?.close(), settle()),
    break: async () => (into?.error(new TypeError("lost")), settle()),
  };
}

/** @param {unknown[]} lines */
const encoded = (lines) => new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));

/** @param {TestContext} t */
function streaming(t) {
  const server = fakeServer(t);
  const log = { lines: /** @type {MapLine[]} */ ([]), said: /** @type {string[]} */ ([]) };
  const stream = new LineStream({ path: "/lab/propagation/map", server: new Server({ base: "", lang: "en" }), unreachable: "unreachable", busy: "busy", receive: (line) => log.lines.push(line), complain: (sentence) => log.said.push(sentence) });
  return { server, log, stream };
}

test("lines are told as they come, wherever the pieces are cut", async (t) => {
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  assert.deepEqual(server.asked[0].body, SETTING);
  const { stream: sent, write, end } = body();
  await server.answer(sent);
  const bytes = encoded(LINES);
  const first = bytes.indexOf(10) + 1;
  await write(bytes.subarray(0, first - 1));
  assert.deepEqual(log.lines, []);
  await write(bytes.subarray(first - 1, first));
  assert.deepEqual(log.lines, [HEAD]);
  for (let at = first; at < bytes.length; at++) await write(bytes.subarray(at, at + 1)); // the σ is cut in two
  await end();
  assert.deepEqual([log.lines, log.said], [LINES, []]);
});

test("the map that is there, or on its way, is not asked for again", async (t) => {
  const { server, stream } = streaming(t);
  assert.equal(stream.want(SETTING, "a"), true);
  assert.equal(stream.want(SETTING, "a"), false);
  const { stream: sent, write, end } = body();
  await server.answer(sent);
  await write(encoded(LINES));
  await end();
  assert.equal(stream.want({ ...SETTING, view: "layers" }, "a"), false);
  assert.equal(server.asked.length, 1);
});

test("another map stops the one under way", async (t) => {
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  const { stream: sent, write } = body();
  await server.answer(sent);
  await write(encoded([HEAD]));
  stream.want(SETTING, "b");
  assert.deepEqual(server.asked.map(({ signal }) => signal?.aborted), [true, false]);
  await write(encoded(LINES.slice(1)));
  assert.deepEqual([log.lines, log.said], [[HEAD], []]);
});

test("what the server refuses is told in its words, and can be asked for again", async (t) => {
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  await server.answer({ error: "This initializer has no scale." }, 400);
  assert.deepEqual(log.said, ["This initializer has no scale."]);
  stream.want(SETTING, "a");
  assert.equal(server.asked.length, 2);
});

test("no answer, and an answer that breaks off, are told, and can be asked for again", async (t) => {
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  await server.answer(new TypeError("network"));
  stream.want(SETTING, "a");
  const { stream: sent, write, break: lose } = body();
  await server.answer(sent);
  await write(encoded([HEAD]));
  await lose();
  assert.deepEqual([log.lines, log.said], [[HEAD], ["unreachable", "unreachable"]]);
  stream.want(SETTING, "a");
  assert.equal(server.asked.length, 3);
});

test("a busy server is said to be so, and asked for the map again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  await server.answer({ error: "Too many wait." }, 503, { "Retry-After": "2" });
  stream.want(SETTING, "a");
  t.mock.timers.tick(1900);
  assert.deepEqual([log.said, server.asked.length], [["busy"], 1]);
  t.mock.timers.tick(200);
  const { stream: sent, write, end } = body();
  await server.answer(sent);
  await write(encoded(LINES));
  await end();
  assert.deepEqual([log.lines, log.said], [LINES, ["busy", ""]]);
});

test("another map, or none, and a busy server is not asked for the one before", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { server, stream } = streaming(t);
  stream.want(SETTING, "a");
  await server.answer({ error: "Too many wait." }, 503);
  stream.want({ ...SETTING, inputs: "data" }, "b");
  await server.answer({ error: "Too many wait." }, 503);
  stream.close();
  t.mock.timers.tick(60_000);
  assert.deepEqual(server.asked.map(({ body }) => body.inputs), ["normal", "data"]);
});

test("closing stops it without a word", async (t) => {
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  stream.close();
  await settle();
  assert.equal(server.asked[0].signal?.aborted, true);
  assert.deepEqual(log.said, []);
});

test("a map on its way is left as soon as another one will be asked for, one that is there is not", async (t) => {
  const { server, log, stream } = streaming(t);
  stream.want(SETTING, "a");
  const { stream: sent, write, end } = body();
  await server.answer(sent);
  stream.leave("a");
  await write(encoded([HEAD]));
  assert.deepEqual(log.lines, [HEAD]);
  stream.leave("b");
  await write(encoded(LINES.slice(1)));
  assert.deepEqual([log.lines, log.said], [[HEAD], []]);

  stream.want(SETTING, "a"); // as it was before
  assert.equal(server.asked.length, 2);
  const again = body();
  await server.answer(again.stream);
  await again.write(encoded(LINES));
  await again.end();
  stream.leave("b");
  stream.want(SETTING, "a");
  assert.equal(server.asked.length, 2);
  await end();
});
