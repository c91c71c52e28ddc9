// The table of a few numbers that both parts scale: two features and a target, edited by hand.
import { make } from "../../shared/element.js";
import { Cell, rowsOf, textOf } from "../cells.js";

/** @import { Words } from "../../shared/types.d.ts" */
/** @import { Texts } from "../../shared/menus.d.ts" */

export const COLUMNS = ["x1", "x2", "y"];
const FEWEST = 2;
const MOST = 8;

export class EditedTable {
  /** @type {number[][]} */
  rows = [];
  table = make("table", { class: "by-hand" });
  /** @type {Cell[][]} */
  #cells = [];
  #shape = "";

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {(texts: Texts) => void} parts.put
   * @param {string[]} [parts.more] heads of further columns
   * @param {(row: number) => HTMLElement[]} [parts.further] their cells
   */
  constructor({ words, put, more = [], further = () => [] }) {
    this.words = words;
    this.put = put;
    this.more = more;
    this.further = further;
    const last = () => this.rows[this.rows.length - 1];
    this.longer = make("button", { type: "button", class: "control", text: words.loss_more_rows, on: { click: () => this.#put([...this.rows, [...last()]]) } });
    this.shorter = make("button", { type: "button", class: "control", text: words.loss_fewer_rows, on: { click: () => this.#put(this.rows.slice(0, -1)) } });
  }

  /** @param {number[][]} rows */
  #put(rows) {
    this.put({ table: textOf(rows) });
  }

  /**
   * Another number in a cell.
   *
   * @param {number} row
   * @param {number} column
   * @param {number} value
   */
  change(row, column, value) {
    this.#put(this.rows.map((cells, at) => (at === row ? cells.map((cell, each) => (each === column ? value : cell)) : cells)));
  }

  /** @param {string} text */
  show(text) {
    this.rows = rowsOf(text);
    if (this.#shape !== String(this.rows.length)) this.#build();
    this.#shape = String(this.rows.length);
    this.#cells.forEach((cells, row) => cells.forEach((cell, column) => cell.show(this.rows[row][column])));
  }

  #build() {
    const { words } = this;
    const cell = (/** @type {number} */ row, /** @type {number} */ column) =>
      new Cell({ label: `${words.loss_row} ${row + 1}, ${COLUMNS[column]}`, low: -1e4, high: 1e4, step: 0.1, words, pick: (value) => this.change(row, column, value) });
    this.#cells = this.rows.map((_, row) => COLUMNS.map((_name, column) => cell(row, column)));
    const heads = [words.loss_row, ...COLUMNS, ...this.more].map((text) => make("th", { scope: "col", text }));
    const body = this.#cells.map((cells, row) =>
      make("tr", {}, make("th", { scope: "row", text: String(row + 1) }), ...cells.map(({ node }) => make("td", {}, node)), ...this.further(row)),
    );
    this.table.replaceChildren(make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...body));
    this.longer.disabled = this.rows.length === MOST;
    this.shorter.disabled = this.rows.length === FEWEST;
  }

  /** The values of a column. @param {number} at */
  column(at) {
    return this.rows.map((row) => row[at]);
  }
}
