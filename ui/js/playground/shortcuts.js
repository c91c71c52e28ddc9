// Keys that do what buttons do.

/**
 * @typedef {object} Shortcut
 * @property {string} key
 * @property {string} control name of the control that does the same (`ui/playground/hiding.py`); "" for one that cannot be hidden
 * @property {string} word what it does
 * @property {string} cap what the key cap says: a word's key, or the text itself
 */

/** @type {Shortcut[]} */
export const SHORTCUTS = [
  { key: " ", control: "play", word: "c_key_play", cap: "c_key_space" },
  { key: "s", control: "step", word: "c_step_epoch", cap: "S" },
  { key: "b", control: "step", word: "c_step_batch", cap: "B" },
  { key: "r", control: "reset", word: "c_reset", cap: "R" },
  { key: "z", control: "undo", word: "c_undo", cap: "Ctrl Z" },
  { key: "?", control: "", word: "c_keys", cap: "?" },
];

const ONCE = [" ", "r", "?"]; // not again and again while it is held down

/** @typedef {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey" | "repeat" | "isComposing">} Pressed */
/** @typedef {{ tagName?: string, type?: string, isContentEditable?: boolean }} Target where the key was pressed */

/**
 * The shortcut that a key press means; undefined where it means something else, or nothing.
 *
 * @param {Pressed} pressed
 * @param {Target} target
 */
export function shortcutOf(pressed, target) {
  const key = keyOf(pressed);
  const found = SHORTCUTS.find((one) => one.key === key);
  if (!found || pressed.isComposing || pressed.altKey) return undefined;
  const control = pressed.ctrlKey || pressed.metaKey;
  if (key === "z" ? !control || pressed.shiftKey : control) return undefined;
  if (pressed.repeat && ONCE.includes(key)) return undefined;
  return typing(target) || (key === " " && pressable(target)) ? undefined : found;
}

/**
 * The character, in small; with a keyboard of another script that of the key's place.
 *
 * @param {Pick<Pressed, "key" | "code">} pressed
 */
function keyOf({ key, code }) {
  if (/^[ -~]$/.test(key)) return key.toLowerCase();
  return /^Key[A-Z]$/.test(code) ? code[3].toLowerCase() : key;
}

/**
 * Whether what is typed is a text or another choice's own key.
 *
 * @param {Target} target
 */
function typing({ tagName = "", type = "", isContentEditable = false }) {
  if (tagName === "INPUT") return !["checkbox", "radio", "range", "button"].includes(type);
  return ["TEXTAREA", "SELECT"].includes(tagName) || isContentEditable;
}

/**
 * Whether the space bar presses it.
 *
 * @param {Target} target
 */
function pressable({ tagName = "", type = "" }) {
  return ["BUTTON", "A", "SUMMARY"].includes(tagName) || type === "checkbox";
}
