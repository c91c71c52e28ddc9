// What the data sets look like in a few points, always the same. The shapes are those of core/data/planes.py.
import { pointsOf } from "./ownpoints.js";

/** @typedef {[x: number, y: number, label: number]} Sample `label`: a class, or a value from -1 to 1 */
/** @typedef {() => number} Random from 0 to 1 */

const POINTS = 72;
const GRID = 12;
const HILLS = [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]];

/**
 * Numbers that look drawn by chance, and are the same every time (mulberry32).
 *
 * @param {number} seed
 * @returns {Random}
 */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @type {(radius: number, angle: number) => [number, number]} */
const polar = (radius, angle) => [radius * Math.sin(angle), radius * Math.cos(angle)];
/** @type {(random: Random) => number} */
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Away from the axes, on one of both sides. @type {(random: Random) => number} */
const beside = (random) => (random() < 0.5 ? -1 : 1) * (0.5 + 4.6 * random());

/**
 * Numbers are shown at the crossings of a grid.
 *
 * @param {number} at
 * @returns {[number, number]}
 */
function crossing(at) {
  const coordinate = (/** @type {number} */ place) => (place / (GRID - 1)) * 11 - 5.5;
  return [coordinate(at % GRID), coordinate(Math.floor(at / GRID))];
}

/** By data set: the point of number `at` of `of`. @type {Record<string, (at: number, of: number, random: Random) => Sample>} */
const SHAPES = {
  circle: (at, of, random) => [...polar(at % 2 ? 2.4 * Math.sqrt(random()) : 3.5 + 1.5 * random(), 2 * Math.PI * random()), at % 2],
  xor: (at, of, random) => {
    const [x, y] = [beside(random), beside(random)];
    return [x, y, Number(x * y > 0)];
  },
  gate: (at, of, random) => {
    const near = () => 1.5 * (random() - 0.5);
    return [(at % 2 ? 3.2 : -3.2) + near(), (at % 4 > 1 ? 3.2 : -3.2) + near(), Number(at % 4 === 3)];
  },
  gauss: (at, of, random) => {
    const centre = at % 2 ? 2.3 : -2.3;
    return [centre + 1.1 * normal(random), centre + 1.1 * normal(random), at % 2];
  },
  spiral: (at, of) => {
    const far = Math.floor(at / 2) / (of / 2);
    return [...polar(5.4 * far, 3.5 * Math.PI * far + (at % 2 ? 0 : Math.PI)), at % 2];
  },
  moons: (at, of) => {
    const angle = (Math.PI * Math.floor(at / 2)) / (of / 2 - 1);
    const [x, y] = at % 2 ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
    return [3.3 * (x - 0.5), 3.3 * (y - 0.25), at % 2];
  },
  clouds: (at, of, random) => {
    const [x, y] = polar(3.5, (2 * Math.PI * (at % 3)) / 3);
    return [x + 1.1 * normal(random), y + 1.1 * normal(random), at % 3];
  },
  arms: (at, of) => {
    const far = Math.floor(at / 3) / (of / 3);
    return [...polar(5.4 * far, 2 * Math.PI * (1.15 * far + (at % 3) / 3)), at % 3];
  },
  plane: (at) => {
    const [x, y] = crossing(at);
    return [x, y, (x + y) / 8];
  },
  hills: (at) => {
    const [x, y] = crossing(at);
    const heights = HILLS.map(([left, up, sign]) => sign * Math.max(0, 1 - Math.hypot(x - left, y - up) / 2.4));
    return [x, y, heights.reduce((most, height) => (Math.abs(height) > Math.abs(most) ? height : most), 0)];
  },
};

/**
 * The points of a data set's picture; none for one that this file does not know.
 *
 * @param {string} dataset
 * @param {string} [own] points of one's own, as text
 * @returns {Sample[]}
 */
export function sample(dataset, own = "") {
  if (dataset === "points") {
    const { x, y, label } = pointsOf(own);
    return x.map((across, at) => [across, y[at], label[at]]);
  }
  const shape = SHAPES[dataset];
  const random = chance(7);
  const many = ["plane", "hills"].includes(dataset) ? GRID ** 2 : POINTS;
  return shape ? Array.from({ length: many }, (_, at) => shape(at, many, random)) : [];
}
