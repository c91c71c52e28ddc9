// Keys that do what buttons do, and a list of them.
import { button } from "../shared/controls/button.js";
import { make } from "../shared/element.js";
import { windowed } from "./explain.js";
import { hides } from "./hiding.js";
import { SHORTCUTS, shortcutOf } from "./shortcuts.js";

/** @import { Common } from "./types.d.ts" */

export class Keyboard {
  #listen = (/** @type {KeyboardEvent} */ event) => this.#press(event);

  /** @param {Pick<Common, "model" | "words"> & { toggle: () => void }} common `toggle`: play or pause */
  constructor({ model, words, toggle }) {
    this.model = model;
    /** @type {Record<string, () => void>} */
    this.does = {
      " ": toggle,
      s: () => void model.send("step_epoch"),
      b: () => void model.send("step_batch"),
      r: () => void model.send("reset"),
      z: () => void model.undo(),
      "?": () => this.#list(),
    };
    this.button = button("keys", "keys", words.c_keys, words.c_keys_help, () => this.#list());
    this.rows = SHORTCUTS.map(({ control, word, cap }) => ({ control, node: make("div", {}, make("dt", {}, make("kbd", { text: words[cap] ?? cap })), make("dd", { text: words[word] })) }));
    const rows = make("dl", {}, ...this.rows.map(({ node }) => node));
    this.dialog = windowed(words, "keys-card", words.c_keys, rows, make("p", { class: "hint", text: words.c_keys_hint }));
    // Before Streamlit's own keys: its R would run the page again.
    globalThis.addEventListener("keydown", this.#listen, true);
  }

  #list() {
    if (this.dialog.open) return this.dialog.close();
    for (const { control, node } of this.rows) node.hidden = hides(this.model, control);
    this.dialog.showModal();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (!this.button.isConnected || !this.model.hello) return;
    const shortcut = shortcutOf(event, /** @type {HTMLElement} */ (event.composedPath()[0]));
    if (!shortcut || hides(this.model, shortcut.control)) return;
    const root = /** @type {ShadowRoot | Document} */ (this.button.getRootNode());
    if (shortcut.key !== "?" && root.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.does[shortcut.key]();
  }

  destroy() {
    globalThis.removeEventListener("keydown", this.#listen, true);
  }
}
