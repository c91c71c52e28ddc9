// What the server said no to, and what is asked in its place.
import { rootOf } from "../shared/choices.js";

/** @import { Menus, Texts } from "../shared/menus.d.ts" */

/** Sentences that say what is wrong with a choice, by its path. @typedef {Record<string, string>} Errors */

/** The server understood and said no. Its message is the sentence for people. */
export class Refused extends Error {
  /** @param {{ error?: string, errors?: Errors }} answer */
  constructor({ error = "", errors = {} }) {
    super(error);
    this.errors = errors;
  }
}

/**
 * The errors that still stand when other choices are made.
 *
 * @param {Errors} errors
 * @param {Texts} changes
 * @returns {Errors}
 */
export function standing(errors, changes) {
  return Object.fromEntries(Object.entries(errors).filter(([path]) => !(path in changes) && !(rootOf(path) in changes)));
}

/**
 * What is chosen, with the network's own choices in place of those that were refused.
 *
 * @param {Texts} texts
 * @param {Errors} errors
 * @param {Texts | undefined} own those of the network; undefined where there is none
 */
export function accepted(texts, errors, own) {
  const wrong = wrongFields(errors);
  if (!wrong.size || !own) return texts;
  const right = Object.entries(texts).filter(([path]) => !wrong.has(rootOf(path)));
  return Object.fromEntries([...right, ...Object.entries(own).filter(([path]) => wrong.has(rootOf(path)))]);
}

/**
 * What is chosen, with the first entry of a menu, or what is usual, in place of what was refused.
 *
 * @param {Texts} texts
 * @param {Errors} errors
 * @param {Pick<Menus, "fields">} menus
 */
export function possible(texts, errors, { fields }) {
  const wrong = wrongFields(errors);
  const right = Object.fromEntries(Object.entries(texts).filter(([path]) => !wrong.has(rootOf(path))));
  for (const field of wrong) {
    const first = fields[field]?.entries?.[0];
    if (first) right[field] = first.key;
  }
  return right;
}

/** @param {Errors} errors */
function wrongFields(errors) {
  return new Set(Object.keys(errors).map(rootOf));
}
