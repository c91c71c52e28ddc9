// What the data sets look like, drawn small. The shapes are those of core/data/sources/planes.py, always the same few points.
import { pointsOf } from "./ownpoints.js";
import { along, classColour, css } from "../shared/colours.js";

const REACH = 6.4;
const POINTS = 72;
const GRID = 12;
const HILLS = [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]];

/** Numbers from 0 to 1 that look drawn by chance, and are the same every time (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const polar = (radius, angle) => [radius * Math.sin(angle), radius * Math.cos(angle)];
const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Numbers are shown at the crossings of a grid. */
const crossing = (at) => [at % GRID, Math.floor(at / GRID)].map((place) => (place / (GRID - 1)) * 11 - 5.5);

/** By data set: the point of number `at` of `of`, as [x1, x2, class, or value from -1 to 1]. */
const SHAPES = {
  circle: (at, of, random) => [...polar(at % 2 ? 2.4 * Math.sqrt(random()) : 3.5 + 1.5 * random(), 2 * Math.PI * random()), at % 2],
  xor: (at, of, random) => {
    const [x, y] = [random, random].map((draw) => (draw() < 0.5 ? -1 : 1) * (0.5 + 4.6 * draw()));
    return [x, y, Number(x * y > 0)];
  },
  gauss: (at, of, random) => [...[0, 0].map(() => (at % 2 ? 2.3 : -2.3) + 1.1 * normal(random)), at % 2],
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

/** The points of a data set's picture; none for one that this file does not know. */
export function sample(dataset, points = "") {
  if (dataset === "points") return written(points);
  const shape = SHAPES[dataset];
  const random = chance(7);
  const many = ["plane", "hills"].includes(dataset) ? GRID ** 2 : POINTS;
  return shape ? Array.from({ length: many }, (_, at) => shape(at, many, random)) : [];
}

/** Own points from their text form. */
function written(text) {
  const { x, y, label } = pointsOf(text);
  return x.map((across, at) => [across, y[at], label[at]]);
}

/** Draw `points` on a square canvas. */
export function drawSample(canvas, points, theme, regression) {
  const ratio = globalThis.devicePixelRatio || 1;
  const side = Math.round(canvas.clientWidth * ratio);
  if (!side) return false;
  if (canvas.width !== side) canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.clearRect(0, 0, side, side);
  const place = (value) => ((value + REACH) / (2 * REACH)) * side;
  const radius = Math.max(1.1 * ratio, side / (regression ? 25 : 26));
  for (const [x, y, label] of points) {
    context.fillStyle = css(regression ? along(theme.diverging, (label + 1) / 2) : classColour(theme, label), 0.95);
    context.beginPath();
    context.arc(place(x), side - place(y), radius, 0, 2 * Math.PI);
    context.fill();
  }
  return true;
}
