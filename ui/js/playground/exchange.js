// Brings choices to the server: to the network that is there, or with a new one.
import { Refused, accepted, possible } from "./refusal.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Errors } from "./refusal.js" */
/** @import { Connected, Hello, Menus } from "./types.d.ts" */

/** @typedef {{ texts: Texts, errors: Errors, hello: Hello | null, speed?: string }} Chosen what is chosen now, and what is wrong with it */

/**
 * What comes of it.
 *
 * @typedef {object} Outcome
 * @property {(errors: Errors) => void} agreed the server said yes; what is still wrong
 * @property {(error: unknown, before: Errors) => void} refused it said no, or nothing; what was wrong before and still is
 * @property {() => void} anew there is another network, because the server had forgotten the one before
 */

const RETRY = 2000;

export class Exchange {
  /** Choices are to be sent that have not been yet. */
  #waiting = false;
  /** Until the change under way has its answer. @type {Promise<void> | null} */
  #changing = null;
  /** @type {Promise<Texts> | null} */
  #creating = null;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #retrying;

  /**
   * @param {Connected} connection
   * @param {Menus} menus
   * @param {() => Chosen} chosen
   * @param {Outcome} outcome
   */
  constructor(connection, menus, chosen, outcome) {
    this.connection = connection;
    this.menus = menus;
    this.chosen = chosen;
    this.outcome = outcome;
  }

  /** Whether the server has yet to answer. */
  get busy() {
    return this.#changing !== null || this.#creating !== null;
  }

  /** Send all choices, now or as soon as the change under way is done; one that has been overtaken is never sent. */
  change() {
    this.#waiting = true;
    return (this.#changing ??= this.#changeUntilSent());
  }

  /** Resolves when the change under way, if there is one, has its answer. */
  async settled() {
    await this.#changing;
  }

  async #changeUntilSent() {
    while (this.#waiting && !this.#closed) {
      this.#waiting = false;
      const sent = this.chosen().texts;
      if (this.connection.play) await this.#send();
      else if ((await this.create()) !== sent) this.#waiting = true;
    }
    this.#changing = null;
  }

  async #send() {
    const { texts, errors, hello } = this.chosen();
    try {
      await this.connection.command("change", accepted(texts, errors, hello?.experiment));
      this.outcome.agreed(this.chosen().errors);
    } catch (error) {
      if (!this.#waiting) this.outcome.refused(error, this.chosen().errors);
    }
  }

  /**
   * A network of our own on the server. Resolves to the choices that it was asked with.
   *
   * @param {boolean} [anew] the server has forgotten one
   */
  create(anew = false) {
    clearTimeout(this.#retrying);
    return (this.#creating ??= this.#begin(anew).finally(() => (this.#creating = null)));
  }

  /** @param {boolean} anew */
  async #begin(anew) {
    const { texts } = this.chosen();
    try {
      await this.#open(texts, {});
      if (anew) this.outcome.anew();
    } catch (error) {
      this.outcome.refused(error, {});
      if (!(error instanceof Refused)) this.#retrying = setTimeout(() => this.create(anew), RETRY);
      else await this.#openAnother();
    }
    return texts;
  }

  /** Own points that are too few yet: until there are more, a network learns something else. */
  async #openAnother() {
    const { texts, errors } = this.chosen();
    if (!Object.keys(errors).length) return;
    try {
      await this.#open(possible(texts, errors, this.menus), errors);
    } catch (error) {
      this.outcome.refused(error, {});
    }
  }

  /**
   * @param {Texts} texts
   * @param {Errors} errors with what is chosen in their place
   */
  async #open(texts, errors) {
    const play = await this.connection.create(texts, this.chosen().speed);
    this.outcome.agreed(errors);
    if (!this.#closed) this.connection.follow(play);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#retrying);
  }
}
