// What things mean, in a sentence or three: a title on everything, and a small "?" that fingers can press, too.
import { make } from "../shared/element.js";

/** @import { Child } from "../shared/element.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Words } from "../shared/types.d.ts" */

/**
 * A button that shows the explanation `key` of `words` in a card beside it.
 *
 * @param {Words} words
 * @param {string} key
 * @param {Tooltip} tooltip of the page
 * @param {string} [title]
 */
export function question(words, key, tooltip, title = words[`${key}_title`]) {
  const button = make(
    "button",
    { type: "button", class: "question", title: words[key], "aria-label": `${title}: ${words.c_explain}`, "aria-expanded": "false", on: { click: () => toggle() } },
    make("span", { text: "?", "aria-hidden": "true" }),
  );
  const toggle = () => cardOf(tooltip.root).toggle(button, title, words[key]);
  return button;
}

/** @type {WeakMap<HTMLElement, Card>} */
const cards = new WeakMap();

/**
 * The card of a page: at most one is open.
 *
 * @param {HTMLElement} root
 */
function cardOf(root) {
  const card = cards.get(root) ?? new Card(root);
  cards.set(root, card);
  return card;
}

class Card {
  /** The one that has opened it. @type {HTMLElement | null} */
  #button = null;
  #away = (/** @type {PointerEvent} */ event) => {
    const path = event.composedPath();
    if (!path.includes(this.node) && (!this.#button || !path.includes(this.#button))) this.close();
  };
  #escape = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") this.close();
  };

  /** @param {HTMLElement} root of the page */
  constructor(root) {
    this.root = root;
    this.node = make("div", { class: "card explanation", role: "note", tabindex: "-1", hidden: "" });
    root.append(this.node);
  }

  /**
   * @param {HTMLElement} button
   * @param {string} title
   * @param {string} text
   */
  toggle(button, title, text) {
    if (this.#button === button) return this.close();
    this.close();
    this.#button = button;
    button.setAttribute("aria-expanded", "true");
    this.node.replaceChildren(make("strong", { text: title }), ...text.split("\n").map((line) => make("p", { text: line })));
    this.node.hidden = false;
    place(this.node, button, this.root);
    this.root.addEventListener("keydown", this.#escape);
    document.addEventListener("pointerdown", this.#away, true);
  }

  close() {
    this.#button?.setAttribute("aria-expanded", "false");
    this.#button = null;
    this.node.hidden = true;
    this.root.removeEventListener("keydown", this.#escape);
    document.removeEventListener("pointerdown", this.#away, true);
  }
}

/** A window that says what each control does: what a title says to a mouse, for fingers and keyboards as well. */
export class Glossary {
  /**
   * @param {object} page
   * @param {Words} page.words
   * @param {() => HTMLElement} page.around the node that holds the controls
   * @param {() => void} page.prepare have those that are folded away made
   */
  constructor({ words, around, prepare }) {
    this.around = around;
    this.prepare = prepare;
    this.button = make("button", { type: "button", class: "control", title: words.c_glossary_help, "aria-label": words.c_glossary, text: "?", on: { click: () => this.#open() } });
    this.list = make("dl");
    this.dialog = windowed(words, "glossary", words.c_glossary, this.list);
  }

  #open() {
    this.prepare();
    const around = this.around();
    /** @type {NodeListOf<HTMLElement>} */
    const controls = around.querySelectorAll(".control[data-verb], .choice");
    const told = [...controls].filter((node) => node.title && shown(node, around));
    const name = (/** @type {HTMLElement} */ node) => node.querySelector(".name")?.textContent ?? node.getAttribute("aria-label") ?? "";
    this.list.replaceChildren(...told.map((node) => make("div", {}, make("dt", { text: name(node) }), make("dd", { text: node.title }))));
    this.dialog.showModal();
  }
}

/**
 * A window over the page with a title and a button that shuts it; a click beside it does so, too.
 *
 * @param {Words} words
 * @param {string} name its class
 * @param {string} title
 * @param {...Child} parts
 */
export function windowed(words, name, title, ...parts) {
  const shut = make("button", { type: "button", class: "control", text: words.c_close, on: { click: () => node.close() } });
  const node = make("dialog", { class: `card ${name}`, "aria-label": title }, make("h2", { text: title, tabindex: "-1", autofocus: "" }), ...parts, make("div", { class: "ends-row" }, shut));
  node.addEventListener("click", (event) => event.target === node && node.close());
  return node;
}

/**
 * Whether it can be seen, or could be unfolded.
 *
 * @param {HTMLElement} node
 * @param {HTMLElement} around
 */
function shown(node, around) {
  for (let at = /** @type {HTMLElement | null} */ (node); at && at !== around; at = at.parentElement) {
    if (at.classList.contains("absent") || at.tagName === "DIALOG" || (at.hidden && !at.classList.contains("more-card"))) return false;
  }
  return true;
}

/**
 * Put `node` below `anchor`, or above it where there is no room, inside `root`.
 *
 * @param {HTMLElement} node
 * @param {HTMLElement} anchor
 * @param {HTMLElement} root
 */
function place(node, anchor, root) {
  const [frame, at] = [root.getBoundingClientRect(), anchor.getBoundingClientRect()];
  const left = Math.max(4, Math.min(at.left - frame.left, frame.width - node.offsetWidth - 4));
  const below = at.bottom + node.offsetHeight + 12 < globalThis.innerHeight || at.top < node.offsetHeight + 12;
  const top = below ? at.bottom - frame.top + 6 : at.top - frame.top - node.offsetHeight - 6;
  node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
