import assert from "node:assert/strict";
import { test } from "node:test";
import { Tunnel } from "../shared/tunnel.js";

/** @import { TestContext } from "node:test" */

/** @param {TestContext} t */
function digging(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {{ number: number, requests: { path: string, method?: string, body?: string }[] }[]} */
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
