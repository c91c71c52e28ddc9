import assert from "node:assert/strict";
import { test } from "node:test";
import { Past } from "../../playground/past.js";

/**
 * @param {number} epoch
 * @param {number | null} [val_loss]
 */
const scene = (epoch, val_loss = null) => ({ epoch, loss: 10 - epoch, metric: epoch / 10, val_loss, val_metric: null });

/** @param {...number} epochs */
function past(...epochs) {
  const made = new Past();
  for (const epoch of epochs) made.append(scene(epoch));
  return made;
}

test("scenes become lists; the newest is asked for", () => {
  const made = past(1, 2);
  made.append(scene(3, 0.5));
  assert.deepEqual(made.epoch, [1, 2, 3]);
  assert.deepEqual(made.measured.loss, [9, 8, 7]);
  assert.deepEqual(made.measured.val_loss, [null, null, 0.5]);
  assert.equal(made.last("val_loss"), 0.5);
  assert.equal(new Past().last("loss"), null);
});

test("what the server remembers is copied", () => {
  const kept = { epoch: [0, 1], loss: [2, null] };
  const made = new Past(kept);
  made.append(scene(2));
  assert.deepEqual(kept, { epoch: [0, 1], loss: [2, null] });
  assert.deepEqual(made.measured.loss, [2, null, 8]);
});

test("a network that went back loses what came after", () => {
  assert.deepEqual(past(1, 2, 3, 2).epoch, [1, 2]);
  assert.deepEqual(past(1, 2, 3, 2).measured.loss, [9, 8]);
});

test("hours of training keep to a bounded size", () => {
  const made = new Past();
  for (let epoch = 0; epoch < 16_384; epoch++) made.append(scene(epoch));
  assert.equal(made.length, 8192);
  assert.deepEqual(made.epoch.slice(0, 3), [0, 2, 4]);
  assert.equal(made.measured.loss.length, 8192);
});

test("the past of a network that began anew stays to be compared with, until it is overtaken", () => {
  const long = past(1, 5);
  assert.equal(past(0).after(long, null), long);
  assert.equal(past(3).after(past(2), long), long);
  assert.equal(past(6).after(past(4), long), null);
  assert.equal(past(0).after(past(0.5), null), null);
});
