import assert from "node:assert/strict";
import { test } from "node:test";
import { Sweep } from "../../initialization/sweep.js";
import { Server } from "../../shared/server.js";
import { progress } from "./progress.js";
import { fakeServer, settle } from "../fakeserver.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function looking(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const server = fakeServer(t);
  const log = { received: /** @type {(string | null)[]} */ ([]), said: /** @type {string[]} */ ([]), seen: true };
  const sweep = new Sweep({
    server: new Server({ base: "/app", lang: "ko" }),
    seen: () => log.seen,
    receive: (found) => log.received.push(found && `${found.id} ${found.done}`),
    complain: (sentence) => log.said.push(sentence),
    lost: "lost",
    unreachable: "unreachable",
  });
  return { server, log, sweep, tick: async (/** @type {number} */ time) => (t.mock.timers.tick(time), settle()) };
}

test("a sweep is looked at again and again while it is trained, and no more when it is over", async (t) => {
  const { server, log, sweep, tick } = looking(t);
  sweep.follow("a b");
  assert.equal(server.asked[0].url, "/app/lab/sweeps/a%20b?lang=ko");
  await server.answer(progress({}, { done: 1 }));
  await tick(700);
  assert.equal(server.asked.length, 2);
  await server.answer(progress({ whole: "finished", status: ["finished", "finished", "finished", "finished"] }, { done: 4 }));
  await tick(60_000);
  assert.equal(server.asked.length, 2);
  assert.deepEqual([log.received, log.said], [[null, "sweep 1", "sweep 4"], []]);
});

test("a sweep that was stopped is looked at until its running cells have come to their end", async (t) => {
  const { server, sweep, tick } = looking(t);
  sweep.follow("a");
  await server.answer(progress({ whole: "stopped", run: ["r", null, null, null] }));
  await tick(700);
  assert.equal(server.asked.length, 2);
  await server.answer(progress({ whole: "stopped", run: ["r", null, null, null], status: ["stopped", "queued", "queued", "queued"] }));
  await tick(60_000);
  assert.equal(server.asked.length, 2, "queued cells have no run");
});

test("when nobody looks, it is asked for less often", async (t) => {
  const { server, log, sweep, tick } = looking(t);
  log.seen = false;
  sweep.follow("a");
  await server.answer(progress());
  await tick(3900);
  assert.equal(server.asked.length, 1);
  await tick(200);
  assert.equal(server.asked.length, 2);
});

test("another sweep takes its place at once, and what was asked about the first is not told", async (t) => {
  const { server, log, sweep } = looking(t);
  sweep.follow("a");
  sweep.follow("a");
  sweep.follow("b");
  assert.equal(server.asked.length, 2);
  await server.answer(progress({ id: "a" }));
  await server.answer(progress({ id: "b" }));
  assert.deepEqual(log.received, [null, null, "b 1"]);
  sweep.follow("");
  assert.deepEqual([log.received.at(-1), server.asked.length], [null, 2]);
});

test("while the server does not answer it is said so; then all is well again", async (t) => {
  const { server, log, sweep, tick } = looking(t);
  sweep.follow("a");
  await server.answer(new TypeError("network"));
  assert.deepEqual(log.said, ["lost"]);
  await tick(4000);
  await server.answer({ error: "starting" }, 503);
  await tick(4000);
  await server.answer(progress());
  assert.deepEqual([log.said, log.received], [["lost", "lost", ""], [null, "sweep 1"]]);
});

test("a sweep that is gone is told, and not asked for again", async (t) => {
  const { server, log, sweep, tick } = looking(t);
  sweep.follow("a");
  await server.answer({ error: "No such map." }, 404);
  await tick(60_000);
  assert.deepEqual([log.received, log.said, server.asked.length], [[null, null], ["No such map."], 1]);
});

test("a grid is trained: its id, or why not", async (t) => {
  const { server, log, sweep } = looking(t);
  const grid = { experiment: { activation: "tanh" }, scales: [1], depths: [2], steps: 50 };
  const started = sweep.start(grid);
  assert.deepEqual([server.asked[0].url, server.asked[0].body], ["/app/lab/sweeps?lang=ko", grid]);
  await server.answer({ sweep: "new" });
  assert.equal(await started, "new");
  const refused = sweep.start(grid);
  await server.answer({ error: "Too much work." }, 400);
  assert.equal(await refused, null);
  const lost = sweep.start(grid);
  await server.answer(new TypeError("network"));
  assert.equal(await lost, null);
  assert.deepEqual(log.said, ["", "Too much work.", "unreachable"]);
});

test("after a command it is looked at what it did", async (t) => {
  const { server, log, sweep } = looking(t);
  sweep.follow("a");
  await server.answer(progress());
  sweep.command("stop");
  assert.deepEqual([server.asked[1].url, server.asked[1].body], ["/app/lab/sweeps/a/commands?lang=ko", { verb: "stop" }]);
  await server.answer(null, 204);
  await server.answer(progress({ whole: "stopped" }, { done: 2 }));
  assert.deepEqual([log.received, log.said], [[null, "sweep 1", "sweep 2"], [""]]);
  sweep.command("resume");
  await server.answer({ error: "Not yours." }, 403);
  assert.deepEqual([log.said.at(-1), server.asked.length], ["Not yours.", 4]);
});

test("after it is closed nothing is told or asked", async (t) => {
  const { server, log, sweep, tick } = looking(t);
  sweep.follow("a");
  sweep.close();
  await server.answer(progress());
  await tick(60_000);
  assert.deepEqual([log.received, server.asked.length], [[null], 1]);
});
