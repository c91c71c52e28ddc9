// Comparisons ready to press.
import { within } from "../shared/choices.js";
import { make } from "../shared/element.js";

export class Stories {
  /** `stories`: of `ui.initialization.menus`. `tell(story)`: one was pressed. */
  constructor({ stories, label, tell }) {
    this.stories = stories;
    this.buttons = stories.map((story) => make("button", { type: "button", class: "story", text: story.label, title: story.help, "data-story": story.key, on: { click: () => tell(story) } }));
    this.node = make("div", { class: "stories", role: "group", "aria-label": label }, ...this.buttons);
  }

  /** Press the one that the setting is, and return it; none is undefined. */
  show(setting) {
    const told = this.stories.find((story) => agree(story, setting));
    for (const [at, button] of this.buttons.entries()) button.setAttribute("aria-pressed", String(this.stories[at] === told));
    return told;
  }
}

function agree({ experiment, inputs, columns }, setting) {
  return (
    inputs === setting.inputs &&
    columns.length === setting.columns.length &&
    within(experiment, setting.experiment) &&
    columns.every((column, at) => within(column, setting.columns[at]) && within(setting.columns[at], column))
  );
}
