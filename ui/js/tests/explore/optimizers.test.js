// The race of optimizers: who races, and how steps are written. Its numbers are held to Keras by tests/explore.
import assert from "node:assert/strict";
import { test } from "node:test";
import { luminance, racerColour } from "../../explore/optimizers/colours.js";
import { courseOf, stepOf, wayOf } from "../../explore/optimizers/race.js";
import { handedOver, racersOf, toggled } from "../../explore/optimizers/racers.js";
import { bandsOf, heightOf, projection } from "../../explore/optimizers/relief.js";
import { remarkOf } from "../../explore/optimizers/remark.js";
import { RULES } from "../../explore/optimizers/rules.js";
import { largestRate, SURFACES } from "../../explore/optimizers/surfaces.js";
import { linesOf, typeset } from "../../explore/optimizers/written.js";

/** @param {string} key @param {string} value */
const parameter = (key, value) => ({ key, label: key, help: "", kind: /** @type {const} */ ("number"), value, tasks: null });
const ENTRIES = [
  { key: "sgd", label: "SGD", help: "", parameters: [parameter("momentum", "0"), parameter("nesterov", "0"), parameter("weight_decay", "0")] },
  { key: "adam", label: "Adam", help: "", parameters: [parameter("beta_1", "0.9"), parameter("beta_2", "0.999"), parameter("epsilon", "1e-7"), parameter("weight_decay", "0")] },
];
const TEXTS = {
  surface: "ravine", "surface.x": "-1", "surface.y": "1", "surface.condition": "10", "surface.angle": "0",
  rate: "0.05", steps: "40", hidden: "", others: "",
  optimizer: "sgd", "optimizer.momentum": "0.9", "optimizer.nesterov": "0", "optimizer.weight_decay": "0",
};
const WORDS = { race_limit: "{formula} = {limit}", race_limit_above: "above", race_limit_below: "below", race_limit_none: "none", race_limit_varies: "varies", race_diverged: "gone at {step}" };

test("each optimizer keeps its own parameters when another one is followed", () => {
  const adam = handedOver(ENTRIES, TEXTS, { ...TEXTS, optimizer: "adam" });
  assert.equal(adam.others, "sgd.momentum=0.9");
  assert.equal(adam["optimizer.beta_1"], "0.9");
  const [sgd, followed] = racersOf(ENTRIES, adam);
  assert.deepEqual([sgd.parameters.momentum, sgd.followed, sgd.differs, followed.followed], [0.9, false, "momentum 0.9", true]);
  const back = handedOver(ENTRIES, { ...adam, "optimizer.beta_1": "0.5" }, { ...adam, optimizer: "sgd" });
  assert.deepEqual([back["optimizer.momentum"], back.others], ["0.9", "adam.beta_1=0.5"]);
  assert.equal(handedOver(ENTRIES, TEXTS, TEXTS), TEXTS);
});

test("one is hidden and shown again, but never the one that is followed", () => {
  assert.equal(toggled(ENTRIES, "", "adam"), "adam");
  assert.equal(toggled(ENTRIES, "sgd,adam", "sgd"), "adam");
  assert.deepEqual(racersOf(ENTRIES, { ...TEXTS, hidden: "sgd,adam" }).map(({ hidden }) => hidden), [false, true]);
});

test("a step stands in signs and in numbers", () => {
  const course = courseOf(TEXTS);
  const parameters = racersOf(ENTRIES, TEXTS)[0].parameters;
  const way = wayOf("sgd", parameters, course, true);
  const lines = linesOf(stepOf("sgd", parameters, course, way, 2), parameters, 0.05);
  const velocity = lines.find(({ symbol }) => symbol === "v");
  assert.equal(velocity?.formula, "μ·v − η·g");
  assert.equal(velocity?.numbers[0], "0.9·0.05 − 0.05·(−0.95)");
  assert.equal(velocity?.results[0], "0.0925");
  assert.equal(typeset("β₁^t + 0.9^(3 + 1) + n^(−p) + 4^(−(−0.5)) + clip(z, −0, 0)"), "β₁ᵗ + 0.9⁴ + n⁻ᵖ + 4^0.5 + clip(z, 0, 0)");
});

test("every optimizer gets down a bowl, and its step can be written", () => {
  const parameters = { momentum: 0.9, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, rho: 0.9, weight_decay: 0, initial_accumulator_value: 0.1, learning_rate_power: -0.5, l1: 0, l2: 0, beta_2_decay: -0.8, clip_threshold: 1, ns_steps: 5 };
  const course = courseOf({ ...TEXTS, surface: "bowl" });
  for (const key of Object.keys(RULES)) {
    const way = wayOf(key, parameters, course, true);
    assert.ok(way.loss[40] < way.loss[0], key);
    for (const { numbers } of linesOf(stepOf(key, parameters, course, way, 5), parameters, 0.05)) assert.ok(!/NaN|undefined/.test(String(numbers)), `${key}: ${numbers}`);
  }
});

test("the largest stable rate is said, and that it is crossed", () => {
  const parameters = { momentum: 0, nesterov: 0, weight_decay: 0 };
  const said = (/** @type {string} */ rate, more = {}) => {
    const texts = { ...TEXTS, rate, steps: "400", "optimizer.momentum": "0", ...more };
    const course = courseOf(texts);
    const [racer] = racersOf(ENTRIES, texts);
    const limit = largestRate("sgd", racer.parameters, course.surface);
    return remarkOf(WORDS, { course, limit, followed: { racer, at: 0, way: wayOf("sgd", racer.parameters, course) } });
  };
  assert.deepEqual(said("0.1"), { text: "2/λₘₐₓ = 0.2 below", warned: false });
  assert.match(said("0.21").text, /^2\/λₘₐₓ = 0.2 above gone at \d+$/);
  assert.match(said("0.1", { "optimizer.momentum": "0.5", "optimizer.nesterov": "1" }).text, /^2·\(1 \+ μ\)\/\(\(1 \+ 2·μ\)·λₘₐₓ\) = 0.15 /);
  assert.equal(said("0.001", { surface: "beale" }).text, "varies");
  assert.equal(largestRate("adam", parameters, SURFACES.bowl({})), undefined);
});

test("a surface is lowest in its minimum, from above and as a landscape", () => {
  const surface = SURFACES.ravine({ condition: 10, angle: 30 });
  const window = /** @type {import("../../explore/optimizers/relief.js").Window} */ ({ x: [-2, 2], y: [-2, 2] });
  assert.equal(heightOf(surface, window)(0), 0);
  const bands = bandsOf(surface, window, 21, 21);
  assert.equal(bands[220], 0);
  assert.ok(bands[0] > 10);
  const above = projection({ turn: 0, tilt: 90 })(0.5, 0.25, 1);
  assert.ok(Math.abs(above.across / above.up - 2) < 1e-9);
});

test("optimizers have colours of their own", () => {
  /** @type {[import("../../shared/types.d.ts").Rgb, import("../../shared/types.d.ts").Rgb][]} */
  const themes = [[[34, 40, 45], [255, 255, 255]], [[228, 232, 234], [20, 24, 27]]];
  for (const [text, background] of themes) {
    const colours = Array.from({ length: 13 }, (_, at) => racerColour({ text, background }, at, 13));
    assert.equal(new Set(colours.map(String)).size, 13);
    const ground = luminance(background) + 0.05;
    for (const colour of colours) assert.ok(Math.max(ground / (luminance(colour) + 0.05), (luminance(colour) + 0.05) / ground) >= 3, `${colour} on ${background}`);
  }
});
