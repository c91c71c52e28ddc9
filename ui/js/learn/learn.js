// The page "Learn": what of a lesson is drawn here and not by Streamlit.
import { page } from "../shared/page.js";
import { Sketch } from "./sketch.js";
import { Top } from "./top.js";

/** @import { Shell } from "../shared/page.js" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { LearnData } from "./types.d.ts" */

class Learn {
  /**
   * @param {Shell<LearnData, Learn>} shell
   * @param {LearnData} data
   */
  constructor(shell, data) {
    const tell = (/** @type {number[]} */ drawn) => shell.tell("drawn", drawn);
    this.part = data.kind === "sketch" ? new Sketch({ data, tell, redraw: shell.redraw }) : new Top(data);
    shell.root.append(this.part.node);
    shell.watch(this.part.node);
  }

  /** @param {LearnData} data */
  update(data) {
    this.part.update(data);
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.part.draw(theme);
  }

  pictures() {
    return [this.part];
  }

  report() {
    return { arrived: null };
  }

  close() {
    this.part.close();
  }
}

export const { update, unmount } = page("learn", Learn);
