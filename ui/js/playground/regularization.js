// A penalty on the size of the weights, as one menu and one rate: the experiment has a rate for each kind.

/** @import { Texts } from "../shared/menus.d.ts" */

export const KINDS = /** @type {const} */ (["none", "l1", "l2", "both"]);

/** @typedef {typeof KINDS[number]} Kind */

const START = "0.003";

export class Regularization {
  /** What the menu shows: a rate of 0 keeps its kind. @type {Kind} */
  kind = "none";
  /** Where a penalty begins that is switched on: the last rate that there was. */
  #rate = START;
  /** A kind was chosen, with a rate of 0. */
  #zero = false;

  /**
   * Bring it in line with what is chosen. Returns the rate as text.
   *
   * @param {Texts} texts
   */
  read({ l1, l2 }) {
    const [first, second] = [Number(l1) !== 0, Number(l2) !== 0];
    if (first || second) {
      this.kind = first && second ? "both" : first ? "l1" : "l2";
      this.#rate = first ? l1 : l2;
    } else if (!this.#zero) this.kind = "none";
    if (this.kind === "none") return "0";
    return first ? l1 : l2;
  }

  /**
   * Another kind. Returns the choices that it makes.
   *
   * @param {Kind} kind
   * @param {string} [rate]
   */
  choose(kind, rate = this.#rate) {
    this.kind = kind;
    this.#zero = kind !== "none" && Number(rate) === 0;
    return { l1: kind === "l1" || kind === "both" ? rate : "0", l2: kind === "l2" || kind === "both" ? rate : "0" };
  }

  /** Other choices are made: a rate of 0 is no penalty then. */
  forget() {
    this.#zero = false;
  }
}
