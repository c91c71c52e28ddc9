// Which unit the large picture shows: the one under the pointer, else the one that was picked, else the output.

export class Looking {
  /** `model`: tells the server. `schedule()`: something else is to be drawn. */
  constructor(model, schedule) {
    Object.assign(this, { model, schedule });
    this.hovered = this.picked = this.told = null;
    model.on((what) => what === "hello" && this.#greet());
  }

  /** {input: key}, {layer, unit}, or null: the network's output. */
  get unit() {
    return this.hovered ?? this.picked;
  }

  hover(unit) {
    if (equal(unit, this.hovered)) return;
    this.hovered = unit;
    this.#tell();
  }

  /** Keep a unit in view, also when the pointer leaves it; null: none. */
  pick(unit) {
    if (equal(unit, this.picked)) return;
    this.picked = unit;
    this.#tell();
  }

  /** Another network may lack the unit, and does not know yet what is looked at. */
  #greet() {
    const { layers } = this.model.hello;
    const there = (unit) => unit && ("input" in unit || unit.unit < (layers[unit.layer]?.units ?? 0));
    if (!there(this.picked)) this.picked = null;
    if (!there(this.hovered)) this.hovered = null;
    if (this.told) this.told = undefined;
    this.#tell();
  }

  /** One question at a time; what was overtaken meanwhile is not asked. */
  async #tell() {
    this.schedule();
    if (this.busy || !this.model.hello) return;
    this.busy = true;
    while (!equal(this.#wanted(), this.told)) {
      this.told = this.#wanted();
      await this.model.send("look", this.told);
    }
    this.busy = false;
  }

  /** Inputs and single outputs are drawn from what is here: the server goes on with the whole output. */
  #wanted() {
    const { unit } = this;
    return unit && unit.layer < this.model.hello.layers.length - 1 ? unit : null;
  }
}

export function equal(one, other) {
  return one === other || (Boolean(one && other) && one.input === other.input && one.layer === other.layer && one.unit === other.unit);
}
