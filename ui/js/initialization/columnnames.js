// What makes a column different from those beside it, in a few words.

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { EntryKey, InitializationMenus } from "./types.d.ts" */

/**
 * A name for each column.
 *
 * @param {Texts[]} columns each with all its own choices
 * @param {Pick<InitializationMenus, "fields" | "dials">} menus
 */
export function columnNames(columns, menus) {
  /** @type {((column: Texts) => string)[]} */
  const describe = [
    (column) => column.layer_activations?.trim() || picked(column, "activation", menus),
    (column) => picked(column, "initializer", menus),
    (column) => (Number(column.bias_scale) ? `${menus.fields.bias_scale.label} ${short(column.bias_scale)}` : ""),
    (column) => normalized(column, menus),
  ];
  const facts = describe.map((fact) => columns.map(fact));
  const telling = facts.filter((texts) => new Set(texts).size > 1);
  const enough = telling.length && columns.every((_, at) => telling.some((texts) => texts[at]));
  const shown = enough ? telling : facts.filter((texts, index) => index === 1 || !telling.length || telling.includes(texts));
  return columns.map((_, at) =>
    shown
      .map((texts) => texts[at])
      .filter(Boolean)
      .join(" · "),
  );
}

/**
 * The entry of a menu and those of its parameters that say something.
 *
 * @param {Texts} column
 * @param {EntryKey} key
 * @param {Pick<InitializationMenus, "fields" | "dials">} menus
 */
function picked(column, key, { fields, dials }) {
  const entry = fields[key].entries.find((each) => each.key === column[key]);
  if (!entry) return column[key];
  const values = [];
  for (const parameter of entry.parameters) {
    const text = column[`${key}.${parameter.key}`];
    const plain = text === parameter.value;
    const scale = parameter.key === dials[entry.key]?.key;
    if (plain && (key === "activation" || (scale && Number(text) === 1))) continue;
    values.push(parameter.key === "gain" ? `× ${short(text)}` : short(text));
  }
  return [entry.label, ...values].join(" · ");
}

/**
 * The normalization, and where it stands when that is not where it usually does; nothing where there is none.
 *
 * @param {Texts} column
 * @param {Pick<InitializationMenus, "fields">} menus
 */
function normalized(column, { fields }) {
  const entry = fields.normalization.entries.find((each) => each.key === column.normalization);
  const place = column["normalization.place"];
  const places = entry?.parameters.find((each) => each.key === "place");
  const unusual = places?.value !== place ? places?.options?.find(([name]) => name === place)?.[1] : "";
  return [entry?.short, unusual].filter(Boolean).join(" · ");
}

/**
 * A number in three digits; other text as it is.
 *
 * @param {string} text
 */
function short(text) {
  const value = Number(text);
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : text;
}
