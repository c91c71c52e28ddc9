import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fill } from "../shared/format.js";

/** @type {[text: string, values: Record<string, string>, said: string][]} */
const CASES = JSON.parse(readFileSync(new URL("../../../tests/fixtures/particles.json", import.meta.url), "utf-8"));

test("Korean particles agree with what is filled in, as in Python", () => {
  for (const [text, values, said] of CASES) assert.equal(fill(text, values), said);
});
