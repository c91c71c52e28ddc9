import assert from "node:assert/strict";
import { test } from "node:test";
import { epochDigits } from "../../playground/epochs.js";

test("an epoch has six digits at least, in groups of three, and leading zeros apart", () => {
  assert.deepEqual(epochDigits(0), { zeros: "000,00", digits: "0" });
  assert.deepEqual(epochDigits(42), { zeros: "000,0", digits: "42" });
  assert.deepEqual(epochDigits(1234), { zeros: "00", digits: "1,234" });
  assert.deepEqual(epochDigits(123456), { zeros: "", digits: "123,456" });
  assert.deepEqual(epochDigits(1234567), { zeros: "", digits: "1,234,567" });
});

test("the epoch is over when its last batch is, whatever rounding says", () => {
  assert.equal(epochDigits(2.9999999999).digits, "3");
  assert.equal(epochDigits(2.99).digits, "2");
});
