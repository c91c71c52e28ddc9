// Buttons of the bar.
import { icon, make } from "../shared/element.js";

/** A button with a picture; its words are there for those who cannot see it, and where there is room. */
export function button(verb, picture, text, help, press) {
  return make("button", { type: "button", class: "control", "data-verb": verb, title: help, "aria-label": text, on: { click: press } }, icon(picture), make("span", { class: "label", text }));
}

/** The seed after `text`. */
export function nextSeed(text) {
  return String(((Number(text) || 0) + 1) % 2 ** 31);
}
