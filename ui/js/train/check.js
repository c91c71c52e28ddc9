import { make } from "../shared/element.js";

/** @import { Choices } from "./types.d.ts" */

/**
 * A box that turns one of the choices on and off.
 *
 * @param {{ choices: Choices, redraw: () => void }} common
 * @param {"validation" | "sharp"} name
 * @param {string} text
 */
export function check({ choices, redraw }, name, text) {
  const change = () => {
    choices[name] = box.checked;
    redraw();
  };
  const box = make("input", { type: "checkbox", on: { change } });
  box.checked = choices[name];
  return make("label", { class: "check" }, box, make("span", { text }));
}
