import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused, accepted, possible, standing } from "../../playground/refusal.js";
import { MENUS } from "./menus.js";

test("a refusal has a sentence for people, and what is wrong by path", () => {
  const refused = new Refused({ error: "No.", errors: { layers: "Too many." } });
  assert.deepEqual([refused.message, refused.errors, refused instanceof Error], ["No.", { layers: "Too many." }, true]);
  assert.deepEqual([new Refused({}).message, new Refused({}).errors], ["", {}]);
});

test("what is wrong with a choice no longer stands when that is made anew", () => {
  const errors = { learning_rate: "a", "dataset.noise": "b", layers: "c" };
  assert.deepEqual(standing(errors, { learning_rate: "1" }), { "dataset.noise": "b", layers: "c" });
  assert.deepEqual(standing(errors, { dataset: "circle" }), { learning_rate: "a", layers: "c" });
  assert.deepEqual(standing(errors, { "dataset.samples": "9" }), errors);
});

test("the network's own choices stand in for those that were refused", () => {
  const texts = { dataset: "circle", "dataset.noise": "900", layers: "8" };
  const own = { dataset: "clouds", "dataset.noise": "0", "dataset.classes": "3", layers: "4" };
  assert.deepEqual(accepted(texts, { "dataset.noise": "Too large." }, own), { layers: "8", dataset: "clouds", "dataset.noise": "0", "dataset.classes": "3" });
  assert.equal(accepted(texts, {}, own), texts);
  assert.equal(accepted(texts, { layers: "No." }, undefined), texts);
});

test("without a network it is the first entry of a menu, or what is usual", () => {
  const texts = { dataset: "points", "dataset.points": "A", layers: "8", learning_rate: "fast" };
  const errors = { "dataset.points": "Too few.", learning_rate: "No number." };
  assert.deepEqual(possible(texts, errors, MENUS), { layers: "8", dataset: "circle" });
});
