// How fast a run may go: slow enough to watch, or as fast as the machine can.
import { RUN_SPEEDS } from "../shared/constants.js";
import { Select } from "../shared/controls/select.js";
import { fill } from "../shared/format.js";

/** @import { Words } from "../shared/types.d.ts" */
/** @import { Send } from "./types.d.ts" */

export class Speed {
  /** What is shown. @type {number | null} */
  #speed = null;

  /** @param {{ words: Words, send: Send }} how */
  constructor({ words, send }) {
    this.words = words;
    this.select = new Select({ label: words.speed, help: words.speed_help, path: "speed", options: [], pick: (speed) => send("speed", Number(speed)) });
    this.node = this.select.node;
    this.#offer([...RUN_SPEEDS]);
  }

  /** @param {number[]} speeds */
  #offer(speeds) {
    const { words } = this;
    const text = (/** @type {number} */ speed) => (speed ? fill(words.speed_limit, { rate: speed }) : words.speed_full);
    this.select.offer(speeds.map((speed) => [String(speed), text(speed)]));
  }

  /**
   * Show the run's speed, one that is not on offer too.
   *
   * @param {number | null | undefined} speed
   * @param {boolean} usable
   */
  update(speed, usable) {
    this.select.disabled = !usable;
    if (speed === undefined || speed === null || speed === this.#speed) return;
    this.#speed = speed;
    if (!RUN_SPEEDS.some((one) => one === speed)) this.#offer([...RUN_SPEEDS.slice(0, -1), speed, 0]);
    this.select.show(String(speed));
  }
}
