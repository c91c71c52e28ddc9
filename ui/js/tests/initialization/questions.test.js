import assert from "node:assert/strict";
import { test } from "node:test";
import { Questions } from "../../initialization/questions.js";
import { Server } from "../../shared/server.js";
import { fakeServer } from "../fakeserver.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function asking(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = fakeServer(t);
  const log = { received: /** @type {string[]} */ ([]), said: /** @type {string[]} */ ([]), rests: 0 };
  /** @type {Questions<{ scale: number }, { name: string }>} */
  const questions = new Questions({
    server: new Server({ base: "", lang: "en" }),
    unreachable: "unreachable",
    busy: "busy",
    receive: ({ name }, { scale, seeds }) => log.received.push(`${name}: ${scale} with ${seeds}`),
    complain: (sentence) => log.said.push(sentence),
    rest: () => (log.rests += 1),
  });
  return { server, log, questions, tick: (/** @type {number} */ time) => t.mock.timers.tick(time) };
}

test("a question is asked at once, about one network, and proves where it comes from", async (t) => {
  const { server, log, questions } = asking(t);
  questions.want({ scale: 1 });
  assert.deepEqual(server.asked.map(({ url, body }) => [url, body]), [["/lab/propagation?lang=en", { scale: 1, seeds: 1 }]]);
  assert.equal(server.asked[0].headers["x-gradient-lab"], "1");
  await server.answer({ name: "a" });
  assert.deepEqual([log.received, log.said], [["a: 1 with 1"], [""]]);
});

test("one question at a time: the newest is next and those between are forgotten", async (t) => {
  const { server, log, questions } = asking(t);
  for (const scale of [1, 2, 3, 4]) questions.want({ scale });
  assert.equal(server.asked.length, 1);
  await server.answer({ name: "first" });
  assert.deepEqual(server.asked.map(({ body }) => body.scale), [1, 4]);
  await server.answer({ name: "last" });
  assert.deepEqual(log.received, ["first: 1 with 1", "last: 4 with 1"]);
  assert.equal(server.asked.length, 2);
});

test("a moment after the last answer it is at rest, and more networks are asked for, once", async (t) => {
  const { server, log, questions, tick } = asking(t);
  questions.want({ scale: 1 });
  await server.answer({ name: "one" });
  tick(200);
  assert.deepEqual([log.rests, server.asked.length], [0, 1]);
  tick(100);
  assert.equal(log.rests, 1);
  assert.deepEqual(server.asked[1].body, { scale: 1, seeds: 5 });
  await server.answer({ name: "five" });
  tick(60_000);
  assert.deepEqual([log.rests, server.asked.length], [1, 2]);
});

test("another question before that, and it is not at rest", async (t) => {
  const { server, log, questions, tick } = asking(t);
  questions.want({ scale: 1 });
  await server.answer({ name: "a" });
  tick(200);
  questions.want({ scale: 2 });
  tick(200);
  assert.equal(log.rests, 0);
  await server.answer({ name: "b" });
  tick(300);
  assert.equal(log.rests, 1);
});

test("what the server refuses is told in its words, and not asked again", async (t) => {
  const { server, log, questions, tick } = asking(t);
  questions.want({ scale: -1 });
  await server.answer({ error: "Expected a positive scale." }, 400);
  tick(60_000);
  assert.deepEqual([log.said, log.received, log.rests, server.asked.length], [["Expected a positive scale."], [], 0, 1]);
});

test("without an answer it is said so and asked again until there is one", async (t) => {
  const { server, log, questions, tick } = asking(t);
  t.mock.method(console, "error", () => {});
  questions.want({ scale: 1 });
  await server.answer(new TypeError("network"));
  assert.deepEqual(log.said, ["unreachable"]);
  tick(2900);
  assert.equal(server.asked.length, 1);
  tick(200);
  assert.equal(server.asked.length, 2);
  await server.answer({ name: "back" });
  assert.deepEqual([log.said, log.received], [["unreachable", ""], ["back: 1 with 1"]]);
});

test("a busy server is said to be so, and asked again after the time that it says, what is wanted by then", async (t) => {
  const { server, log, questions, tick } = asking(t);
  questions.want({ scale: 1 });
  await server.answer({ error: "Too many wait." }, 503, { "Retry-After": "2" });
  assert.deepEqual([log.said, log.received], [["busy"], []]);
  questions.want({ scale: 2 });
  tick(1900);
  assert.equal(server.asked.length, 1, "a dial that turns does not press a busy server");
  tick(200);
  assert.deepEqual(server.asked.map(({ body }) => body.scale), [1, 2]);
  await server.answer({ name: "at last" });
  assert.deepEqual([log.said, log.received], [["busy", ""], ["at last: 2 with 1"]]);
});

test("a server that stays busy is asked less and less often, and by nobody while nobody looks", async (t) => {
  const { server, questions, tick } = asking(t);
  const page = { hidden: false };
  Object.assign(globalThis, { document: page });
  t.after(() => Reflect.deleteProperty(globalThis, "document"));
  questions.want({ scale: 1 });
  for (const wait of [1000, 2000, 4000]) {
    await server.answer({ error: "Too many wait." }, 429);
    const before = server.asked.length;
    tick(wait - 1);
    assert.equal(server.asked.length, before);
    tick(1);
    assert.equal(server.asked.length, before + 1);
  }
  page.hidden = true;
  await server.answer({ error: "Too many wait." }, 429);
  for (let time = 0; time < 10; time++) tick(8000);
  assert.equal(server.asked.length, 4);
  page.hidden = false;
  tick(8000);
  assert.equal(server.asked.length, 5);
});

test("nobody asks a busy server for what is not wanted any more", async (t) => {
  const { server, questions, tick } = asking(t);
  questions.want({ scale: 1 });
  await server.answer({ error: "Too many wait." }, 503);
  questions.want(null);
  tick(60_000);
  questions.want({ scale: 2 });
  await server.answer({ error: "Too many wait." }, 503);
  questions.close();
  tick(60_000);
  assert.equal(server.asked.length, 2);
});

test("an answer that is no JSON is none", async (t) => {
  const { server, log, questions } = asking(t);
  const told = t.mock.method(console, "error", () => {});
  questions.want({ scale: 1 });
  await server.answer(new ReadableStream({ start: (stream) => (stream.enqueue(new TextEncoder().encode("<html>")), stream.close()) }), 502);
  assert.deepEqual(log.said, ["unreachable"]);
  assert.equal(told.mock.callCount(), 1);
});

test("when nothing is wanted any more, an answer under way is not told, nor that it is at rest", async (t) => {
  const { server, log, questions, tick } = asking(t);
  questions.want({ scale: 1 });
  questions.want(null);
  await server.answer({ name: "late" });
  tick(60_000);
  assert.deepEqual([log.received, log.said, log.rests, server.asked.length], [[], [], 0, 1]);
  questions.want({ scale: 2 });
  assert.equal(server.asked.length, 2, "until something is wanted again");
});

test("after it is closed nothing is told or asked", async (t) => {
  const { server, log, questions, tick } = asking(t);
  questions.want({ scale: 1 });
  questions.want({ scale: 2 });
  questions.close();
  await server.answer({ name: "late" });
  tick(60_000);
  assert.deepEqual([log.received, log.said, server.asked.length], [[], [], 1]);
});
