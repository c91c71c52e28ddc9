// What was asked of the server and has no answer yet: at once, and after a moment, when people should be told.

/** What is answered sooner than that is not told: it would flicker. In milliseconds. */
const MOMENT = 300;

export class Underway {
  #open = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;
  /** Something has been open for longer than a moment. */
  long = false;

  /** @param {() => void} changed called whenever `any` or `long` has changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** Whether anything is open. */
  get any() {
    return this.#open > 0;
  }

  /**
   * @template Told
   * @param {Promise<Told>} answer counts until it is there, whatever it says
   */
  async during(answer) {
    this.#open++;
    if (this.#open === 1) this.#begin();
    try {
      return await answer;
    } finally {
      this.#open--;
      if (!this.#open) this.#end();
    }
  }

  #begin() {
    this.#patience = setTimeout(() => {
      this.long = true;
      this.changed();
    }, MOMENT);
    this.changed();
  }

  #end() {
    clearTimeout(this.#patience);
    this.long = false;
    this.changed();
  }

  /** Nobody is told any more. */
  close() {
    clearTimeout(this.#patience);
    this.changed = () => {};
  }
}
