// The run's past as growable typed arrays: what the line charts are drawn from.
import { MOMENTS, RUN_NUMBERS, STATISTICS } from "../shared/constants.js";

/** @import { Past } from "../shared/types.d.ts" */

// Hours at ten frames a second would fill the memory of a tab; beyond this every second point is dropped.
const MOST = 16384;

/** @typedef {typeof STATISTICS[number]} Statistic */
/** @typedef {typeof RUN_NUMBERS[number]} RunColumn */
/** @typedef {typeof MOMENTS[number]} Moment */

export class History {
  length = 0;
  /** Keys of the further metrics that there are. @type {string[]} */
  measures = [];
  /** Hidden layers with batch normalization. */
  normalized = 0;
  /** What not every run has, by name: made when it is first seen. @type {Map<string, Float64Array>} */
  #further = new Map();
  #capacity = 256;
  /** @type {Map<RunColumn, Float64Array>} */
  #run;
  /** One list a layer for each statistic. @type {Map<Statistic, Float32Array[]>} */
  #layers;

  /** @param {number} layers how many */
  constructor(layers) {
    this.layers = layers;
    this.#run = new Map(RUN_NUMBERS.map((name) => [name, new Float64Array(this.#capacity)]));
    const each = () => Array.from({ length: layers }, () => new Float32Array(this.#capacity));
    this.#layers = new Map(STATISTICS.map((name) => [name, each()]));
  }

  /**
   * The first `length` entries count; what is not known is NaN.
   *
   * @param {RunColumn} name
   */
  column(name) {
    return /** @type {Float64Array} */ (this.#run.get(name));
  }

  /**
   * The same for a statistic of one layer.
   *
   * @param {Statistic} name
   * @param {number} index
   */
  layer(name, index) {
    return /** @type {Float32Array[]} */ (this.#layers.get(name))[index];
  }

  /**
   * The same for a further metric.
   *
   * @param {string} key one of `measures`
   */
  measure(key) {
    return this.#column(`measure ${key}`);
  }

  /**
   * The same for a moment of a layer with batch normalization.
   *
   * @param {Moment} name
   * @param {number} index
   */
  moment(name, index) {
    return this.#column(`${name} ${index}`);
  }

  /** @param {string} name */
  #column(name) {
    let column = this.#further.get(name);
    if (!column) {
      column = new Float64Array(this.#capacity).fill(NaN);
      this.#further.set(name, column);
    }
    return column;
  }

  /**
   * Take over what the server remembers.
   *
   * @param {Past[]} rows
   */
  load(rows) {
    for (const row of rows) this.append(row);
  }

  /** @param {Past} frame or a row of the past, which has the same numbers */
  append(frame) {
    // A frame from before the newest one means that the run went back: what came after is gone.
    const steps = this.column("step");
    while (this.length > 0 && steps[this.length - 1] >= frame.step) this.length--;
    if (this.length === this.#capacity) this.#makeRoom();
    const at = this.length++;
    for (const name of RUN_NUMBERS) this.column(name)[at] = (name === "learning_rate" ? frame.lr : frame[name]) ?? NaN;
    for (const name of STATISTICS) {
      for (let layer = 0; layer < this.layers; layer++) this.layer(name, layer)[at] = frame.layers[layer]?.stats[name] ?? NaN;
    }
    this.#appendFurther(at, frame);
  }

  /**
   * @param {number} at
   * @param {Past} frame
   */
  #appendFurther(at, { measures = {}, moments = [] }) {
    for (const column of this.#further.values()) column[at] = NaN;
    for (const [key, value] of Object.entries(measures)) this.measure(key)[at] = value ?? NaN;
    moments.forEach((own, index) => MOMENTS.forEach((name, place) => (this.moment(name, index)[at] = own[place])));
    this.normalized = Math.max(this.normalized, moments.length);
    if (Object.keys(measures).length > this.measures.length) this.measures = Object.keys(measures);
  }

  /**
   * The same past as it was at a step: its columns are shared, so it is good until more is appended.
   *
   * @param {number} step
   */
  until(step) {
    const earlier = new History(this.layers);
    [earlier.#run, earlier.#layers, earlier.#further, earlier.#capacity] = [this.#run, this.#layers, this.#further, this.#capacity];
    [earlier.measures, earlier.normalized] = [this.measures, this.normalized];
    const steps = this.column("step");
    while (earlier.length < this.length && steps[earlier.length] <= step) earlier.length++;
    return earlier;
  }

  /**
   * The newest entry, NaN if there is none.
   *
   * @param {RunColumn} name
   */
  last(name) {
    return this.length ? this.column(name)[this.length - 1] : NaN;
  }

  #makeRoom() {
    if (this.#capacity >= MOST) {
      for (const column of [...this.#run.values(), ...this.#further.values(), ...[...this.#layers.values()].flat()]) {
        for (let at = 0; at < this.length / 2; at++) column[at] = column[2 * at];
      }
      this.length = Math.ceil(this.length / 2);
      return;
    }
    this.#capacity *= 2;
    const larger = (/** @type {Float64Array} */ column) => {
      const more = new Float64Array(this.#capacity).fill(NaN);
      more.set(column);
      return more;
    };
    for (const [name, column] of this.#run) this.#run.set(name, larger(column));
    for (const [name, column] of this.#further) this.#further.set(name, larger(column));
    for (const [name, columns] of this.#layers) {
      const larger = columns.map((column) => {
        const more = new Float32Array(this.#capacity);
        more.set(column);
        return more;
      });
      this.#layers.set(name, larger);
    }
  }
}
