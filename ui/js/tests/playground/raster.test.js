import assert from "node:assert/strict";
import { test } from "node:test";
import { packed } from "../../shared/colours.js";
import { Raster } from "../../playground/raster.js";

const [WIDTH, HEIGHT] = [40, 20];
const WHITE = packed([255, 255, 255]);
const RED = packed([200, 0, 0]);

/** A white picture with links from x = 5 to x = 35. */
function begun() {
  const pixels = new Uint32Array(WIDTH * HEIGHT);
  const raster = new Raster();
  raster.begin(pixels, WIDTH, WHITE);
  raster.between(5, 35);
  return { raster, at: (/** @type {number} */ x, /** @type {number} */ y) => pixels[y * WIDTH + x], pixels };
}

test("a level curve is a bar of its thickness, from left to right", () => {
  const { raster, at } = begun();
  assert.equal(raster.steps, 30);
  raster.curve(10, 10, 4, RED);
  for (const x of [5, 20, 34]) {
    for (const y of [8, 9, 10, 11]) assert.equal(at(x, y), RED);
    for (const y of [7, 12]) assert.equal(at(x, y), WHITE);
  }
  assert.equal(at(4, 10), WHITE);
  assert.equal(at(35, 10), WHITE);
});

test("thinner than a pixel it is paler", () => {
  const { raster, at } = begun();
  raster.curve(10.5, 10.5, 0.5, RED);
  const green = (at(20, 10) >> 8) & 255;
  assert.ok(Math.abs(green - 127) <= 2, String(green));
});

test("a curve leaves level, falls, and arrives level", () => {
  const { raster, at } = begun();
  raster.curve(4, 16, 2, RED);
  assert.equal(at(5, 4), RED);
  assert.equal(at(34, 15), RED);
  assert.equal(at(20, 10), RED);
  assert.equal(at(5, 12), WHITE);
});

test("what leaves the picture is cut", () => {
  const { raster, pixels } = begun();
  raster.curve(-50, 70, 10, RED);
  raster.between(-10, 100);
  assert.equal(raster.steps, WIDTH);
  raster.curve(0, 19, 3, RED);
  assert.equal(pixels.length, WIDTH * HEIGHT);
  assert.ok(pixels.every((pixel) => pixel >>> 24 === 255), "opaque everywhere");
});

test("light swells a curve and brightens it where it falls", () => {
  const { raster, at } = begun();
  const lights = new Float32Array(30);
  lights[15] = 1;
  raster.light(lights, packed([0, 0, 0]));
  raster.curve(10, 10, 4, RED);
  assert.equal(at(19, 10), RED);
  assert.ok((at(20, 10) & 255) < 60, "near the light's colour");
  assert.notEqual(at(20, 7), WHITE);
  assert.equal(at(19, 7), WHITE);
});

test("no room is no curve", () => {
  const { raster, pixels } = begun();
  raster.between(30, 20);
  assert.equal(raster.steps, 0);
  raster.curve(1, 2, 3, RED);
  assert.ok(pixels.every((pixel) => pixel === WHITE));
});
