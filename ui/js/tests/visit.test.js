import assert from "node:assert/strict";
import { test } from "node:test";
import { visitTrain } from "../shared/visit.js";

globalThis.PopStateEvent ??= /** @type {any} */ (class extends Event {});

/** @param {string} search of the page that is left */
function browser(search) {
  /** @type {string[]} */
  const told = [];
  const history = { pushState: (/** @type {unknown} */ _state, /** @type {string} */ _title, /** @type {string} */ url) => told.push(url) };
  const dispatchEvent = (/** @type {Event} */ event) => told.push(event.type);
  return { told, window: /** @type {Window} */ (/** @type {unknown} */ ({ history, location: { search }, dispatchEvent })) };
}

test("a page is gone to in one entry of the history, of which Streamlit is told", () => {
  const { told, window } = browser("?layers=4");
  visitTrain("http://lab.example/base", "?layers=8x3&run=s.3", window);
  assert.deepEqual(told, ["http://lab.example/base/?layers=8x3&run=s.3", "popstate"]);
});

test("how the page is embedded stays, and an address that says nothing has no question mark", () => {
  const embedded = browser("?embed=true&embed_options=dark_theme&layers=4");
  visitTrain("", "", embedded.window);
  assert.equal(embedded.told[0], "/?embed=true&embed_options=dark_theme");
  const plain = browser("?layers=4");
  visitTrain("", "", plain.window);
  assert.equal(plain.told[0], "/");
});
