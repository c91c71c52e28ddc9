import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";

/** @import { Page } from "../shared/component.js" */

class Element {
  /** @param {object} link */
  constructor(link) {
    this.link = link;
  }

  closest() {
    return this.link;
  }
}

/** @type {Record<string, (event: object) => void>} */
const listeners = {};
const place = { origin: "http://lab", pathname: "/", search: "", hash: "" };
Object.assign(globalThis, {
  Element,
  location: place,
  document: { baseURI: "http://lab/" },
  addEventListener: (/** @type {string} */ kind, /** @type {(event: object) => void} */ act) => (listeners[kind] = act),
  requestAnimationFrame: (/** @type {() => void} */ act) => act(),
});

/** @type {any[]} */
let told = [];
/** @type {(() => void)[]} */
const mounted = [];
/** @type {(name: string, value: unknown) => void} */
let tell = () => {};

mock.timers.enable({ apis: ["setTimeout"] });
const { default: mount } = await import("../bootstrap.js");
/** @type {Page} */
const page = { update: (args) => (tell = args.setTriggerValue), unmount: () => {} };
const lab = /** @type {any} */ (globalThis).__gradientLab;

/**
 * What Python has followed, as a panel is told.
 *
 * @param {object} parentElement
 * @param {number} count
 * @param {Record<string, string>} query
 */
function followed(parentElement, count, query) {
  const component = {
    parentElement,
    data: [{ script: "page.js", version: "1", announce: true, arrivals: { count, query } }],
    setTriggerValue: (/** @type {any[]} */ ...event) => told.push(event),
  };
  return mount(/** @type {any} */ (component));
}

/** Mount a panel that says when it is seen, at the address that is open. */
async function panel(parentElement = {}) {
  lab.modules.set("1/page.js", Promise.resolve(page));
  const unmount = followed(parentElement, 1, {});
  mounted.push(unmount);
  await Promise.resolve();
  await Promise.resolve();
  return unmount;
}

/** @param {object} [how] */
function press(how = {}) {
  const link = { origin: "http://lab", pathname: "/initialization", target: "", download: "" };
  listeners.click?.({ target: new Element(link), ...how });
}

describe("what a panel tells Python", () => {
  beforeEach(() => {
    told = [];
    Object.assign(place, { pathname: "/", search: "", hash: "" });
    delete lab.returning;
    delete lab.leaving;
  });

  afterEach(() => mounted.splice(0).forEach((unmount) => unmount()));

  it("is told at once while its page is open", async () => {
    await panel();
    mock.timers.tick(1);
    tell("chosen", 3);
    assert.deepEqual(told, [["shown", true], ["chosen", 3]]);
  });

  it("waits while Back is being followed, and is dropped with its page", async () => {
    const unmount = await panel();
    place.pathname = "/initialization";
    listeners.popstate?.({});
    mock.timers.tick(1000);
    assert.deepEqual(told, []);
    unmount();
    place.pathname = "/";
    mock.timers.tick(1000);
    assert.deepEqual(told, []);
  });

  it("is told late where its page is shown again", async () => {
    await panel();
    place.pathname = "/initialization";
    mock.timers.tick(1000);
    place.pathname = "/";
    mock.timers.tick(1000);
    assert.deepEqual(told, [["shown", true]]);
  });

  it("waits while a link is being followed", async () => {
    await panel();
    press();
    mock.timers.tick(1000);
    assert.deepEqual(told, []);
    await panel(); // of a page that was asked for later: nothing leads away from it
    mock.timers.tick(1000);
    assert.deepEqual(told, [["shown", true]]);
  });

  it("waits until Python has followed Back, to the address that is shown now", async () => {
    const parent = {};
    await panel(parent);
    mock.timers.tick(1000);
    told = [];
    place.search = "?dataset=xor&noise=1&embed=true";
    listeners.popstate?.({});
    tell("chosen", 1);
    followed(parent, 1, { noise: "1", dataset: "xor" }); // before Back was pressed, with the same address
    place.search = "?dataset=gauss";
    listeners.popstate?.({});
    followed(parent, 2, { noise: "1", dataset: "xor" }); // Back was pressed twice
    mock.timers.tick(1000);
    assert.deepEqual(told, []);
    followed(parent, 3, { dataset: "gauss" });
    mock.timers.tick(1000);
    assert.deepEqual(told, [["chosen", 1]]);
  });

  it("gives up waiting where Streamlit has lost it", async (t) => {
    await panel();
    mock.timers.tick(1000);
    told = [];
    listeners.popstate?.({});
    tell("chosen", 1);
    const now = performance.now();
    t.mock.method(performance, "now", () => now + 9000);
    mock.timers.tick(1000);
    assert.deepEqual(told, []);
    t.mock.method(performance, "now", () => now + 11_000);
    mock.timers.tick(1000);
    assert.deepEqual(told, [["chosen", 1]]);
  });

  it("does not wait where only what stands behind # changes", async () => {
    await panel();
    mock.timers.tick(1000);
    told = [];
    place.hash = "#dataset=gauss";
    listeners.popstate?.({});
    tell("link", "dataset=gauss");
    assert.deepEqual(told, [["link", "dataset=gauss"]]);
  });

  it("does not wait for a link that opens elsewhere", async () => {
    await panel();
    press({ ctrlKey: true });
    mock.timers.tick(1000);
    assert.deepEqual(told, [["shown", true]]);
  });
});
