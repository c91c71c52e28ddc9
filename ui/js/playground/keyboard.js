// Keys that do what buttons do, and a list of them.
import { button } from "../shared/controls/button.js";
import { make } from "../shared/element.js";
import { windowed } from "./explain.js";
import { hides } from "./hiding.js";

const KEYS = [
  // key, name of the control that does the same, word, what the key cap says
  [" ", "play", "c_key_play", "c_key_space"],
  ["s", "step", "c_step_epoch", "S"],
  ["b", "step", "c_step_batch", "B"],
  ["r", "reset", "c_reset", "R"],
  ["z", "undo", "c_undo", "Ctrl Z"],
  ["?", "", "c_keys", "?"],
];

export class Keyboard {
  /** `toggle()`: play or pause. */
  constructor({ model, words, toggle }) {
    Object.assign(this, { model, words });
    this.does = { " ": toggle, s: () => model.send("step_epoch"), b: () => model.send("step_batch"), r: () => model.send("reset"), z: () => model.send("undo"), "?": () => this.#list() };
    this.button = button("keys", "keys", words.c_keys, words.c_keys_help, () => this.#list());
    const rows = KEYS.map(([, name, word, cap]) => make("div", { "data-name": name }, make("dt", {}, make("kbd", { text: words[cap] ?? cap })), make("dd", { text: words[word] })));
    this.dialog = windowed(words, "keys-card", words.c_keys, make("dl", {}, ...rows), make("p", { class: "hint", text: words.c_keys_hint }));
    this.listen = (event) => this.#press(event);
    // Before Streamlit's own keys: its R would run the page again.
    globalThis.addEventListener("keydown", this.listen, true);
  }

  #list() {
    if (this.dialog.open) return this.dialog.close();
    for (const row of this.dialog.querySelectorAll("[data-name]")) row.hidden = row.dataset.name !== "" && hides(this.model, row.dataset.name);
    this.dialog.showModal();
  }

  #press(event) {
    const pressed = keyOf(event);
    const known = KEYS.find(([key]) => key === pressed);
    if (!known || event.isComposing || !this.button.isConnected || !this.model.hello) return;
    const [key, name] = known;
    const wanted = key === "z" ? (event.ctrlKey || event.metaKey) && !event.shiftKey : !event.ctrlKey && !event.metaKey;
    if (!wanted || event.altKey || (event.repeat && [" ", "r", "?"].includes(key))) return;
    const [target] = event.composedPath();
    if (typing(target) || (key === " " && pressable(target)) || (name && hides(this.model, name))) return;
    if (key !== "?" && this.button.getRootNode().querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.does[key]();
  }

  destroy() {
    globalThis.removeEventListener("keydown", this.listen, true);
  }
}

/** The character, in small; with a keyboard of another script that of the key's place. */
function keyOf({ key = "", code = "" }) {
  if (/^[ -~]$/.test(key)) return key.toLowerCase();
  return /^Key[A-Z]$/.test(code) ? code[3].toLowerCase() : key;
}

/** Whether what is typed is a text or another choice's own key. */
function typing(node) {
  const { tagName, type } = node;
  if (tagName === "INPUT") return !["checkbox", "radio", "range", "button"].includes(type);
  return ["TEXTAREA", "SELECT"].includes(tagName) || node.isContentEditable;
}

/** Whether the space bar presses it. */
function pressable({ tagName, type }) {
  return ["BUTTON", "A", "SUMMARY"].includes(tagName) || type === "checkbox";
}
