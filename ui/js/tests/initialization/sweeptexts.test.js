import assert from "node:assert/strict";
import { test } from "node:test";
import { progressText, trainedCaption } from "../../initialization/sweeptexts.js";
import { progress } from "./progress.js";

const WORDS = {
  cells_done: "{done} of {total}",
  time_left: "{time} left",
  seconds: "{seconds} s",
  minutes: "{minutes} min",
  trained_none: "nothing trained",
  trained_differs: "Other choices: {choices}.",
  trained_theirs: "Someone else's.",
  trained_red: "Red: diverged.",
  trained_caption: "Click a cell.",
};
const about = (/** @type {string} */ label) => ({ label, help: "", options: [] });
const MENUS = {
  dataset: about("Data set"),
  optimizer: about("Optimizer"),
  learning_rate: about("Learning rate"),
  steps: about("Steps"),
  deepest: [],
  scales: 12,
  depths: 8,
  start: { steps: "100", deepest: "24" },
  names: { activation: "Activation" },
  entries: { activation: { tanh: "Tanh" } },
};

test("how many cells are done, and how long the others take", () => {
  const left = (/** @type {number | null} */ remaining) => progressText(progress({}, { remaining }), WORDS);
  assert.equal(left(null), "1 of 4");
  assert.equal(left(0.2), "1 of 4 · 1 s left");
  assert.equal(left(89.1), "1 of 4 · 90 s left");
  assert.equal(left(91), "1 of 4 · 2 min left");
  assert.equal(left(600), "1 of 4 · 10 min left");
});

test("one that was stopped has no time left, one that is finished nothing to say", () => {
  for (const whole of /** @type {const} */ (["stopped", "interrupted"])) assert.equal(progressText(progress({ whole }, { remaining: 5 }), WORDS), "1 of 4");
  assert.equal(progressText(progress({ whole: "finished" }), WORDS), "");
  assert.equal(progressText(null, WORDS), "");
});

test("the caption says in what the map differs from what is chosen now", () => {
  const map = progress({}, { experiment: { activation: "tanh" } });
  assert.equal(trainedCaption(map, { experiment: { activation: "tanh" }, steps: "100" }, MENUS, WORDS), "Click a cell.");
  assert.equal(trainedCaption(map, { experiment: { activation: "relu" }, steps: "200" }, MENUS, WORDS), "Other choices: Activation Tanh, Steps 100. Click a cell.");
});

test("and whose it is, what is red, and that there is none", () => {
  const map = progress({ status: ["diverged", "finished", "finished", "finished"] }, { owner: false });
  assert.equal(trainedCaption(map, { experiment: {}, steps: "100" }, MENUS, WORDS), "Someone else's. Red: diverged. Click a cell.");
  assert.equal(trainedCaption(null, { experiment: {}, steps: "100" }, MENUS, WORDS), "nothing trained");
});
