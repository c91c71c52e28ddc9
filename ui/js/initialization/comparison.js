// Up to four initializations of one network side by side, on common axes, and examples to begin with.
import { part } from "../shared/choices.js";
import { Column } from "./column.js";
import { columnNames } from "./columnnames.js";
import { icon, make, setText } from "../shared/element.js";
import { decades } from "./layeraxis.js";
import { Questions } from "./questions.js";
import { begun, copied, experiments, removed } from "./setting.js";
import { Examples } from "./examples.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Server } from "../shared/server.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Ranges } from "./column.js" */
/** @import { Asked } from "./questions.js" */
/** @import { Inputs, InitializationMenus, Measurement, Setting, Example } from "./types.d.ts" */

/** @typedef {{ columns: Texts[], inputs: Inputs, at: number }} Question about all columns, while the one at `at` changes */

export class Comparison {
  /** Null while none of this is seen. @type {Setting | null} */
  #setting = null;
  /** @type {Column[]} */
  #columns = [];
  /** The newest answer, by column. @type {Measurement[]} */
  #measured = [];
  /** What was asked when all was answered, as text. @type {string | null} */
  #settled = null;
  /** The columns beside the one that changes, as text. @type {string | null} */
  #others = null;
  /** @type {Ranges | null} */
  #ranges = null;
  /** Axes may shrink at the next drawing. */
  #fit = false;
  #answers = 0;

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {InitializationMenus} parts.menus
   * @param {Server} parts.server
   * @param {Tooltip} parts.tooltip
   * @param {(patch: Partial<Setting>) => void} parts.put what of the setting is to be different
   * @param {(measured: Measurement, question: { seeds: number }) => void} parts.receive an answer, of the column that is picked
   * @param {(sentence: string) => void} parts.complain why there is no answer; "" when there is one again
   * @param {() => void} parts.rest nothing changes any more
   */
  constructor({ words, menus, server, tooltip, put, receive, complain, rest }) {
    this.words = words;
    this.menus = menus;
    this.tooltip = tooltip;
    this.put = put;
    this.receive = receive;
    this.rest = rest;
    this.examples = new Examples({ examples: menus.examples, label: words.examples, tell: (example) => this.#begin(example) });
    this.about = make("p", { class: "about" });
    const keys = make("span", { class: "keys" }, make("span", { class: "key train", text: words.measured }), make("span", { class: "key validation", text: words.predicted }));
    this.add = make("button", { type: "button", class: "control add", title: words.add_column, "aria-label": words.add_column, on: { click: () => this.#copy() } }, icon("plus"));
    this.beside = make("div", { class: "columns" }, titles(words), this.add);
    this.node = make("div", { class: "stage comparison" }, make("div", { class: "line" }, this.about, keys), this.beside);
    /** @type {Questions<Question, { columns: Measurement[] }>} */
    this.questions = new Questions({
      server,
      unreachable: words.unreachable,
      busy: words.server_busy,
      receive: ({ columns }, question) => this.#answered(columns, question),
      complain,
      rest,
    });
  }

  /** @param {Setting | null} setting null while none of this is seen */
  show(setting) {
    this.#setting = setting;
    if (!setting) return this.questions.want(null);
    this.#lay(setting);
    const { at, inputs } = setting;
    const question = { columns: experiments(setting, this.menus.own), inputs };
    const measured = this.#measured[at];
    // Another column was picked: all is there.
    if (this.#settled === JSON.stringify(question)) {
      this.receive(measured, { seeds: measured.seeds });
      this.rest();
    } else this.questions.want({ ...question, at });
  }

  /**
   * As many columns as there are, each with its name; what they show stays until the answer.
   *
   * @param {Setting} setting
   */
  #lay(setting) {
    const { columns, at } = setting;
    for (const column of this.#columns.splice(columns.length)) column.node.remove();
    while (this.#columns.length < columns.length) {
      const column = this.#column(this.#columns.length);
      this.#columns.push(column);
      this.add.before(column.node);
    }
    const names = columnNames(columns, this.menus);
    for (const [place, column] of this.#columns.entries()) column.name(names[place], { picked: place === at, removable: columns.length > 1 });
    this.beside.style.setProperty("--columns", String(columns.length));
    this.add.hidden = columns.length >= this.menus.columns;
    const help = this.examples.show(setting)?.help ?? this.words.comparison_help;
    setText(this.about, help);
    this.about.title = help;
  }

  /** @param {number} place */
  #column(place) {
    const { words, tooltip } = this;
    const pick = () => {
      if (place !== this.#setting?.at) this.put({ at: place });
    };
    return new Column({ words, tooltip, pick, remove: () => this.#remove(place) });
  }

  /** @param {Example} example */
  #begin(example) {
    if (this.#setting) this.put(begun(this.#setting, example));
  }

  #copy() {
    if (!this.#setting) return;
    this.#measured.push(...this.#measured.slice(this.#setting.at, this.#setting.at + 1)); // until the answer
    this.put(copied(this.#setting));
  }

  /** @param {number} place */
  #remove(place) {
    if (!this.#setting) return;
    this.#measured.splice(place, 1);
    this.put(removed(this.#setting, place));
  }

  /**
   * @param {Measurement[]} measured
   * @param {Asked<Question>} question
   */
  #answered(measured, question) {
    const { at, seeds, ...asked } = question;
    this.#measured = measured;
    this.#answers += 1;
    this.#settled = seeds > 1 ? JSON.stringify(asked) : null;
    // While one column is changed, axes only grow.
    const others = JSON.stringify(asked.columns.toSpliced(at, 1).map((column) => part(column, this.menus.own)));
    this.#fit ||= seeds > 1 || others !== this.#others;
    this.#others = others;
    this.receive(measured[at], question);
  }

  /** Those that are answered. */
  get #seen() {
    return this.#measured.slice(0, this.#columns.length);
  }

  /** @param {Theme} theme */
  draw(theme) {
    const before = this.#fit ? null : this.#ranges;
    const range = (/** @type {keyof Ranges} */ name) => decades(this.#seen.map(({ lines }) => lines[name]), before?.[name]);
    const ranges = (this.#ranges = { gradient: range("gradient"), weight_gradient: range("weight_gradient") });
    this.#fit = false;
    for (const [place, measured] of this.#seen.entries()) this.#columns[place].draw(theme, measured, ranges);
  }

  /** What browser tests read. */
  get report() {
    const kinds = this.#seen.map(({ verdict }) => verdict.kind);
    return { columns: kinds.length, kinds: kinds.join(), compared: this.#answers };
  }

  /** How many pictures were found gone. */
  blank() {
    return this.#columns.reduce((sum, column) => sum + column.blank(), 0);
  }

  close() {
    this.questions.close();
  }
}

/**
 * What the rows of pictures show, at their left.
 *
 * @param {Words} words
 */
function titles(words) {
  const row = (/** @type {string} */ name) => make("span", { class: "row-title", text: words[`${name}_row`], title: words[`${name}_caption`] });
  return make("div", { class: "column titles" }, make("span", {}), row("activations"), row("gradient"), row("weight_gradient"));
}
