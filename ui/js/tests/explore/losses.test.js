import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf, curveOf, outputOf, placeOf, reach, sumAt } from "../../explore/losses/along.js";
import { LOSSES, known } from "../../explore/losses/entries.js";
import { entropyOf, withShare } from "../../explore/losses/entropy.js";
import { fitOf } from "../../explore/losses/fits.js";
import { outputsOf, sharesOver } from "../../explore/losses/logits.js";
import { best, lossOver, smoothedPair, smoothedTargets } from "../../explore/losses/smoothed.js";

/** @import { Setting } from "../../explore/losses/along.js" */
/** @import { Point } from "../../explore/losses/fits.js" */

const PARAMETERS = { gamma: 2, alpha: 0.25, apply_class_balancing: 1, q: 0.5, delta: 1 };
const near = (/** @type {number} */ found, /** @type {number} */ expected, within = 1e-6) => assert.ok(Math.abs(found - expected) <= within * (1 + Math.abs(expected)), `${found} is not ${expected}`);

test("the slope of every loss is how its value changes along the axis", () => {
  for (const loss of known()) {
    for (const task of /** @type {Setting["task"][]} */ (["binary", "multiclass", "regression"])) {
      if (LOSSES[loss].target && task === (LOSSES[loss].target === "classes" ? "regression" : "multiclass")) continue;
      for (const axis of /** @type {Setting["axis"][]} */ (["sum", "output"])) {
        /** @type {Setting} */
        const setting = { loss, parameters: PARAMETERS, task, axis, truth: true, target: 1.7 };
        const [low, high] = reach(setting);
        for (const share of [0.13, 0.41, 0.77]) {
          const at = low + share * (high - low);
          const { value, slope } = curveOf(setting, [at - 1e-5, at, at + 1e-5]);
          near(slope[1], (value[2] - value[0]) / 2e-5, 1e-4);
        }
        near(sumAt(setting, placeOf(setting, 0.7)), 0.7);
      }
    }
  }
});

test("an output layer is what the loss asks for", () => {
  assert.equal(outputOf({ loss: "hinge", task: "binary" }), "tanh");
  assert.equal(outputOf({ loss: "poisson", task: "regression" }), "softplus");
  assert.equal(outputOf({ loss: "mean_squared_error", task: "multiclass" }), "softmax");
  assert.equal(columnsOf({ loss: "kl_divergence", task: "binary" }), 2);
});

test("a table's loss is the mean of its rows", () => {
  const found = entropyOf([[0.5, 0.5], [0.1, 0.9]], [0]);
  near(found.mean, (Math.LN2 - Math.log(0.1)) / 2);
  near(found.binary, found.sparse);
  assert.ok(Number.isNaN(entropyOf([[0, 0]], [1]).mean));
});

test("a dragged probability leaves the others their proportions, and the row a sum of 1", () => {
  assert.deepEqual(withShare([0.7, 0.2, 0.1], 0, 0.4), [0.4, 0.4, 0.2]);
  assert.deepEqual(withShare([1, 0, 0], 0, 0.25), [0.25, 0.375, 0.375]);
  assert.deepEqual(withShare([0.2, 0.8], 1, 0), [1, 0]);
  near(withShare([0.3, 0.3, 0.3, 0.1], 1, 0.333).reduce((sum, p) => sum + p, 0), 1, 1e-12);
});

test("softmax does not overflow, and says what from_logits=False loses", () => {
  const found = outputsOf([1000, 0], 1, 1);
  assert.deepEqual(found.shares, [1, 0]);
  assert.equal(found.naive[0], Infinity);
  assert.equal(found.fromLogits, 1000);
  near(found.fromShares, 16.118095, 1e-6);
  assert.deepEqual(sharesOver([1, 1], [0.5, 2]), [[0.5, 0.5], [0.5, 0.5]]);
});

test("smoothed targets have a best logit", () => {
  const targets = smoothedTargets(0.2, 4);
  near(targets[0], 0.85);
  near(smoothedPair(0.2)[1], 0.9);
  near(lossOver(targets, [best(targets).z])[0], best(targets).loss);
  assert.equal(best(smoothedTargets(0, 3)).share, 1);
});

test("an outlier moves a mean and leaves a median", () => {
  /** @type {Point[]} */
  const points = [[0, 0], [1, 1], [2, 2], [3, 3], [4, 400]];
  near(fitOf("mean_squared_error", points, 1, true).base, 81.2);
  near(fitOf("mean_absolute_error", points, 1, true).base, 2);
  near(fitOf("mean_absolute_error", points, 1, false).slope, 1);
  near(fitOf("huber", points, 1, true).base, 2, 0.5);
  near(fitOf("log_cosh", points, 1, true).base, 2, 0.5);
});
