// What has come of an answer so far: ways, the plane with its losses, sharpness.

/** @import { Grid } from "../contours.js" */
/** @import { Way, LandscapeLine } from "./types.d.ts" */

export class Found {
  /** @type {Way[]} */
  ways = [];
  /** Losses as log10. @type {Grid | null} */
  grid = null;
  /** @type {[a: number, b: number][][]} */
  places = [];
  /** @type {number[]} */
  beside = [];
  /** By run: steps, and the largest eigenvalue there. @type {{ steps: number[], values: number[] }[]} */
  sharp = [];
  /** By run. @type {(number | null)[]} */
  limits = [];
  /** Of a whole answer. */
  #wanted = 1;

  /** @param {LandscapeLine} line */
  take(line) {
    if ("way" in line) this.ways[line.way] = { steps: line.steps, losses: line.losses.map(real), epochs: line.epochs, diverged: line.diverged };
    else if ("places" in line) {
      this.grid = { across: line.a, upright: line.b, heights: [] };
      this.places = line.places;
      this.beside = line.beside;
      this.#wanted = line.b.length;
    } else if ("row" in line && this.grid) this.grid.heights[line.row] = line.losses.map((loss) => Math.log10(Math.max(real(loss), 1e-12)));
    else if ("sharp" in line) {
      const found = (this.sharp[line.sharp] ??= { steps: [], values: [] });
      found.steps.push(line.step);
      found.values.push(real(line.value));
      this.limits[line.sharp] = line.limit;
    }
  }

  /** What is under way: training, the plane, or sharpness. */
  get stage() {
    if (!this.grid) return "training";
    return this.grid.heights.length < this.#wanted ? "plane" : "sharpness";
  }

  /** The last step that any run has taken. */
  get last() {
    return Math.max(0, ...this.ways.map(({ steps }) => steps[steps.length - 1]));
  }

  /**
   * Index of the last kept point of a run at or before `step`.
   *
   * @param {number} run
   * @param {number} step
   */
  index(run, step) {
    const { steps } = this.ways[run];
    let at = 0;
    while (at + 1 < steps.length && steps[at + 1] <= step) at += 1;
    return at;
  }

  /**
   * Sharpness of a run at or before `step`; NaN where it has not been measured.
   *
   * @param {number} run
   * @param {number} step
   */
  sharpness(run, step) {
    const { steps, values } = this.sharp[run] ?? { steps: [], values: [] };
    let found = NaN;
    steps.forEach((each, at) => {
      if (each <= step) found = values[at];
    });
    return found;
  }
}

/** @param {number | null} value null is not a finite number */
function real(value) {
  return value ?? NaN;
}
