// Comparisons ready to press.
import { make } from "../shared/element.js";
import { isStory } from "./setting.js";

/** @import { Setting, Story } from "./types.d.ts" */

export class Stories {
  /** @param {{ stories: Story[], label: string, tell: (story: Story) => void }} parts `tell`: one was pressed */
  constructor({ stories, label, tell }) {
    this.stories = stories;
    this.buttons = stories.map((story) => make("button", { type: "button", class: "story", text: story.label, title: story.help, "data-story": story.key, on: { click: () => tell(story) } }));
    this.node = make("div", { class: "stories", role: "group", "aria-label": label }, ...this.buttons);
  }

  /**
   * Press the one that the setting is, and return it, if there is one.
   *
   * @param {Setting} setting
   */
  show(setting) {
    const told = this.stories.find((story) => isStory(setting, story));
    for (const [at, button] of this.buttons.entries()) button.setAttribute("aria-pressed", String(this.stories[at] === told));
    return told;
  }
}
