import assert from "node:assert/strict";
import { test } from "node:test";
import { answers } from "../../playground/confusion.js";

test("a row's share of each answer", () => {
  const counts = Int32Array.of(6, 2, 0, 0);
  assert.deepEqual(answers(counts, 2, 0, 1), { count: 2, total: 8, share: 0.25 });
  assert.deepEqual(answers(counts, 2, 1, 0), { count: 0, total: 0, share: NaN });
});
