// An exercise: numbers are worked out and typed, marked at once, with hints that cost points.
import { typedNumber } from "../../shared/controls/numbers.js";

/** @import { Line } from "./derivation.js" */

/** Points of a number that is found without hints; each hint costs one: the formula, the factors, the number. */
export const FULL = 3;

/** @typedef {{ text: string, right: boolean, hints: number }} Answer */

/**
 * The number that is meant by what is typed, with a point or a comma, with either sign of minus; NaN for none.
 *
 * @param {string} text
 */
export function numberIn(text) {
  const plain = typedNumber(text.trim().replace("−", "-"));
  return /^[-+.\de]+$/i.test(plain) ? Number(plain) : NaN;
}

/**
 * Whether `text` is `value`: within 1 %, or the value rounded to two decimals where these are not all zeros.
 *
 * @param {string} text
 * @param {number} value
 */
export function isRight(text, value) {
  const typed = numberIn(text);
  if (!Number.isFinite(typed)) return false;
  if (Math.abs(typed - value) <= 0.01 * Math.abs(value)) return true;
  const rounded = Math.abs(value) >= 0.005 || Math.abs(value) < 1e-12;
  return rounded && Math.abs(typed - value) <= 0.005 + 1e-9;
}

export class Exercise {
  /** By the line's id. @type {Map<string, Answer>} */
  #answers = new Map();
  #of = "";

  /**
   * Begin anew where the problem is another one.
   *
   * @param {string} of names the problem
   */
  about(of) {
    if (this.#of !== of) this.#answers.clear();
    this.#of = of;
  }

  /** @param {string} id @returns {Answer} */
  answer(id) {
    return this.#answers.get(id) ?? { text: "", right: false, hints: 0 };
  }

  /**
   * @param {Line} line
   * @param {string} text
   */
  type({ id, value }, text) {
    const answer = this.answer(id);
    if (!this.isKnown(id)) this.#answers.set(id, { ...answer, text, right: isRight(text, value) });
  }

  /** The next hint: the third is the number itself. @param {Line} line */
  hint({ id }) {
    const answer = this.answer(id);
    if (!answer.right && answer.hints < FULL) this.#answers.set(id, { ...answer, hints: answer.hints + 1 });
  }

  /** Whether the number is found, or told. @param {string} id */
  isKnown(id) {
    const { right, hints } = this.answer(id);
    return right || hints >= FULL;
  }

  /**
   * How it stands with the lines that are asked for.
   *
   * @param {Line[]} lines
   */
  score(lines) {
    const asked = lines.filter(({ given }) => !given).map(({ id }) => this.answer(id));
    const points = asked.reduce((sum, { right, hints }) => sum + (right ? FULL - hints : 0), 0);
    return { points, most: FULL * asked.length, right: asked.filter(({ right }) => right).length, asked: asked.length };
  }
}
