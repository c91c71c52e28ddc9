import assert from "node:assert/strict";
import { test } from "node:test";
import { notices, others } from "../../playground/notices.js";
import { hello, scene } from "./network.js";

/** @import { Finding, Status } from "../../playground/types.d.ts" */

const WORDS = { c_hint_points: "Paint.", c_hint_wait: "Wait.", c_hint_start: "Play.", c_hint_binary: "Two classes.", d_anew: "Another network.", c_hint_loaded: "Opened.", c_more_warning: "1 warning", c_more_warnings: "{count} warnings", c_more_notices: "More" };
/** @type {Finding} */
const FINDING = { key: "dead", text: "Units are dead.", help: "", remedy: "Use ELU", change: { activation: "elu" }, reset: false };
/** @type {Status} */
const PAUSED = { status: "paused", speed: "full", cause: null, findings: [], undo: 0 };
const NOTHING = { texts: {}, complaint: "", restarted: false, loaded: false, status: null, hello: null, scene: null };

/** @param {Partial<Parameters<typeof notices>[0]>} model */
const told = (model) => notices({ ...NOTHING, ...model }, WORDS).map(({ kind, text }) => `${kind}: ${text}`);

test("without trouble it says what to do first, then what to look at", () => {
  assert.deepEqual(told({}), ["hint: Wait."]);
  assert.deepEqual(told({ hello: hello(), status: PAUSED }), ["hint: Play."]);
  assert.deepEqual(told({ hello: hello(), status: PAUSED, scene: scene({ step: 0 }) }), ["hint: Play."]);
  assert.deepEqual(told({ hello: hello(), status: { ...PAUSED, status: "running" } }), ["hint: Two classes."]);
  assert.deepEqual(told({ hello: hello(), status: PAUSED, scene: scene({ step: 7 }) }), ["hint: Two classes."]);
  assert.deepEqual(told({ hello: hello({ task: "regression" }), scene: scene({ step: 7 }) }), ["hint: Play."]);
});

test("what was refused comes first, then what was noticed, then that training has ended", () => {
  const status = { ...PAUSED, cause: "It stopped.", findings: [FINDING] };
  assert.deepEqual(told({ complaint: "Too fast.", status }), ["wrong: Too fast.", "finding: Units are dead.", "stopped: It stopped."]);
  assert.deepEqual(told({ status: { ...status, status: "failed" } }), ["wrong: It stopped.", "finding: Units are dead."]);
  assert.deepEqual(notices({ ...NOTHING, status: { ...PAUSED, findings: [FINDING] } }, WORDS)[0].finding, FINDING);
});

test("the others are named: how many warnings, or that there is more", () => {
  const rest = (/** @type {Finding[]} */ findings) => others(notices({ ...NOTHING, status: { ...PAUSED, cause: "It stopped.", findings } }, WORDS).slice(1), WORDS);
  assert.deepEqual([[FINDING, FINDING, FINDING], [FINDING, FINDING], [FINDING]].map(rest), ["2 warnings", "1 warning", "More"]);
});

test("that a file was opened stands in place of what to do", () => {
  assert.deepEqual(told({ hello: hello(), status: PAUSED, loaded: true }), ["hint: Opened."]);
});

test("that the network is another one stays beside what else there is to say", () => {
  assert.deepEqual(told({ restarted: true, status: PAUSED }), ["stopped: Another network."]);
  assert.deepEqual(told({ restarted: true, complaint: "Too fast." }), ["wrong: Too fast.", "stopped: Another network."]);
});

test("own points that are not there yet are no mistake, whatever the server says", () => {
  assert.deepEqual(told({ texts: { dataset: "points" }, complaint: "No points." }), ["hint: Paint."]);
});
