// Building DOM without markup: text from people only ever becomes text nodes.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {string | number | boolean | null | undefined} Attribute */
/** @typedef {{ [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void }} Handlers */
/** @typedef {{ text?: string, on?: Handlers, [attribute: string]: Attribute | Handlers }} Props */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * A new element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props] attributes (those that are null, undefined or false are left out); `text` sets textContent;
 *   `on` maps event names to handlers
 * @param {...Child} children
 */
export function make(tag, { text, on, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, String(value));
  }
  if (text !== undefined) node.textContent = text;
  for (const [name, handler] of Object.entries(on ?? {})) node.addEventListener(name, /** @type {EventListener} */ (handler));
  for (const child of children) if (child) node.append(child);
  return node;
}

/**
 * The first element inside `root` that `selector` names; it must be there.
 *
 * @param {ParentNode} root
 * @param {string} selector
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`Expected an element ${selector}, received ${found}.`);
  return found;
}

/**
 * Write text only when it differs: an untouched text node costs no layout.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const PATHS = {
  play: "M5 3.5v9l7.5-4.5z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  stop: "M3.5 3.5h9v9h-9z",
  batch: "M4 3.5v9l6-4.5zM11 3.5h2v9h-2z",
  epoch: "M2 3.5v9l5-4.5zM7 3.5v9l5-4.5zM12.5 3.5h1.8v9h-1.8z",
  again: "M8 3a5 5 0 1 0 5 5h-1.7A3.3 3.3 0 1 1 8 4.7V7l4-3.1L8 .8z",
  dice: "M3 2h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zm.6 1.6v8.8h8.8V3.6zM5 5h2v2H5zm4 4h2v2H9zM9 5h2v2H9zM5 9h2v2H5z",
  back: "M11 3.5v9L5 8zM3 3.5h1.8v9H3z",
  forth: "M5 3.5v9L11 8zM11.2 3.5H13v9h-1.8z",
  branch: "M3.2 2h2v5.2h4.1L7.6 5.5 9 4.1l4.1 4.1L9 12.3l-1.4-1.4 1.7-1.7H5.2V14h-2z",
  newest: "M3 3.5v9L8 8zM8 3.5v9L13 8z",
  wait: "M4 2h8v2.5L9 8l3 3.5V14H4v-2.5L7 8 4 4.5z",
  done: "M6.4 12.6 2 8.2l1.6-1.6 2.8 2.8 6-6L14 5z",
  fail: "M3.4 2 8 6.6 12.6 2 14 3.4 9.4 8l4.6 4.6-1.4 1.4L8 9.4 3.4 14 2 12.6 6.6 8 2 3.4z",
  warn: "M8 1.5 15.2 14H.8zM7.2 6v4h1.6V6zm0 5v1.6h1.6V11z",
  dot: "M8 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
  plus: "M7 3h2v4h4v2H9v4H7V9H3V7h4z",
  eye: "M8 3c3.3 0 6 2.6 7 5-1 2.4-3.7 5-7 5s-6-2.6-7-5c1-2.4 3.7-5 7-5zm0 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  undo: "M6.5 2.5 2 6.8l4.5 4.3V8.2h3a2.4 2.4 0 0 1 0 4.8H6v1.8h3.5a4.2 4.2 0 0 0 0-8.4h-3z",
  save: "M7.1 2h1.8v6.2l2.3-2.3 1.3 1.3L8 11.7 3.5 7.2l1.3-1.3 2.3 2.3zM2.5 12.4h11v1.8h-11z",
  open: "M7.1 11.5h1.8V5.3l2.3 2.3 1.3-1.3L8 1.8 3.5 6.3l1.3 1.3 2.3-2.3zM2.5 12.4h11v1.8h-11z",
  share: "M11.5 1.8a2.4 2.4 0 1 1-1.6 4.2L6.4 7.7v.6l3.5 1.7a2.4 2.4 0 1 1-.7 1.6L5.7 9.8a2.4 2.4 0 1 1 0-3.6l3.5-1.8a2.4 2.4 0 0 1 2.3-2.6z",
  keys: "M2 3.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM2.6 5v6h10.8V5zM4 6h1.4v1.4H4zm2.4 0h1.4v1.4H6.4zm2.4 0h1.4v1.4H8.8zm2.4 0h1.4v1.4h-1.4zM4.6 8.6h6.8V10H4.6z",
  down: "M3.2 5.4 8 10.2l4.8-4.8 1.2 1.2-6 6-6-6z",
  bulb: "M8 1.2a4.6 4.6 0 0 1 2.6 8.4v1.9H5.4V9.6A4.6 4.6 0 0 1 8 1.2zM5.6 12.6h4.8v1.2H5.6zm1 1.8h2.8v.8H6.6z",
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * A 16 x 16 icon in the current text colour; decoration only, so hidden from screen readers.
 *
 * @param {IconName} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  svg.dataset.icon = name;
  return svg;
}

/**
 * A row of buttons of which one is pressed.
 *
 * @template {string} Key
 * @param {[key: Key, text: string][]} options
 * @param {{ label: string, value: Key, pick: (key: Key) => void, small?: boolean }} more
 */
export function segmented(options, { label, value, pick, small = false }) {
  const buttons = options.map(([key, text]) =>
    make("button", { type: "button", text, "data-key": key, on: { click: () => (press(key), pick(key)) } }),
  );
  const node = make("div", { role: "group", "aria-label": label, class: small ? "segmented small" : "segmented" }, ...buttons);
  /** @param {Key} key */
  function press(key) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.key === key));
  }
  press(value);
  return { node, press, buttons };
}

/**
 * A picture with a title that says what it shows and a line that says what to look for.
 *
 * @param {{ title: string, caption: string, area: string, extra?: Child[] }} parts `extra`: behind the title
 */
export function figure({ title, caption, area, extra }) {
  return make(
    "section",
    { class: `figure ${area}` },
    make("header", {}, make("h3", { text: title, title }), ...(extra ?? [])),
    make("div", { class: "plot" }),
    make("p", { class: "caption", text: caption, title: caption }),
  );
}
