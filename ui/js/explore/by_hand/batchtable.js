// The batch: rows whose inputs and targets can be changed, each with its loss, of which one is shown in the diagram.
import { make, setText } from "../../shared/element.js";
import { fill, number, withoutZeros } from "../../shared/format.js";
import { NumberField, LIMIT } from "./numberfield.js";
import { named } from "./spelling.js";

/** @import { Words } from "../../shared/types.d.ts" */
/** @import { View } from "./derivation.js" */

/** @typedef {"x" | "y"} Part */

export class BatchTable {
  #shape = "";
  /** @type {{ button: HTMLButtonElement, fields: { part: Part, at: number, field: NumberField }[], loss: HTMLElement }[]} */
  #rows = [];
  #table = make("table", { class: "batch" });
  #oops = make("p", { class: "refused", role: "alert", hidden: "" });

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {(row: number) => void} parts.look at another row
   * @param {(part: Part, row: number, column: number, value: number) => void} parts.put
   */
  constructor({ words, look, put }) {
    this.words = words;
    this.look = look;
    this.put = put;
    this.node = make("section", { class: "figure area-batch" }, make("header", {}, make("h3", { text: words.hand_batch })), this.#table, this.#oops);
  }

  /**
   * @param {View} view
   * @param {(id: string) => boolean} isHidden
   */
  show({ problem, state, row }, isHidden) {
    const shape = JSON.stringify(problem.sizes);
    if (this.#shape !== shape) this.#build(problem);
    this.#shape = shape;
    const several = problem.sizes.rows > 1;
    this.#rows.forEach(({ button, fields, loss }, at) => {
      button.setAttribute("aria-pressed", String(at === row));
      for (const { part, at: column, field } of fields) field.show(problem[part][at][column]);
      setText(loss, isHidden(several ? `L@${at}` : "L") ? "?" : withoutZeros(number(state.batch.passes[at].loss, 4)));
    });
    const whole = problem.loss !== "categorical_crossentropy" || problem.y.every((targets) => Math.abs(targets.reduce((sum, each) => sum + each) - 1) < 1e-6);
    const alone = problem.loss === "categorical_crossentropy" && problem.sizes.outputs === 1;
    this.#say(alone ? this.words.hand_one_class : whole ? "" : this.words.hand_not_one);
  }

  /** @param {string} sentence */
  #say(sentence) {
    setText(this.#oops, sentence);
    this.#oops.hidden = !sentence;
  }

  /** @param {string} text */
  #refuse(text) {
    this.#say(text && fill(this.words.no_number, { low: -LIMIT, high: LIMIT, got: `“${text.slice(0, 60)}”` }));
  }

  /** @param {View["problem"]} problem */
  #build({ sizes, x, y }) {
    const names = [...x[0].map((_, at) => named("x", at)), ...y[0].map((_, at) => named("y", at)), this.words.hand_loss];
    const head = make("tr", {}, make("th", { text: this.words.hand_row }), ...names.map((text) => make("th", { scope: "col", text })));
    this.#rows = Array.from({ length: sizes.rows }, (_, at) => this.#row(at, sizes));
    const lines = this.#rows.map(({ button, fields, loss }) => make("tr", {}, make("td", {}, button), ...fields.map(({ field }) => make("td", {}, field.node)), loss));
    this.#table.replaceChildren(make("thead", {}, head), make("tbody", {}, ...lines));
  }

  /**
   * @param {number} row
   * @param {View["problem"]["sizes"]} sizes
   */
  #row(row, { inputs, outputs }) {
    const button = make("button", { type: "button", class: "row-button", text: String(row + 1), "aria-label": fill(this.words.hand_look, { row: row + 1 }), on: { click: () => this.look(row) } });
    const field = (/** @type {Part} */ part, /** @type {number} */ at) => ({
      part,
      at,
      field: new NumberField({ label: `${named(part, at)} (${row + 1})`, take: (value) => this.put(part, row, at, value), refuse: (text) => this.#refuse(text) }),
    });
    const fields = [...Array.from({ length: inputs }, (_, at) => field("x", at)), ...Array.from({ length: outputs }, (_, at) => field("y", at))];
    return { button, fields, loss: make("td", { class: "num" }) };
  }
}
