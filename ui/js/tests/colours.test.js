import assert from "node:assert/strict";
import { test } from "node:test";
import { along, classColour, css, layerColour, mix } from "../shared/colours.js";

/** @import { Rgb } from "../shared/types.d.ts" */

/** @type {Rgb} */
const BLACK = [0, 0, 0];
/** @type {Rgb} */
const WHITE = [255, 255, 255];
/** @type {Rgb} */
const RED = [200, 0, 0];

test("colours are mixed channel by channel", () => {
  assert.deepEqual(mix(BLACK, [100, 200, 50], 0.5), [50, 100, 25]);
  assert.deepEqual([mix(BLACK, WHITE, 0), mix(BLACK, WHITE, 1)], [BLACK, WHITE]);
});

test("a scale has its stops, what lies between, and nothing beyond", () => {
  const stops = [BLACK, RED, WHITE];
  assert.deepEqual([-1, 0, 0.5, 1, 2].map((share) => along(stops, share)), [BLACK, BLACK, RED, WHITE, WHITE]);
  assert.deepEqual(along(stops, 0.25), [100, 0, 0]);
});

test("style sheets read them", () => {
  assert.equal(css(RED), "rgba(200,0,0,1)");
  assert.equal(css(RED, 0.5), "rgba(200,0,0,0.5)");
});

test("layers go along the ordered scale; a single one is in the middle", () => {
  const theme = { sequential: [BLACK, RED, WHITE] };
  assert.deepEqual([0, 1, 2].map((index) => layerColour(theme, index, 3)), [BLACK, RED, WHITE]);
  assert.deepEqual(layerColour(theme, 0, 1), RED);
});

test("the first two classes are the ends of the diverging pair, further ones are others", () => {
  /** @type {Rgb[]} */
  const categorical = Array.from({ length: 8 }, (_, at) => [at, at, at]);
  const theme = { diverging: [BLACK, RED, WHITE], categorical };
  const six = [0, 1, 2, 3, 4, 5].map((index) => classColour(theme, index));
  assert.deepEqual(six.slice(0, 2), [BLACK, WHITE]);
  assert.equal(new Set(six.map(String)).size, 6);
  assert.deepEqual(classColour(theme, 6), classColour(theme, 2));
});
