// Which unit the large picture shows: the one under the pointer, else the one that was picked, else the output.

/** @import { Model } from "./model.js" */
/** @import { Unit } from "./types.d.ts" */

export class Selection {
  /** @type {Unit | null} */
  hovered = null;
  /** @type {Unit | null} */
  picked = null;
  /** What the server was told; undefined is something that it has forgotten. @type {Unit | null | undefined} */
  #told = null;
  #busy = false;

  /**
   * @param {Pick<Model, "on" | "send" | "hello">} model
   * @param {() => void} schedule something else is to be drawn
   */
  constructor(model, schedule) {
    this.model = model;
    this.schedule = schedule;
    model.on((what) => what === "hello" && this.#greet());
  }

  /** What is looked at; null is the network's output. */
  get unit() {
    return this.hovered ?? this.picked;
  }

  /** @param {Unit | null} unit under the pointer */
  hover(unit) {
    if (equal(unit, this.hovered)) return;
    this.hovered = unit;
    this.#tell();
  }

  /**
   * Keep a unit in view, also when the pointer leaves it; null: none.
   *
   * @param {Unit | null} unit
   */
  pick(unit) {
    if (equal(unit, this.picked)) return;
    this.picked = unit;
    this.#tell();
  }

  /** Another network may lack the unit, and does not know yet what is looked at. */
  #greet() {
    const layers = this.model.hello?.layers ?? [];
    const there = (/** @type {Unit | null} */ unit) => unit !== null && (unit.input !== undefined || unit.unit < (layers[unit.layer]?.units ?? 0));
    if (!there(this.picked)) this.picked = null;
    if (!there(this.hovered)) this.hovered = null;
    if (this.#told) this.#told = undefined;
    this.#tell();
  }

  /** One question at a time; what was overtaken meanwhile is not asked. */
  async #tell() {
    this.schedule();
    if (this.#busy || !this.model.hello) return;
    this.#busy = true;
    while (!equal(this.#wanted(), this.#told)) {
      this.#told = this.#wanted();
      await this.model.send("look", this.#told);
    }
    this.#busy = false;
  }

  /** Inputs and single outputs are drawn from what is here: the server goes on with the whole output. */
  #wanted() {
    const { unit } = this;
    const layers = this.model.hello?.layers.length ?? 0;
    return unit && unit.input === undefined && unit.layer < layers - 1 ? unit : null;
  }
}

/**
 * Whether two units are the same, or both none.
 *
 * @param {Unit | null | undefined} one
 * @param {Unit | null | undefined} other
 */
export function equal(one, other) {
  if (!one || !other) return one === other;
  return one.input === other.input && one.layer === other.layer && one.unit === other.unit;
}
