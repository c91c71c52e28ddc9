import assert from "node:assert/strict";
import { test } from "node:test";
import { Server } from "../shared/server.js";
import { fakeServer } from "./fakeserver.js";
import { fakeSockets } from "./fakesocket.js";

test("requests name the language and prove where they come from", (t) => {
  const fake = fakeServer(t);
  const server = new Server({ base: "http://lab/app", lang: "ko" });
  server.get("/lab/play/a/updates", { after: "1.2", wait: "5" });
  server.post("/lab/play", { speed: "full" });
  assert.deepEqual(fake.asked.map(({ url, body }) => [url, body]), [
    ["http://lab/app/lab/play/a/updates?lang=ko&after=1.2&wait=5", null],
    ["http://lab/app/lab/play?lang=ko", { speed: "full" }],
  ]);
  assert.deepEqual(fake.asked[1].headers, { "content-type": "application/json", "x-gradient-lab": "1" });
});

test("a page without cookies says who asks: in a header, and to a WebSocket not in its address", (t) => {
  const fake = fakeServer(t);
  const sockets = fakeSockets();
  const server = new Server({ base: "https://lab", lang: "en", visitor: "secret" });
  server.get("/lab/health");
  assert.equal(fake.asked[0].headers["x-gradient-lab-visitor"], "secret");
  server.socket("/lab/play/a/live");
  assert.deepEqual(sockets.map(({ url }) => url), ["wss://lab/lab/play/a/live?lang=en&named=1"]);
});

test("where routes do not get through, requests go through the tunnel", (t) => {
  const fake = fakeServer(t);
  /** @type {unknown[]} */
  const asked = [];
  const tunnel = { fetch: async (/** @type {string} */ path, /** @type {object} */ init) => (asked.push([path, init]), new Response()) };
  const server = new Server({ base: "http://lab", lang: "en", tunnel, cut: true });
  server.post("/lab/play", {});
  assert.deepEqual(asked, [["/lab/play?lang=en", { method: "POST", body: "{}", signal: undefined }]]);
  assert.equal(fake.asked.length, 0);
});

for (const [name, answer] of /** @type {[string, Response | Error][]} */ ([
  ["nothing", new TypeError("network")],
  ["a proxy's page", new Response("<html>", { status: 502, headers: { "Content-Type": "text/html" } })],
])) {
  test(`where the first request brings ${name}, all go through the tunnel from then on`, async (t) => {
    t.mock.method(globalThis, "fetch", async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    });
    const server = new Server({ base: "http://lab", lang: "en", tunnel: { fetch: async () => new Response("tunnelled") } });
    assert.equal(await (await server.get("/lab/health")).text(), "tunnelled");
    assert.equal(server.direct, false);
  });
}

test("routes that got through once are not given up when the server is away for a moment", async (t) => {
  const fake = fakeServer(t);
  const server = new Server({ base: "http://lab", lang: "en", tunnel: { fetch: async () => assert.fail("the tunnel was taken") } });
  const first = server.get("/lab/health");
  await fake.answer({ ready: true });
  await first;
  const second = assert.rejects(server.get("/lab/health"));
  await fake.answer(new TypeError("network"));
  await second;
  assert.equal(server.direct, true);
});
