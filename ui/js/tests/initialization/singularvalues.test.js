import assert from "node:assert/strict";
import { test } from "node:test";
import { BINS, SingularValues, spectrumCaption } from "../../initialization/singularvalues.js";

/** @import { Spectrum } from "../../initialization/types.d.ts" */

const WORDS = {
  jacobian_caption: "caption",
  jacobian_none: "none",
  jacobian_beyond: "over {spread} times",
  jacobian_spread: "{spread} times",
  jacobian_between: "{low} to {high}: {count}",
  jacobian_size: "size {size}",
  jacobian_zeros: "{count} zeros",
  predicted_value: "theory {value}",
};

/**
 * @param {number[]} logs
 * @param {Partial<Spectrum>} [more]
 * @returns {Spectrum}
 */
const spectrum = (logs, more = {}) => ({ logs, zeros: 0, size: null, predicted: null, ...more });

const sum = (/** @type {Iterable<number>} */ counts) => [...counts].reduce((total, count) => total + count, 0);

test("the axis holds 1, all values, their size and what theory says", () => {
  const values = new SingularValues(spectrum([-2.3, -4.1], { size: 0.002, predicted: 30 }));
  assert.deepEqual([values.from, values.to], [-4.5, 2]);
  assert.ok(values.share(0) > 0 && values.share(0) < 1);
});

test("every value is counted in the bin between whose edges it lies", () => {
  const logs = [0.5, 0.31, 0, -0.7, -1.2, -1.2, -3];
  const values = new SingularValues(spectrum(logs));
  assert.equal(sum(values.counts), logs.length);
  for (const [bin, count] of values.counts.entries()) {
    const inside = logs.filter((log) => 10 ** log >= values.edge(bin) && 10 ** log < values.edge(bin + 1));
    assert.equal(count, inside.length, `bin ${bin}`);
  }
});

test("what is beyond 32-bit numbers is not counted and does not stretch the axis", () => {
  const values = new SingularValues(spectrum([0, -80]));
  assert.ok(values.from >= -46);
  assert.equal(sum(values.counts), 1);
});

test("the axis is there before anything is known, and where there is no Jacobian", () => {
  for (const found of [null, { note: "too wide" }]) {
    const values = new SingularValues(found);
    assert.ok(values.from < 0 && values.to > 0);
    assert.equal(sum(values.counts), 0);
    assert.deepEqual(values.told(3, WORDS), []);
  }
});

test("ticks are whole powers of ten inside the axis, at most eight, with 1 among them", () => {
  for (const logs of [[0.2, -0.4], [3, -5], [20, -40]]) {
    const values = new SingularValues(spectrum(logs));
    assert.ok(values.ticks.length >= 1 && values.ticks.length <= 8, `${values.ticks}`);
    assert.ok(values.ticks.every((tick) => Number.isInteger(tick) && values.share(tick) >= 0 && values.share(tick) <= 1));
    assert.ok(values.ticks.some((tick) => tick === 0));
  }
});

test("a bin tells its edges, how many values it holds and what is known of all", () => {
  const values = new SingularValues(spectrum([0, 0, 0], { zeros: 2, size: 1, predicted: 0.5 }));
  const bin = values.counts.indexOf(3);
  const [between, ...rest] = values.told(bin, WORDS);
  assert.match(between, /^0\.\d+ to 1\.\d+: 3$|^1\.0 to 1\.\d+: 3$/);
  assert.deepEqual(rest, ["size 1.00", "theory 0.500", "2 zeros"]);
  assert.deepEqual([-1, BINS, NaN].map((beside) => values.told(beside, WORDS)), [[], [], []]);
});

test("the caption says how far the values spread", () => {
  assert.equal(spectrumCaption(spectrum([1, 0, -1]), WORDS), "100 times");
  assert.equal(spectrumCaption(spectrum([1, -8.5]), WORDS), "10⁹ times");
  assert.equal(spectrumCaption(spectrum([1, 0], { zeros: 3 }), WORDS), "over 10 times");
});

test("the caption says when nothing gets through, why there is no Jacobian, and what to look for before it is known", () => {
  assert.equal(spectrumCaption(spectrum([], { zeros: 64 }), WORDS), "none");
  assert.equal(spectrumCaption(spectrum([]), WORDS), "caption");
  assert.equal(spectrumCaption({ note: "too wide" }, WORDS), "too wide");
  assert.equal(spectrumCaption(null, WORDS), "caption");
});
