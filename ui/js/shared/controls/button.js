// A button that does one thing.
import { icon, make } from "../element.js";

/** @import { IconName } from "../element.js" */

/**
 * A button with a picture; its words are there for those who cannot see it, and where there is room.
 *
 * @param {string} verb
 * @param {IconName} picture
 * @param {string} text
 * @param {string} help
 * @param {() => void} press
 */
export function button(verb, picture, text, help, press) {
  return make("button", { type: "button", class: "control", "data-verb": verb, title: help, "aria-label": text, on: { click: press } }, icon(picture), make("span", { class: "label", text }));
}
