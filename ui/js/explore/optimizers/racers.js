// Who races, with which parameters: all optimizers of the lab, of which one is followed.
import { parametersOf } from "./race.js";

/** @import { Entry, Texts } from "../../shared/menus.d.ts" */
/** @import { Parameters } from "./types.d.ts" */

/**
 * @typedef {object} Racer
 * @property {string} key
 * @property {string} label
 * @property {Parameters} parameters
 * @property {string} differs what of its parameters is not the default, in words
 * @property {boolean} followed
 * @property {boolean} hidden
 */

/** The texts of an entry's parameters that stand in `others`, by parameter. @param {string} others @param {string} key */
function kept(others, key) {
  const own = others.split(" ").filter((part) => part.startsWith(`${key}.`));
  return Object.fromEntries(own.map((part) => /** @type {[string, string]} */ (part.slice(key.length + 1).split("="))));
}

/**
 * The texts of an optimizer's parameters: the controls' of the one that is followed, else those that were kept.
 *
 * @param {Entry} entry
 * @param {Texts} texts
 * @returns {Texts}
 */
function textsOf({ key, parameters }, texts) {
  const own = texts.optimizer === key ? (/** @type {string} */ name) => texts[`optimizer.${name}`] : (/** @type {string} */ name) => kept(texts.others, key)[name];
  return Object.fromEntries(parameters.map((parameter) => [parameter.key, own(parameter.key) ?? parameter.value]));
}

/**
 * @param {Entry[]} entries
 * @param {Texts} texts
 * @returns {Racer[]}
 */
export function racersOf(entries, texts) {
  const hidden = texts.hidden.split(",");
  return entries.map((entry) => {
    const own = textsOf(entry, texts);
    const changed = entry.parameters.filter(({ key, value }) => own[key] !== value);
    return {
      key: entry.key,
      label: entry.label,
      parameters: parametersOf(Object.fromEntries(Object.entries(own).map(([key, text]) => [`p.${key}`, text])), "p"),
      differs: changed.map(({ key, label }) => `${label} ${own[key]}`).join(", "),
      followed: entry.key === texts.optimizer,
      hidden: hidden.includes(entry.key) && entry.key !== texts.optimizer,
    };
  });
}

/**
 * The choices after another optimizer is followed: the one before keeps its parameters, and this one has those that it kept.
 *
 * @param {Entry[]} entries
 * @param {Texts} before
 * @param {Texts} after
 * @returns {Texts}
 */
export function handedOver(entries, before, after) {
  if (before.optimizer === after.optimizer) return after;
  const others = entries.flatMap((entry) => {
    const own = textsOf(entry, before);
    return entry.key === after.optimizer ? [] : entry.parameters.filter(({ key, value }) => own[key] !== value).map(({ key }) => `${entry.key}.${key}=${own[key]}`);
  });
  const now = entries.find(({ key }) => key === after.optimizer);
  const own = now ? textsOf(now, before) : {};
  return { ...after, ...Object.fromEntries(Object.entries(own).map(([key, text]) => [`optimizer.${key}`, text])), others: others.join(" ") };
}

/**
 * The text of those that are hidden, with one more or one less.
 *
 * @param {Entry[]} entries
 * @param {string} hidden
 * @param {string} key
 */
export function toggled(entries, hidden, key) {
  const now = new Set(hidden.split(",").filter(Boolean));
  if (!now.delete(key)) now.add(key);
  return entries.map((entry) => entry.key).filter((each) => now.has(each)).join(",");
}
