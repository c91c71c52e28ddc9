// What a choice brings with it: the parameters of an entry, its range, the entry that is usual with another.
import { fill } from "./format.js";

/** @import { Entry, Menus, Texts } from "./menus.d.ts" */

/**
 * Field of a choice: `dataset` of `dataset.noise`.
 *
 * @param {string} path
 */
export function rootOf(path) {
  return path.split(".")[0];
}

/**
 * The entry of the menu `key` that `texts` name.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Texts} texts
 * @param {string} key
 */
export function entryOf(menus, texts, key) {
  return menus.fields[key]?.entries?.find((entry) => entry.key === texts[key]);
}

/**
 * Path and range of the parameter that multiplies all weights; undefined where the initializer has none.
 *
 * @param {Menus} menus
 * @param {Texts} texts
 */
export function dialOf(menus, texts) {
  const dial = menus.dials[texts.initializer];
  return dial && { path: `initializer.${dial.key}`, low: dial.low, high: dial.high };
}

/**
 * Of `texts` those of the fields `keys`, or with `wanted` false those of all others.
 *
 * @param {Texts} texts
 * @param {readonly string[]} keys
 * @param {boolean} [wanted]
 * @returns {Texts}
 */
export function part(texts, keys, wanted = true) {
  return Object.fromEntries(Object.entries(texts).filter(([path]) => keys.includes(rootOf(path)) === wanted));
}

/**
 * Whether `texts` have all that `few` has.
 *
 * @param {Texts} few
 * @param {Texts} texts
 */
export function within(few, texts) {
  return Object.entries(few).every(([path, text]) => texts[path] === text);
}

/**
 * `texts` with another entry of the menu `key`, which gets its own parameters; those that it shares with the one before
 * keep their values if they had been changed.
 *
 * @param {Pick<Menus, "fields">} menus
 * @param {Texts} texts
 * @param {string} key
 * @param {string} wanted key of the entry
 * @returns {Texts}
 */
export function withEntry(menus, texts, key, wanted) {
  const parameters = (/** @type {Entry | undefined} */ entry) => entry?.parameters ?? [];
  const former = new Map(parameters(entryOf(menus, texts, key)).map((parameter) => [parameter.key, parameter.value]));
  const after = Object.fromEntries(Object.entries(texts).filter(([path]) => !path.startsWith(`${key}.`)));
  after[key] = wanted;
  for (const parameter of parameters(entryOf(menus, after, key))) {
    const path = `${key}.${parameter.key}`;
    const changed = texts[path] !== undefined && texts[path] !== former.get(parameter.key);
    after[path] = changed ? texts[path] : parameter.value;
  }
  return after;
}

/**
 * The initializers as options, with the one that is usual with the activation function marked.
 *
 * @param {Menus} menus
 * @param {Texts} texts
 * @param {{ text: string, help: string }} mark `text`: a name, `{initializer}`, with the mark; `help`: what it means
 * @returns {[key: string, text: string, help: string][]}
 */
export function initializerOptions(menus, texts, mark) {
  const partner = entryOf(menus, texts, "activation")?.partner;
  const marked = (/** @type {Entry} */ { label, help }) => [fill(mark.text, { initializer: label }), `${help}\n${mark.help}`];
  const entries = menus.fields.initializer.entries ?? [];
  return entries.map((entry) => {
    const [text, help] = entry.key === partner ? marked(entry) : [entry.label, entry.help];
    return [entry.key, text, help];
  });
}

/**
 * The seed after the one in `text`.
 *
 * @param {string} text
 */
export function nextSeed(text) {
  return String(((Number(text) || 0) + 1) % 2 ** 31);
}
