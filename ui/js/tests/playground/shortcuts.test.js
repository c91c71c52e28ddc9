import assert from "node:assert/strict";
import { test } from "node:test";
import { SHORTCUTS, shortcutOf } from "../../playground/shortcuts.js";

/** @import { Pressed, Target } from "../../playground/shortcuts.js" */

/**
 * @param {Partial<Pressed>} pressed
 * @param {Target} [target]
 */
function found(pressed, target = {}) {
  const all = { key: "", code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, repeat: false, isComposing: false, ...pressed };
  return shortcutOf(all, target)?.control;
}

test("every key does what its control does", () => {
  for (const { key, control } of SHORTCUTS) assert.equal(found({ key, ctrlKey: key === "z" }), control);
  assert.equal(found({ key: "S", shiftKey: true }), "step");
  assert.equal(found({ key: "q" }), undefined);
});

test("keys of the browser stay the browser's", () => {
  assert.equal(found({ key: "r", ctrlKey: true }), undefined);
  assert.equal(found({ key: "s", metaKey: true }), undefined);
  assert.equal(found({ key: "b", altKey: true }), undefined);
  assert.equal(found({ key: "z" }), undefined);
  assert.equal(found({ key: "z", metaKey: true }), "undo");
  assert.equal(found({ key: "z", ctrlKey: true, shiftKey: true }), undefined, "that would be redo");
});

test("with a Korean keyboard the key's place counts, but not while a syllable is put together", () => {
  assert.equal(found({ key: "ㄴ", code: "KeyS" }), "step");
  assert.equal(found({ key: "ㄴ", code: "KeyS", isComposing: true }), undefined);
  assert.equal(found({ key: "Enter", code: "Enter" }), undefined);
});

test("a key that is held down steps on, and plays once", () => {
  assert.equal(found({ key: "s", repeat: true }), "step");
  assert.equal(found({ key: " ", repeat: true }), undefined);
});

test("who types is left alone, and the space bar presses what has the focus", () => {
  for (const target of [{ tagName: "INPUT", type: "text" }, { tagName: "TEXTAREA" }, { tagName: "SELECT" }, { isContentEditable: true }]) {
    assert.equal(found({ key: "s" }, target), undefined);
  }
  assert.equal(found({ key: "s" }, { tagName: "INPUT", type: "range" }), "step");
  assert.equal(found({ key: " " }, { tagName: "BUTTON" }), undefined);
  assert.equal(found({ key: "s" }, { tagName: "BUTTON" }), "step");
  assert.equal(found({ key: " " }, { tagName: "INPUT", type: "checkbox" }), undefined);
});
