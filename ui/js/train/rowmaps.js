// Which training row the feature maps are of. The first one's come with every frame; another one's are asked for as the run goes on.
import { unpack } from "../shared/container.js";
import { make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";

/** @import { Run } from "./run.js" */
/** @import { Common } from "./types.d.ts" */

const PAUSE = 400; // milliseconds between an answer and the next question
const BUSY = 2000; // after a question that was not answered
const TRIES = 6; // answers at one step: the state that is asked lags behind the frames

export class RowMaps {
  #row = 1;
  #run = "";
  /** The newest answer. @type {{ row: number, step: number, maps: Float32Array } | null} */
  #answer = null;
  /** What was asked last, and how often. */
  #asked = { row: 0, step: -1, times: 0 };
  #waiting = false;

  /** @param {Common} common */
  constructor({ words, redraw, server }) {
    this.words = words;
    this.redraw = redraw;
    this.server = server;
    this.input = make("input", { type: "number", min: 1, step: 1, value: 1, title: words.maps_row_help, on: { change: () => this.#choose() } });
    this.told = make("span", { class: "map-told", role: "status" });
    this.node = make("span", { class: "map-choice" }, this.told, make("label", { title: words.maps_row_help }, make("span", { text: words.maps_row }), this.input));
  }

  /** @param {Run} run */
  begin({ id }) {
    if (id === this.#run) return;
    this.#run = id;
    this.#row = 1;
    this.#answer = null;
    this.input.value = "1";
    this.input.removeAttribute("max");
    setText(this.told, "");
  }

  /**
   * The numbers to show; null while they have not come.
   *
   * @param {Run} run
   * @param {boolean} past whether an earlier frame is shown: of those the first row alone is kept
   */
  numbers(run, past) {
    this.input.disabled = past;
    const shown = past ? 1 : this.#row;
    if (past || !this.input.matches(":focus")) this.input.value = String(shown);
    if (past) setText(this.told, "");
    if (shown === 1) return run.frame?.maps ?? null;
    const step = run.frame?.step ?? -1;
    const fresh = this.#answer?.row === shown && this.#answer.step === step;
    const again = this.#asked.row === shown && this.#asked.step === step;
    if (!fresh && !this.#waiting && !(again && this.#asked.times >= TRIES)) void this.#ask(shown, step, again ? this.#asked.times + 1 : 1);
    if (this.#answer?.row === shown) return this.#answer.maps;
    if (!this.told.textContent) setText(this.told, fill(this.words.maps_row_waits, { row: shown }));
    return null;
  }

  #choose() {
    const row = Math.round(Number(this.input.value));
    const most = Number(this.input.max || Infinity);
    this.#row = row >= 1 ? Math.min(row, most) : 1;
    this.input.value = String(this.#row);
    setText(this.told, "");
    this.redraw();
  }

  /**
   * @param {number} row
   * @param {number} step
   * @param {number} times
   */
  async #ask(row, step, times) {
    const run = this.#run;
    let pause = BUSY;
    this.#waiting = true;
    this.#asked = { row, step, times: 0 };
    try {
      const response = await this.server.post(`/lab/runs/${encodeURIComponent(run)}/maps`, { row });
      if (run !== this.#run || row !== this.#row) return;
      if (response.ok) {
        pause = PAUSE;
        this.#asked.times = times;
        const { values, arrays } = unpack(new Uint8Array(await response.arrayBuffer()));
        this.#answer = { row, step: Number(values.step), maps: arrays.maps.numbers };
        this.input.max = String(values.rows);
        setText(this.told, "");
      } else if (response.status === 400) {
        this.#asked.times = TRIES; // it would be refused again
        setText(this.told, (await response.json()).error ?? "");
      }
    } catch {
      // it is asked anew
    } finally {
      setTimeout(() => {
        this.#waiting = false;
        this.redraw();
      }, pause);
    }
  }
}
