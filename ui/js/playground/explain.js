// What things mean, in a sentence or three: a title on everything, and a small "?" that fingers can press, too.
import { make } from "../shared/element.js";

/** A button that shows the explanation `key` of `words` in a card beside it. */
export function question(words, key, tooltip, title = words[`${key}_title`]) {
  const button = make(
    "button",
    { type: "button", class: "question", title: words[key], "aria-label": `${title}: ${words.c_explain}`, "aria-expanded": "false", on: { click: () => toggle() } },
    make("span", { text: "?", "aria-hidden": "true" }),
  );
  const toggle = () => cardOf(tooltip.root).toggle(button, title, words[key]);
  return button;
}

const cards = new WeakMap();

/** The card of a page: at most one is open. */
function cardOf(root) {
  if (!cards.has(root)) cards.set(root, new Card(root));
  return cards.get(root);
}

class Card {
  constructor(root) {
    this.root = root;
    this.node = make("div", { class: "card explanation", role: "note", tabindex: "-1", hidden: "" });
    this.away = (event) => {
      const path = event.composedPath();
      if (!path.includes(this.node) && !path.includes(this.button)) this.close();
    };
    this.escape = (event) => event.key === "Escape" && this.close();
    root.append(this.node);
  }

  toggle(button, title, text) {
    if (this.button === button) return this.close();
    this.close();
    this.button = button;
    button.setAttribute("aria-expanded", "true");
    this.node.replaceChildren(make("strong", { text: title }), ...text.split("\n").map((line) => make("p", { text: line })));
    this.node.hidden = false;
    place(this.node, button, this.root);
    this.root.addEventListener("keydown", this.escape);
    document.addEventListener("pointerdown", this.away, true);
  }

  close() {
    this.button?.setAttribute("aria-expanded", "false");
    this.button = null;
    this.node.hidden = true;
    this.root.removeEventListener("keydown", this.escape);
    document.removeEventListener("pointerdown", this.away, true);
  }
}

/** A window that says what each control does: what a title says to a mouse, for fingers and keyboards as well. */
export class Glossary {
  /** `around()`: the node that holds the controls; `prepare()`: have those that are folded away made. */
  constructor({ words, around, prepare }) {
    Object.assign(this, { around, prepare });
    this.button = make("button", { type: "button", class: "control", title: words.c_glossary_help, "aria-label": words.c_glossary, text: "?", on: { click: () => this.#open() } });
    this.list = make("dl", {});
    this.dialog = windowed(words, "glossary", words.c_glossary, this.list);
  }

  #open() {
    this.prepare();
    const around = this.around();
    const told = [...around.querySelectorAll(".control[data-verb], .choice")].filter((node) => node.title && shown(node, around));
    this.list.replaceChildren(...told.map((node) => make("div", {}, make("dt", { text: node.querySelector(".name")?.textContent ?? node.getAttribute("aria-label") }), make("dd", { text: node.title }))));
    this.dialog.showModal();
  }
}

/** A window over the page with a title and a button that shuts it; a click beside it does so, too. */
export function windowed(words, name, title, ...parts) {
  const shut = make("button", { type: "button", class: "control", text: words.c_close, on: { click: () => node.close() } });
  const node = make("dialog", { class: `card ${name}`, "aria-label": title }, make("h2", { text: title, tabindex: "-1", autofocus: "" }), ...parts, make("div", { class: "ends-row" }, shut));
  node.addEventListener("click", (event) => event.target === node && node.close());
  return node;
}

/** Whether it can be seen, or could be unfolded. */
function shown(node, around) {
  for (let at = node; at && at !== around; at = at.parentElement) {
    if (at.classList.contains("absent") || at.tagName === "DIALOG" || (at.hidden && !at.classList.contains("more-card"))) return false;
  }
  return true;
}

/** Put `node` below `anchor`, or above it where there is no room, inside `root`. */
export function place(node, anchor, root) {
  const [frame, at] = [root.getBoundingClientRect(), anchor.getBoundingClientRect()];
  const left = Math.max(4, Math.min(at.left - frame.left, frame.width - node.offsetWidth - 4));
  const below = at.bottom + node.offsetHeight + 12 < globalThis.innerHeight || at.top < node.offsetHeight + 12;
  const top = below ? at.bottom - frame.top + 6 : at.top - frame.top - node.offsetHeight - 6;
  node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
