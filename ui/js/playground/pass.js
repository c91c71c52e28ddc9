// One batch in slow motion: forward through the network, then back, and the weights change as the wave passes.

/** @import { Scene } from "../shared/types.d.ts" */

const LASTS = 1900;
const FORWARD = 0.42;
const BACKWARD = 0.5;
const NEAR = 0.3;
const TAIL = 0.45;
const EDGE = 0.05;

/** @template {Pick<Scene, "weights">} Shown */
export class Pass {
  /** How much of it is over. */
  #share = 0;
  /** Column that the wave is at on its way there, and on its way back; null while it is not on that way. @type {number | null} */
  #forward = null;
  /** @type {number | null} */
  #backward = null;
  #start;
  #after;
  #scenes;
  #largest;

  /**
   * From the scene before the batch to the one after it.
   *
   * @param {Shown} before
   * @param {Shown} after
   * @param {number} now milliseconds, as of the screen's clock
   */
  constructor(before, after, now) {
    this.#scenes = { before, after };
    this.before = before.weights;
    this.#start = now;
    this.#largest = after.weights.map((weights, layer) => weights.reduce((most, weight, at) => Math.max(most, Math.abs(weight - this.before[layer][at]) || 0), 1e-12));
    this.#after = after.weights;
    this.move(now);
  }

  /**
   * Where the wave is at the time `now`. Returns whether it is not over yet.
   *
   * @param {number} now
   */
  move(now) {
    this.#share = Math.min(1, (now - this.#start) / LASTS);
    const gaps = this.before.length;
    const back = (this.#share - BACKWARD) / (1 - BACKWARD - 0.06);
    this.#forward = this.#share < FORWARD ? (this.#share / FORWARD) * gaps : null;
    this.#backward = back >= 0 ? gaps * (1 - Math.min(1, back)) : null;
    return this.#share < 1;
  }

  /**
   * Whether the weights of a gap are those after the batch.
   *
   * @param {number} gap
   */
  passed(gap) {
    return this.#backward !== null && this.#backward <= gap + 0.5;
  }

  /**
   * Whether the units of a column answer with the weights after the batch: the wave has come back through those before
   * them.
   *
   * @param {number} column
   */
  reached(column) {
    return this.passed(column - 1);
  }

  /**
   * The scene that says what the units of a column answer.
   *
   * @param {number} column
   */
  sceneOf(column) {
    return this.reached(column) ? this.#scenes.after : this.#scenes.before;
  }

  /**
   * How much each weight of a gap has changed, 0 to 1, while the wave is near; null elsewhere.
   *
   * @param {number} gap
   * @returns {((at: number) => number) | null}
   */
  changed(gap) {
    const far = this.#backward === null ? Infinity : gap + 0.5 - this.#backward;
    if (far < 0 || far > 1) return null;
    const [before, after, largest] = [this.before[gap], this.#after[gap], this.#largest[gap]];
    return (at) => ((1 - far) * Math.abs(after[at] - before[at])) / largest;
  }

  get #front() {
    return this.#share < 1 ? (this.#forward ?? this.#backward) : null;
  }

  /**
   * How brightly a column of units is lit, 0 to 1: most when the wave is there.
   *
   * @param {number} column
   */
  lit(column) {
    const front = this.#front;
    return front === null ? 0 : Math.max(0, 1 - Math.abs(front - column) / NEAR);
  }

  /**
   * Light of the links of a gap at each of `steps` places from left to right, 0 to 1; null: none.
   *
   * @param {number} gap
   * @param {number} steps
   */
  lights(gap, steps) {
    const front = this.#front;
    if (front === null || front < gap - TAIL || front > gap + 1 + TAIL) return null;
    const behind = this.#forward === null ? 1 : -1; // the tail is where the wave has come from
    return Float32Array.from({ length: steps }, (_, at) => {
      const far = behind * (gap + (at + 0.5) / steps - front);
      return far >= 0 ? Math.max(0, 1 - far / TAIL) : Math.max(0, 1 + far / EDGE);
    });
  }
}
