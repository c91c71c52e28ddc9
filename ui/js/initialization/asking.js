// Questions to the server: one at a time, the newest next, and more networks when the dial rests.

const REST = 250;
const RETRY = 3000;
const SEEDS_AT_REST = 5;

export class Asking {
  /**
   * `url`: where to ask. `receive(view, question)`: an answer. `complain(sentence)`: why there is none; "" when
   * there is one again. `rest(question)`: nothing has changed for a moment since an answer.
   */
  constructor({ url, unreachable, receive, complain, rest }) {
    Object.assign(this, { url, unreachable, receive, complain, rest });
    this.busy = false;
  }

  /** Ask, now or as soon as the answer under way is there; what else waits is forgotten. Null: ask no more. */
  want(question) {
    clearTimeout(this.timer);
    this.quiet = !question;
    this.waiting = question && { seeds: 1, ...question };
    this.#next();
  }

  async #next() {
    if (this.busy || this.gone || !this.waiting) return;
    const question = this.waiting;
    this.waiting = null;
    this.busy = true;
    const answered = await this.#ask(question);
    this.busy = false;
    if (this.waiting) return this.#next();
    if (this.quiet) return;
    if (answered === null) this.timer = setTimeout(() => this.want(question), RETRY);
    if (!answered || question.seeds > 1) return;
    this.timer = setTimeout(() => {
      this.rest(question);
      this.want({ ...question, seeds: SEEDS_AT_REST });
    }, REST);
  }

  /** Whether there is a view: null when the server did not say anything about it. */
  async #ask(question) {
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Gradient-Lab": "1" },
        body: JSON.stringify(question),
      });
      const body = await response.json();
      if (this.gone || this.quiet) return false;
      this.complain(response.ok ? "" : (body.error ?? this.unreachable));
      if (response.ok) this.receive(body, question);
      return response.ok;
    } catch (error) {
      if (this.gone || this.quiet) return false;
      console.error(error);
      this.complain(this.unreachable);
      return null;
    }
  }

  close() {
    this.gone = true;
    clearTimeout(this.timer);
  }
}
