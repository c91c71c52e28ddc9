// Who races, in which colour; each can be hidden.
import { css } from "../../shared/colours.js";
import { make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { racerColour } from "./colours.js";

/** @import { Theme, Words } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

export class Legend {
  #buttons;
  node;

  /**
   * @param {Words} words
   * @param {{ key: string, label: string, help: string }[]} entries
   * @param {{ toggle: (key: string) => void, only: (all: boolean) => void }} parts `only`: show the followed one alone, or all
   */
  constructor(words, entries, { toggle, only }) {
    this.words = words;
    this.#buttons = entries.map(({ key, label, help }) =>
      make("button", { type: "button", class: "racer", title: help, "data-racer": key, on: { click: () => toggle(key) } }, make("i"), make("span", { text: label }), make("small")),
    );
    const all = make("button", { type: "button", class: "racers-all", text: words.race_show_all, on: { click: () => only(true) } });
    const alone = make("button", { type: "button", class: "racers-all", text: words.race_show_followed, on: { click: () => only(false) } });
    this.node = make("div", { class: "racers", role: "group", "aria-label": words.race_racers }, ...this.#buttons, all, alone);
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  draw(theme, { racers, runs }) {
    const diverged = new Map(runs.map(({ racer, way }) => [racer.key, way.diverged]));
    for (const [at, { key, hidden, followed, differs }] of racers.entries()) {
      const button = this.#buttons[at];
      const [mark, , more] = button.children;
      const step = diverged.get(key);
      /** @type {HTMLElement} */ (mark).style.setProperty("--colour", css(racerColour(theme, at, racers.length)));
      mark.classList.toggle("dashed", at % 2 === 1 && !followed);
      button.setAttribute("aria-pressed", String(!hidden));
      button.classList.toggle("followed", followed);
      button.disabled = followed;
      const notes = [differs, step ? fill(this.words.race_diverged_short, { step }) : ""];
      setText(more, notes.filter(Boolean).join(", "));
    }
  }
}
