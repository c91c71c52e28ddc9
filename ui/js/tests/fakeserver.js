// A server for tests: it notes what it is asked and answers when the test says so.

/** @import { TestContext } from "node:test" */

/** @typedef {{ url: string, body: any, headers: Record<string, string>, signal?: AbortSignal | null }} Request what was asked */

/** @param {TestContext} t */
export function fakeServer(t) {
  /** @type {Request[]} */
  const asked = [];
  /** @type {((answer: Response | Error) => void)[]} */
  const waiting = [];
  t.mock.method(globalThis, "fetch", (/** @type {string} */ url, /** @type {RequestInit} */ { body, headers, signal } = {}) => {
    asked.push({ url, body: typeof body === "string" ? JSON.parse(body) : null, headers: Object.fromEntries(new Headers(headers)), signal });
    return new Promise((resolve, reject) => {
      waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  });
  return {
    asked,
    /**
     * Answer the oldest question, and let whoever asked take the answer.
     *
     * @param {unknown} body as JSON; null for none; an error for no answer at all
     * @param {Record<string, string>} [headers]
     */
    async answer(body, status = 200, headers = {}) {
      const respond = waiting.shift();
      if (!respond) throw new Error("nothing was asked");
      if (body instanceof Error) respond(body);
      else if (body instanceof ReadableStream) respond(new Response(body, { status }));
      else respond(new Response(body === null ? null : JSON.stringify(body), { status, headers }));
      await settle();
    },
  };
}

/** Let everything that waits for nothing but its turn go on. */
export async function settle() {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
