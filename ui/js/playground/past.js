// The losses and metrics of all epochs so far, as growing lists: what the curves are drawn from.
import { PLAYED_NUMBERS } from "../shared/constants.js";

/** @typedef {typeof PLAYED_NUMBERS[number]} PlayedNumber */
/** @typedef {Exclude<PlayedNumber, "epoch">} Measure */

// Hours of training would fill the memory of a tab; beyond this every second point is dropped.
const MOST = 16_384;

/** @type {Measure[]} */
const MEASURES = PLAYED_NUMBERS.filter((name) => name !== "epoch");

export class Past {
  /** @type {number[]} */
  epoch = [];
  /** By what was measured; null where there is no number. @type {Record<Measure, (number | null)[]>} */
  measured;

  /** @param {Partial<Record<PlayedNumber, (number | null)[]>>} [kept] what the server remembers (`hello.history`) */
  constructor(kept = {}) {
    this.epoch = /** @type {number[]} */ ([...(kept.epoch ?? [])]);
    this.measured = /** @type {Past["measured"]} */ (Object.fromEntries(MEASURES.map((name) => [name, [...(kept[name] ?? [])]])));
  }

  get length() {
    return this.epoch.length;
  }

  /**
   * The newest of what was measured, null if there is none.
   *
   * @param {Measure} name
   */
  last(name) {
    return this.measured[name].at(-1) ?? null;
  }

  /**
   * Which past stays to be compared with: `earlier` when this one begins anew; else still `former`, unless it came back.
   *
   * @param {Past} earlier
   * @param {Past | null} former
   */
  after(earlier, former) {
    const [now, before] = [this.epoch.at(-1) ?? 0, earlier.epoch.at(-1) ?? 0];
    if (now < before && before >= 1) return earlier;
    return now > before && former && (former.epoch.at(-1) ?? Infinity) <= now ? null : former;
  }

  /** @param {Record<Measure, number | null> & { epoch: number }} scene */
  append(scene) {
    // A scene from before the newest one means that the network went back: what came after is gone.
    let length = this.epoch.length;
    while (length && this.epoch[length - 1] >= scene.epoch) length--;
    const lists = Object.values(this.measured);
    for (const list of [this.epoch, ...lists]) list.length = length;
    this.epoch.push(scene.epoch);
    for (const name of MEASURES) this.measured[name].push(scene[name]);
    if (this.epoch.length < MOST) return;
    this.epoch = this.epoch.filter(everySecond);
    for (const name of MEASURES) this.measured[name] = this.measured[name].filter(everySecond);
  }
}

/**
 * Whether an entry is one of every second, the first included.
 *
 * @param {unknown} _
 * @param {number} at
 */
function everySecond(_, at) {
  return at % 2 === 0;
}
