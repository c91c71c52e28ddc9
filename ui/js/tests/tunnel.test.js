import assert from "node:assert/strict";
import { test } from "node:test";
import { Tunnel } from "../shared/tunnel.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function digging(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {import("../shared/tunnel.js").Asked[]} */
  const told = [];
  const tunnel = new Tunnel((_name, value) => told.push(value));
  const reply = (/** @type {string[]} */ ...bodies) => ({
    number: told[told.length - 1].number,
    answers: bodies.map((body) => ({ status: body ? 200 : 204, type: "text/plain", body: btoa(body) })),
  });
  return { told, tunnel, reply };
}

const pathsOf = (/** @type {{ requests: { path: string }[] }} */ { requests }) => requests.map(({ path }) => path);

test("one question is under way; what comes meanwhile is asked together", async (t) => {
  const { told, tunnel, reply } = digging(t);
  const first = tunnel.fetch("/a", {});
  const others = [tunnel.fetch("/b", { method: "POST", body: "{}" }), tunnel.fetch("/c", {})];
  assert.deepEqual(told.map(pathsOf), [["/a"]]);
  tunnel.answer(reply("one"));
  assert.equal(await (await first).text(), "one");
  assert.deepEqual(told.map(pathsOf), [["/a"], ["/b", "/c"]]);
  assert.deepEqual(told[1].requests[0], { path: "/b", method: "POST", body: "{}" });
  tunnel.answer(reply("", "three"));
  const [second, third] = await Promise.all(others);
  assert.deepEqual([second.status, await third.text()], [204, "three"]);
});

test("an answer that was lost is asked for again, under the same number", async (t) => {
  const { told, tunnel, reply } = digging(t);
  const asked = tunnel.fetch("/a", {});
  t.mock.timers.tick(6000);
  assert.equal(told.length, 2);
  assert.deepEqual(told[1], told[0]);
  tunnel.answer(reply("late"));
  assert.equal(await (await asked).text(), "late");
  t.mock.timers.tick(60_000);
  assert.equal(told.length, 2);
});

test("answers that belong to nothing are left alone", (t) => {
  const { told, tunnel, reply } = digging(t);
  tunnel.answer(undefined);
  tunnel.fetch("/a", {});
  tunnel.answer({ number: 1, answers: [] });
  const answer = reply("one");
  tunnel.answer(answer);
  tunnel.fetch("/b", {});
  tunnel.answer(answer); // the page ran once more
  assert.deepEqual(told.map(pathsOf), [["/a"], ["/b"]]);
});

test("whoever gives up is not kept waiting", async (t) => {
  const { tunnel } = digging(t);
  const stop = new AbortController();
  const asked = tunnel.fetch("/a", { signal: stop.signal });
  stop.abort();
  await assert.rejects(asked);
});

test("what is given up while it waits is never asked", async (t) => {
  const { told, tunnel, reply } = digging(t);
  const stop = new AbortController();
  tunnel.fetch("/a", {});
  const given = tunnel.fetch("/b", { signal: stop.signal });
  tunnel.fetch("/c", {});
  stop.abort();
  await assert.rejects(given);
  tunnel.answer(reply("one"));
  assert.deepEqual(told.map(pathsOf), [["/a"], ["/c"]]);
});

test("the next question says that the one under way is given up", async (t) => {
  const { told, tunnel, reply } = digging(t);
  const stop = new AbortController();
  const given = tunnel.fetch("/a", { signal: stop.signal });
  const next = tunnel.fetch("/b", {});
  const late = reply("late");
  stop.abort();
  await assert.rejects(given);
  assert.deepEqual(told.map(pathsOf), [["/a"], ["/b"]]);
  assert.equal(told[1].given_up, told[0].number);
  tunnel.answer(late); // of what was given up
  t.mock.timers.tick(6000);
  assert.deepEqual(told[2], told[1]);
  tunnel.answer(reply("two"));
  assert.equal(await (await next).text(), "two");
});

test("Python is told where nothing else is asked, and answers that others wait for come", async (t) => {
  const { told, tunnel, reply } = digging(t);
  const stops = [new AbortController(), new AbortController()];
  tunnel.fetch("/first", {});
  const both = stops.map(({ signal }) => tunnel.fetch("/a", { signal }));
  tunnel.answer(reply("first"));
  stops[0].abort();
  await assert.rejects(both[0]);
  assert.equal(told.length, 2);
  stops[1].abort();
  await assert.rejects(both[1]);
  assert.deepEqual(told[2], { number: told[1].number + 1, requests: [], given_up: told[1].number });
  t.mock.timers.tick(60_000);
  assert.equal(told.length, 3);
  tunnel.fetch("/b", {});
  assert.deepEqual(pathsOf(told[3]), ["/b"]);
});
