// How fast a run goes, from its latest frames.

const SECONDS = 4;

export class Pace {
  /** [epoch, seconds of training] of the last few seconds. @type {[epoch: number, seconds: number][]} */
  #moments = [];

  /**
   * Epochs per second of training time over the last few seconds; null while there is one moment only.
   *
   * @param {{ epoch: number, seconds: number }} frame the newest one
   */
  at({ epoch, seconds }) {
    const newest = this.#moments.at(-1);
    if (newest && (seconds < newest[1] || epoch < newest[0])) this.#moments = []; // another run, or one that went back
    if (this.#moments.at(-1)?.[1] !== seconds) this.#moments.push([epoch, seconds]);
    while (this.#moments.length > 2 && seconds - this.#moments[0][1] > SECONDS) this.#moments.shift();
    const [first, from] = this.#moments[0];
    return seconds > from ? (epoch - first) / (seconds - from) : null;
  }
}
