// The losses and metrics of all epochs so far, as growing lists: what the curves are drawn from.
import { PLAYED_NUMBERS } from "../shared/constants.js";

// Hours of training would fill the memory of a tab; beyond this every second point is dropped.
const MOST = 16_384;

export class Past {
  /** `kept`: what the server remembers (`hello.history`): a list by column, null where there is no number. */
  constructor(kept = {}) {
    for (const name of PLAYED_NUMBERS) this[name] = [...(kept[name] ?? [])];
  }

  get length() {
    return this.epoch.length;
  }

  /** Which past stays to be compared with: `earlier` when this one begins anew; else still `former`, unless it came back. */
  after(earlier, former) {
    const [now, before] = [this.epoch.at(-1) ?? 0, earlier.epoch.at(-1) ?? 0];
    if (now < before && before >= 1) return earlier;
    return now > before && former?.epoch.at(-1) <= now ? null : former;
  }

  append(scene) {
    // A scene from before the newest one means that the network went back: what came after is gone.
    let length = this.epoch.length;
    while (length && this.epoch[length - 1] >= scene.epoch) length--;
    for (const name of PLAYED_NUMBERS) {
      this[name].length = length;
      this[name].push(scene[name]);
    }
    if (this.epoch.length < MOST) return;
    for (const name of PLAYED_NUMBERS) this[name] = this[name].filter((_, at) => at % 2 === 0);
  }
}
