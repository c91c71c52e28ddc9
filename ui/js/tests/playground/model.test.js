import assert from "node:assert/strict";
import { test } from "node:test";
import { Model } from "../../playground/model.js";
import { unpack } from "../../shared/container.js";
import { bytesOf, toldOf } from "../fixtures.js";
import { MENUS } from "./menus.js";
import { hello } from "./network.js";
import { Way, settle } from "./way.js";

/** @import { TestContext } from "node:test" */
/** @import { Texts } from "../../shared/menus.d.ts" */
/** @import { Hello, Setting } from "../../playground/types.d.ts" */

const WORDS = { unreachable: "Nobody answers.", d_anew: "Another network." };
const TEXTS = { dataset: "circle", "dataset.samples": "500", "dataset.noise": "0", layers: "4-2", learning_rate: "0.03" };
/** @type {Setting} */
const SETTING = { experiment: TEXTS, options: { speed: "full" }, hide: ["play"] };

/**
 * A model, and what it has told; the clock stands still.
 *
 * @param {TestContext} t
 * @param {{ play: string, texts: Texts } | null} [kept] of before a reload
 */
function made(t, kept = null) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(console, "error", () => {});
  const way = new Way();
  /** @type {Setting[]} */
  const told = [];
  /** @type {string[]} */
  const said = [];
  const model = new Model({
    words: WORDS,
    menus: MENUS,
    connect: way.connect,
    tell: (chosen) => told.push(chosen),
    kept: { remembered: () => kept, remember: (greeting) => void (kept = { play: greeting.play, texts: greeting.experiment }) },
  });
  model.on((what) => said.push(what));
  return { model, way, told, said, kept: () => kept, wait: (/** @type {number} */ ms) => t.mock.timers.tick(ms) };
}

/**
 * The same with a network on the server.
 *
 * @param {TestContext} t
 */
async function playing(t) {
  const all = made(t);
  all.model.open(SETTING);
  await all.way.agree("net");
  all.way.events.receive.hello(greeting());
  return all;
}

/**
 * @param {Texts} [experiment]
 * @param {Partial<Hello>} [more]
 */
const greeting = (experiment = TEXTS, more = {}) => hello({ experiment, ...more });

test("opening makes a network, and follows it", async (t) => {
  const { model, way, said, kept } = made(t);
  model.open(SETTING);
  assert.deepEqual(way.asked, [["create", { ...TEXTS, speed: "full" }]]);
  assert.deepEqual([model.texts, model.options, [...model.hidden]], [TEXTS, { speed: "full" }, ["play"]]);
  await way.agree("net");
  assert.deepEqual(way.followed, ["net"]);
  way.events.receive.hello(greeting());
  assert.deepEqual(said, ["texts", "options", "hello"]);
  assert.deepEqual(kept(), { play: "net", texts: TEXTS });
});

test("after a reload it goes on with the same network, if that is still what is wanted", async (t) => {
  const same = made(t, { play: "before", texts: TEXTS });
  same.model.open(SETTING);
  assert.deepEqual([same.way.followed, same.way.asked], [["before"], []]);
});

test("after a reload with other choices there is another network", async (t) => {
  const { model, way } = made(t, { play: "before", texts: { ...TEXTS, layers: "8" } });
  model.open(SETTING);
  assert.deepEqual([way.followed, way.open.length], [[], 1]);
});

test("choices go to the network at once, and to Python when they have come to rest", async (t) => {
  const { model, way, told, wait } = await playing(t);
  model.set("learning_rate", "0.1");
  assert.deepEqual(way.asked, [["change", { ...TEXTS, learning_rate: "0.1" }]]);
  wait(300);
  model.set("learning_rate", "0.3");
  await way.agree();
  assert.deepEqual(way.asked, [["change", { ...TEXTS, learning_rate: "0.3" }]], "sent when the change before is done");
  await way.agree();
  wait(300);
  assert.deepEqual(told, []);
  wait(100);
  assert.deepEqual(told, [{ experiment: { ...TEXTS, learning_rate: "0.3" }, options: { speed: "full" }, hide: ["play"] }]);
});

test("a change that was overtaken is never sent", async (t) => {
  const { model, way } = await playing(t);
  for (const rate of ["1", "2", "3"]) model.set("learning_rate", rate);
  await way.agree();
  assert.deepEqual(way.asked, [["change", { ...TEXTS, learning_rate: "3" }]]);
  await way.agree();
  assert.deepEqual(way.asked, []);
});

test("another entry of a menu brings its own parameters", async (t) => {
  const { model } = await playing(t);
  model.put({ dataset: "clouds" });
  assert.deepEqual(model.texts, { ...TEXTS, dataset: "clouds", "dataset.classes": "3" });
});

test("what is refused is told beside its control; the network keeps its own until it is mended", async (t) => {
  const { model, way } = await playing(t);
  model.set("learning_rate", "fast");
  await way.refuse({ learning_rate: "Expected a number." }, "Expected a number.");
  assert.deepEqual([model.errors, model.complaint, model.texts.learning_rate], [{ learning_rate: "Expected a number." }, "Expected a number.", "fast"]);
  model.set("layers", "8");
  assert.deepEqual(way.asked, [["change", { ...TEXTS, layers: "8", learning_rate: "0.03" }]]);
  await way.agree();
  assert.equal(model.complaint, "Expected a number.", "it still stands");
  way.events.receive.hello(greeting({ ...TEXTS, layers: "8" }));
  assert.equal(model.texts.learning_rate, "fast");
  model.set("learning_rate", "1");
  await way.agree();
  assert.deepEqual([model.errors, model.complaint], [{}, ""]);
});

test("Python is told what the network has, not what was refused", async (t) => {
  const { model, way, told, wait } = await playing(t);
  model.set("learning_rate", "fast");
  await way.refuse({ learning_rate: "Expected a number." });
  wait(400);
  assert.equal(told.at(-1)?.experiment.learning_rate, "0.03");
});

test("a greeting brings what the server reads, but not while something else is chosen", async (t) => {
  const { model, way, said } = await playing(t);
  const undone = { ...TEXTS, layers: "16" };
  model.held = true;
  way.events.receive.hello(greeting(undone));
  assert.deepEqual(model.texts, TEXTS);
  model.held = false;
  said.length = 0;
  way.events.receive.hello(greeting(undone));
  assert.deepEqual([model.texts, said], [undone, ["texts", "hello"]]);
  model.set("layers", "2");
  way.events.receive.hello(greeting(TEXTS));
  assert.equal(model.texts.layers, "2");
});

test("own points that are too few make a network of something else, until there are more", async (t) => {
  const { model, way } = made(t);
  const texts = { dataset: "points", "dataset.points": "", layers: "4" };
  model.open({ ...SETTING, experiment: texts });
  await way.refuse({ "dataset.points": "Too few." }, "Too few.");
  assert.deepEqual(way.asked, [["create", { dataset: "circle", layers: "4", speed: "full" }]]);
  await way.agree("net");
  assert.deepEqual([model.texts, model.errors, model.complaint], [texts, { "dataset.points": "Too few." }, "Too few."]);
  assert.deepEqual(way.followed, ["net"]);
});

test("without an answer it asks again, and says so meanwhile", async (t) => {
  const { model, way, wait } = made(t);
  model.open(SETTING);
  await way.fail();
  assert.deepEqual([model.complaint, way.open.length], ["Nobody answers.", 0]);
  wait(2000);
  assert.equal(way.open.length, 1);
  await way.agree("net");
  assert.deepEqual([model.complaint, way.followed], ["", ["net"]]);
});

test("a network that the server has forgotten is made anew, with what is chosen by then", async (t) => {
  const { model, way } = await playing(t);
  way.play = null;
  way.events.gone();
  model.set("layers", "8");
  await way.agree("other");
  assert.ok(model.restarted);
  way.events.connected(false);
  way.events.connected(true);
  assert.ok(model.restarted, "that the server is there again does not take the word away");
  assert.deepEqual(way.followed, ["net", "other"]);
  assert.deepEqual(way.asked, [["change", { ...TEXTS, layers: "8" }]]);
  await way.agree();
  const play = model.send("resume");
  await way.agree();
  await play;
  assert.ok(!model.restarted, "who steers it has seen it");
});

test("commands resolve to what the server says, or to nothing when it says no", async (t) => {
  const { model, way } = await playing(t);
  const weight = model.send("weight", { layer: 0 });
  await way.agree({ value: 0.5 });
  assert.deepEqual(await weight, { value: 0.5 });
  const edit = model.send("edit", {});
  await way.refuse({}, "Not now.");
  assert.deepEqual([await edit, model.complaint], [undefined, "Not now."]);
  const look = model.send("look", null);
  await way.agree();
  await look;
  assert.equal(model.complaint, "Not now.", "looking changes nothing");
  model.send("step_batch");
  await way.agree();
  assert.equal(model.complaint, "");
});

test("taking a change back forgets what was wrong", async (t) => {
  const { model, way } = await playing(t);
  model.set("learning_rate", "fast");
  await way.refuse({ learning_rate: "Expected a number." });
  model.send("undo");
  assert.deepEqual(model.errors, {});
});

test("what was refused is taken back before what the server has made: it holds no step for it", async (t) => {
  const painted = { ...TEXTS, dataset: "points", "dataset.points": "AAAA0____1" };
  const { model, way, told, wait } = await playing(t);
  way.events.receive.hello(greeting(painted, { undo: 1 }));
  model.set("dataset.points", "");
  const undone = model.undo(); // before the server has said no
  await way.refuse({ "dataset.points": "Too few." }, "Too few.");
  await undone;
  assert.deepEqual([model.texts, model.errors, model.complaint], [painted, {}, ""]);
  assert.deepEqual(way.asked, []);
  wait(400);
  assert.deepEqual(told.at(-1)?.experiment, painted);
  assert.ok(model.undoable);
  model.undo();
  await settle();
  assert.deepEqual(way.asked, [["undo", undefined]]);
});

test("there is something to undo when the server says so, or when something was refused", async (t) => {
  const { model, way } = await playing(t);
  assert.ok(!model.undoable);
  model.set("learning_rate", "fast");
  await way.refuse({ learning_rate: "Expected a number." });
  assert.ok(model.undoable);
  await model.undo();
  assert.deepEqual([model.texts.learning_rate, model.undoable], ["0.03", false]);
});

test("a change counts as under way until it is answered, a remedy and a file too", async (t) => {
  const { model, way, wait } = await playing(t);
  model.set("layers", "8");
  assert.deepEqual([model.underway.any, model.underway.long], [true, false]);
  wait(300);
  assert.ok(model.underway.long);
  await way.agree();
  assert.deepEqual([model.underway.any, model.underway.long], [false, false]);
  for (const verb of ["restart", "load", "undo"]) {
    model.send(verb, TEXTS);
    assert.ok(model.underway.any, verb);
    await way.agree();
  }
  model.send("weight", null);
  assert.ok(!model.underway.any, "reading a weight changes nothing");
});

test("that a file was opened is known until someone goes on", async (t) => {
  const { model, way } = await playing(t);
  model.send("load", {});
  await way.refuse({}, "Other weights.");
  assert.ok(!model.loaded);
  model.send("load", {});
  await way.agree();
  assert.ok(model.loaded);
  model.send("look", null);
  await way.agree();
  assert.ok(model.loaded, "looking changes nothing");
  model.send("resume");
  await way.agree();
  assert.ok(!model.loaded);
});

test("scenes of the network are kept, with their past; those of another are not", async (t) => {
  const { greeting: told, expected } = toldOf("frames/scene");
  const { model, way, said } = await playing(t);
  way.events.receive.scene(unpack(bytesOf("frames/scene")));
  assert.equal(model.history.length, 0);
  way.events.receive.hello(greeting(TEXTS, told));
  said.length = 0;
  way.events.receive.scene(unpack(bytesOf("frames/scene")));
  assert.deepEqual([model.scene?.step, model.history.last("loss"), said], [expected.step, expected.loss, ["scene"]]);
});

test("the past of before stays behind when the network begins anew, if it measures the same", async (t) => {
  const { model, way } = await playing(t);
  way.events.receive.hello(greeting(TEXTS, { history: { epoch: [0, 1, 2], loss: [3, 2, 1] } }));
  way.events.receive.hello(greeting(TEXTS, { number: 2, history: { epoch: [0], loss: [3] } }));
  assert.deepEqual(model.former?.measured.loss, [3, 2, 1]);
  way.events.receive.hello(greeting(TEXTS, { number: 3, metric: "error", history: {} }));
  assert.equal(model.former, null);
});

test("how it is looked at is an option: told to Python, not to the network", async (t) => {
  const { model, way, told, said, wait } = await playing(t);
  said.length = 0;
  model.toggle("logLoss", true);
  model.toggle("logLoss", true);
  assert.deepEqual([said, way.asked], [["options"], []]);
  wait(400);
  assert.deepEqual(told.map(({ options }) => options), [{ speed: "full", logLoss: true }]);
});

test("a connection that is lost is told, and that it is there again", async (t) => {
  const { model, way, said } = await playing(t);
  said.length = 0;
  way.events.connected(false);
  way.events.connected(false);
  assert.deepEqual([model.connected, model.complaint, said], [false, "Nobody answers.", ["status"]]);
  way.events.connected(true);
  assert.deepEqual([model.connected, model.complaint], [true, ""]);
});

test("closed, it says and asks nothing any more", async (t) => {
  const { model, way, told, said, wait } = await playing(t);
  model.set("layers", "8");
  said.length = 0;
  model.close();
  way.events.receive.hello(greeting());
  way.events.receive.status({ status: "paused", speed: "full", cause: null, findings: [], undo: 0 });
  way.events.receive.scene(unpack(bytesOf("frames/scene")));
  wait(10_000);
  await settle();
  assert.deepEqual([way.closed, said, told], [true, [], []]);
});
