// The network as a diagram: a card for each unit with all its numbers, and a line for each weight.
import { css } from "../../shared/colours.js";
import { figure, find, make } from "../../shared/element.js";
import { number, withoutZeros } from "../../shared/format.js";
import { Surface } from "../../shared/surface.js";
import { cell, walk } from "./cells.js";
import { gradientOf } from "./derivation.js";
import { inputAt, lossName, quantitiesOf, sumName, unitAt, weightAt } from "./quantities.js";
import { by, named } from "./spelling.js";

/** @import { Theme, Words } from "../../shared/types.d.ts" */
/** @import { Cell } from "./cells.js" */
/** @import { View } from "./derivation.js" */
/** @import { Quantity } from "./quantities.js" */

/** A line from a unit's card to the row of a weight. @typedef {{ weight: Quantity, from: HTMLElement, to: HTMLElement }} Edge */
/** How a number is shown: `id` is that of its line, which an exercise may hide. @typedef {(id: string | null, value: number) => string} Show */

export class Diagram {
  /** @type {Cell[]} */
  #cells = [];
  /** What each cell shows of a view. @type {((view: View, show: Show) => void)[]} */
  #writers = [];
  /** @type {Edge[]} */
  #edges = [];
  /** From the outputs to the loss. @type {{ from: HTMLElement, to: HTMLElement }[]} */
  #ends = [];
  #shape = "";
  /** @type {View | null} */
  #view = null;
  /** @type {Quantity | null} */
  #chosen = null;

  /**
   * @param {{ words: Words, pick: (key: string, part: string) => void, extra: HTMLElement[] }} parts `extra`: behind the title
   */
  constructor({ words, pick, extra }) {
    this.words = words;
    this.pick = pick;
    this.node = figure({ title: words.hand_net, caption: words.hand_net_help, area: "area-net", extra });
    this.surface = new Surface(find(this.node, ".plot"), words.hand_net);
    this.surface.canvas.setAttribute("aria-hidden", "true");
    this.columns = make("div", { class: "net", role: "group", "aria-label": words.hand_net });
    find(this.node, ".plot").append(this.columns);
    walk(this.columns, () => this.#cells);
  }

  /**
   * @param {View} view
   * @param {Quantity} chosen
   * @param {(id: string) => boolean} isHidden whether a line's number is to be found in an exercise
   */
  show(view, chosen, isHidden) {
    this.#view = view;
    this.#chosen = chosen;
    const shape = JSON.stringify({ ...view.problem.sizes, rows: view.problem.sizes.rows > 1 ? view.row + 2 : 1 });
    if (this.#shape !== shape) this.#build(view);
    this.#shape = shape;
    const show = (/** @type {string | null} */ id, /** @type {number} */ value) => (id !== null && isHidden(id) ? "?" : withoutZeros(number(value, 4)));
    for (const write of this.#writers) write(view, show);
    const focused = this.#cells.some(({ node }) => node.tabIndex === 0 && node.matches(":focus"));
    for (const { key, part, node } of this.#cells) {
      node.classList.toggle("chosen", key === chosen.key);
      if (!focused) node.tabIndex = key === chosen.key && part !== "gradient" && part !== "sum" ? 0 : -1;
    }
  }

  /** @param {View} view */
  #build({ problem, row }) {
    this.#cells = [];
    this.#writers = [];
    this.#edges = [];
    const inputs = problem.x[0].map((_, unit) => this.#input(unit, row));
    /** @type {HTMLElement[][]} */
    const columns = [inputs];
    problem.layers.forEach(({ bias }, layer) => columns.push(bias.map((_, unit) => this.#unit({ problem, row }, layer, unit, columns[layer]))));
    const titles = [this.words.hand_inputs, ...(problem.layers.length > 1 ? [this.words.hand_hidden] : []), this.words.hand_outputs];
    const loss = this.#loss(problem, row);
    this.#ends = columns[columns.length - 1].map((from) => ({ from, to: loss }));
    this.columns.classList.toggle("dense", problem.sizes.hidden > 3);
    this.columns.replaceChildren(...columns.map((cards, at) => column(titles[at], at ? "" : "given", cards)), column(this.words.hand_loss, "last", [loss]));
  }

  /**
   * @param {Quantity} quantity
   * @param {{ part?: string, name?: string, said?: string }} about
   * @param {(view: View) => [id: string | null, value: number]} of
   */
  #cell({ key, name }, { part = "value", name: other = name, said }, of) {
    const made = cell({ key, part, name: other, said, pick: this.pick });
    this.#cells.push(made);
    this.#writers.push((view, show) => made.write(show(...of(view))));
    return made.node;
  }

  /**
   * @param {number} unit
   * @param {number} row
   */
  #input(unit, row) {
    const card = make("div", { class: "card" }, this.#cell(inputAt(unit), {}, ({ problem }) => [null, problem.x[row][unit]]));
    return card;
  }

  /**
   * @param {Pick<View, "problem" | "row">} view
   * @param {number} layer
   * @param {number} unit
   * @param {HTMLElement[]} before
   */
  #unit({ problem, row }, layer, unit, before) {
    const own = unitAt(problem, layer, unit);
    const sum = sumName(problem, layer, unit);
    const card = make("div", { class: "card unit" }, ...before.map((from, at) => this.#weight(weightAt(problem, layer, unit, at), from)), this.#weight(weightAt(problem, layer, unit)));
    const head = make(
      "div",
      { class: "totals" },
      this.#cell(own, { part: "sum", name: sum }, ({ pass }) => [`${sum}@${row}`, pass.sums[layer][unit]]),
      this.#cell(own, {}, ({ pass }) => [`${own.name}@${row}`, pass.values[layer + 1][unit]]),
    );
    const delta = by(lossName(problem, row), sum);
    const back = make("div", { class: "totals" }, make("span", { class: "sym", text: delta }), this.#cell(own, { part: "gradient", said: delta }, ({ pass }) => [`d${sum}@${row}`, pass.deltas[layer][unit]]));
    card.append(head, back);
    if (layer === problem.layers.length - 1) {
      const target = make("span", { class: "num" });
      this.#writers.push((now) => (target.textContent = withoutZeros(number(now.problem.y[row][unit], 4))));
      card.append(make("div", { class: "totals target" }, make("span", { class: "sym", text: `${this.words.hand_target} ${named("y", unit)}` }), target));
    }
    return card;
  }

  /**
   * @param {Quantity} weight
   * @param {HTMLElement} [from] card of the unit that it comes from
   */
  #weight(weight, from) {
    const { layer, unit, from: source } = weight;
    const value = this.#cell(weight, {}, ({ state }) => [null, source === undefined ? state.layers[layer].bias[unit] : state.layers[layer].kernel[source][unit]]);
    const slope = this.#cell(weight, { part: "gradient", said: by("L", weight.name) }, ({ state }) => [`d${weight.key}`, gradientOf(state, weight)]);
    const line = make("div", { class: "weight" }, value, slope);
    if (from) this.#edges.push({ weight, from, to: line });
    return line;
  }

  /**
   * @param {View["problem"]} problem
   * @param {number} row
   */
  #loss(problem, row) {
    const quantity = /** @type {Quantity} */ (quantitiesOf(problem).get("loss"));
    const several = problem.sizes.rows > 1;
    const ofRow = this.#cell(quantity, { part: several ? "sum" : "value", name: lossName(problem, row) }, ({ pass }) => [several ? `L@${row}` : "L", pass.loss]);
    const card = make("div", { class: "card loss" }, ofRow);
    if (several) card.append(this.#cell(quantity, { name: "L", said: this.words.hand_batch_loss }, ({ state }) => ["L", state.batch.loss]));
    return card;
  }

  /** @param {string} key @param {string} part */
  focus(key, part) {
    this.#cells.find((each) => each.key === key && each.part === part)?.node.focus();
  }

  /** @param {Theme} theme */
  draw(theme) {
    if (!this.#view || !this.surface.begin()) return;
    const { diverging } = theme;
    for (const edge of this.#edges) {
      const { layer, unit, from = 0 } = edge.weight;
      const size = this.#view.state.layers[layer].kernel[from][unit];
      const bold = this.#isOnPath(edge.weight);
      this.#edge(edge, css(diverging[size < 0 ? 0 : diverging.length - 1], bold ? 1 : 0.38), Math.min(5, 0.8 + 2 * Math.abs(size)) + Number(bold));
    }
    const grey = css(theme.muted, 0.6);
    for (const edge of this.#ends) this.#edge(edge, grey, 1.2);
  }

  /**
   * @param {{ from: HTMLElement, to: HTMLElement }} ends
   * @param {string} colour
   * @param {number} width
   */
  #edge({ from, to }, colour, width) {
    const { context } = this.surface;
    const frame = this.surface.canvas.getBoundingClientRect();
    const [start, end] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
    const middle = (/** @type {DOMRect} */ { top, bottom }) => (top + bottom) / 2 - frame.top;
    const [left, right] = [start.right - frame.left, end.left - frame.left];
    if (right < left) return; // on narrow screens the loss stands below
    const bend = (left + right) / 2;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(left, middle(start));
    context.bezierCurveTo(bend, middle(start), bend, middle(end), right, middle(end));
    context.stroke();
    this.surface.inked(left + 2, middle(start));
  }

  /** Whether the chosen number's gradient comes through this weight, or its sum does. @param {Quantity} weight */
  #isOnPath(weight) {
    const chosen = this.#chosen;
    if (!chosen || !this.#view) return false;
    const { kind, layer, unit, key } = chosen;
    if (weight.key === key) return true;
    if (kind === "input") return weight.layer === 0 && weight.from === unit;
    if (kind === "loss") return false;
    if (kind === "unit" && weight.layer === layer) return weight.unit === unit;
    return weight.layer > layer && weight.from === unit;
  }
}

/**
 * @param {string} title
 * @param {string} kind
 * @param {HTMLElement[]} cards
 */
function column(title, kind, cards) {
  return make("div", { class: `column ${kind}` }, make("h4", { text: title }), make("div", { class: "cards" }, ...cards));
}
