import assert from "node:assert/strict";
import { test } from "node:test";
import { textOfPoints } from "../../playground/ownpoints.js";
import { firstDataset, noPoints, pickedDataset, problemOf, taskOf, withLoss } from "../../playground/task.js";
import { MENUS } from "./menus.js";

/** @param {...number} label */
const painted = (...label) => textOfPoints({ x: label.map(() => 0), y: label.map(() => 0), label });

test("what is learnt is the data set's, or as many classes as were painted", () => {
  assert.equal(taskOf(MENUS, { dataset: "hills" }), "regression");
  assert.equal(taskOf(MENUS, { dataset: "clouds" }), "multiclass");
  assert.equal(taskOf(MENUS, { dataset: "points" }), "binary");
  assert.equal(taskOf(MENUS, { dataset: "points", "dataset.points": painted(0, 1, 1) }), "binary");
  assert.equal(taskOf(MENUS, { dataset: "points", "dataset.points": painted(0, 2) }), "multiclass");
  assert.deepEqual(["hills", "clouds", "circle"].map((dataset) => problemOf(MENUS, { dataset })), ["regression", "classification", "classification"]);
});

test("a loss stays where it fits, else the lab chooses", () => {
  const texts = { dataset: "circle", loss: "square" };
  assert.deepEqual(withLoss(MENUS, texts, { dataset: "hills" }), { dataset: "hills" });
  assert.deepEqual(withLoss(MENUS, texts, { dataset: "clouds" }), { dataset: "clouds", loss: "auto" });
  assert.deepEqual(withLoss(MENUS, { dataset: "points", loss: "crossentropy" }, { "dataset.points": painted(0, 2) }), { "dataset.points": painted(0, 2), loss: "auto" });
  assert.deepEqual(withLoss(MENUS, { ...texts, loss: "auto" }, { dataset: "clouds" }), { dataset: "clouds" });
});

test("another kind of problem comes with its number of points, another data set without", () => {
  const texts = { dataset: "circle", "dataset.samples": "40", loss: "auto" };
  assert.deepEqual(pickedDataset(MENUS, texts, "hills", ""), { dataset: "hills", "dataset.samples": "1200" });
  assert.deepEqual(pickedDataset(MENUS, texts, "clouds", ""), { dataset: "clouds" });
  assert.deepEqual(pickedDataset(MENUS, { ...texts, dataset: "hills" }, "circle", ""), { dataset: "circle", "dataset.samples": "500" });
});

test("own points come back as they were painted, with a loss that fits them", () => {
  const own = painted(0, 1, 2);
  assert.deepEqual(pickedDataset(MENUS, { dataset: "circle", loss: "crossentropy" }, "points", own), { dataset: "points", "dataset.points": own, loss: "auto" });
  assert.deepEqual(pickedDataset(MENUS, { dataset: "circle", loss: "auto" }, "points", ""), { dataset: "points" });
});

test("each kind of problem has a first data set", () => {
  assert.deepEqual(firstDataset(MENUS, "regression"), { dataset: "hills", "dataset.samples": "1200", "dataset.noise": "0" });
  assert.equal(firstDataset(MENUS, "classification").dataset, "circle");
  const none = { fields: { ...MENUS.fields, dataset: { ...MENUS.fields.dataset, entries: [] } } };
  assert.throws(() => firstDataset(none, "regression"), /regression/);
});

test("no points yet is no mistake", () => {
  assert.ok(noPoints({ dataset: "points" }) && noPoints({ dataset: "points", "dataset.points": "" }));
  assert.ok(!noPoints({ dataset: "points", "dataset.points": painted(0) }) && !noPoints({ dataset: "circle" }));
});
