// The row above the pictures: state, controls, progress, and the four numbers that matter.
import { Controls } from "./controls.js";
import { icon, make, setText } from "../shared/element.js";
import { fill, number, percent } from "../shared/format.js";

const ICONS = {
  none: "dot",
  queued: "wait",
  preparing: "wait",
  running: "play",
  paused: "pause",
  finished: "done",
  stopped: "stop",
  failed: "fail",
  diverged: "warn",
  interrupted: "warn",
};
const NUMBERS = ["loss", "val_loss", "metric", "val_metric"];

export class Head {
  constructor({ words, send, views }) {
    this.words = words;
    this.pill = make("span", { class: "pill", role: "status" });
    this.place = make("div", { class: "place" });
    this.controls = new Controls({ words, send, complain: (sentence) => this.complain(sentence) });
    this.viewer = make("span", { class: "viewer", title: words.view_only_help }, icon("eye"), words.view_only);
    this.progress = make("div", { class: "progress", role: "progressbar", "aria-label": words.progress, "aria-valuemin": 0 }, make("div"));
    this.pace = [0, 1, 2].map(() => make("span"));
    this.numbers = NUMBERS.map((key) => {
      const value = make("span", { class: "value", text: "–" });
      const label = make("span", { class: "name" });
      return { key, value, label, node: make("div", { class: `number ${key}` }, label, value) };
    });
    this.title = make("div", { class: "run-title" });
    this.note = make("div", { class: "note", role: "alert", hidden: "" });
    this.node = make(
      "div",
      { class: "head" },
      make("div", { class: "bar" }, this.pill, this.place, make("div", { class: "pace" }, make("div", { class: "pace-text" }, ...this.pace), this.progress)),
      make("div", { class: "bar" }, make("div", { class: "numbers" }, ...this.numbers.map((entry) => entry.node)), make("div", { class: "choose" }, this.title, views)),
      this.note,
    );
    this.moments = [];
  }

  /** `state`: see `Panel`; reads run, status, frame and whether the reader owns the run. */
  update(state) {
    const status = state.status?.status ?? (state.run ? "preparing" : "none");
    const { words } = this;
    if (this.shown !== status || this.placeInQueue !== state.status?.place || this.connected !== state.connected) {
      this.shown = status;
      this.placeInQueue = state.status?.place;
      this.connected = state.connected;
      const text = !state.connected ? words.reconnecting : fill(words[`status_${status}`] ?? status, { place: this.placeInQueue ?? "" });
      this.pill.replaceChildren(icon(state.connected ? (ICONS[status] ?? "dot") : "wait"), make("span", { text }));
      this.pill.dataset.status = state.connected ? status : "preparing";
    }
    const part = !state.run ? null : state.owner ? this.controls.node : this.viewer;
    if (this.place.firstChild !== part) this.place.replaceChildren(...(part ? [part] : []));
    if (part === this.controls.node) this.controls.update(status, state.status?.lr ?? state.frame?.lr, state.status?.speed);
    setText(this.title, state.title ?? "");
    this.title.title = state.title ?? "";
    this.#numbers(state);
    this.#pace(state);
    this.#say([state.status?.cause, state.status?.advice, state.status?.store].filter(Boolean).join(" "));
  }

  #numbers({ frame, task, validation }) {
    const { words } = this;
    const show = task === "regression" ? (value) => number(value) : (value) => percent(value ?? NaN);
    const kind = task === "regression" ? "error" : "accuracy";
    const values = {
      loss: frame ? (frame.loss === null ? words.not_finite : number(frame.loss)) : "–",
      val_loss: number(validation?.val_loss),
      metric: frame ? (frame.metric === null ? "–" : show(frame.metric)) : "–",
      val_metric: validation ? show(validation.val_metric) : "–",
    };
    const names = { loss: words.train_loss, val_loss: words.val_loss, metric: words[`train_${kind}`], val_metric: words[`val_${kind}`] };
    for (const { key, value, label } of this.numbers) {
      setText(value, values[key]);
      setText(label, names[key]);
    }
  }

  #pace({ frame, epochs, run }) {
    const { words } = this;
    const done = frame?.epoch ?? 0;
    const share = epochs ? Math.min(done / epochs, 1) : 0;
    this.progress.hidden = !run;
    this.progress.firstChild.style.transform = `scaleX(${share.toFixed(4)})`;
    this.progress.setAttribute("aria-valuenow", Math.floor(done));
    this.progress.setAttribute("aria-valuemax", epochs ?? 0);
    setText(this.pace[0], epochs ? fill(words.epoch_of, { epoch: Math.floor(done), epochs }) : "");
    setText(this.pace[1], frame ? fill(words.seconds, { seconds: frame.seconds.toFixed(frame.seconds < 100 ? 1 : 0) }) : "");
    const rate = run && frame ? this.#rate(frame) : null;
    setText(this.pace[2], rate ? fill(words.epochs_per_second, { rate: number(rate, 2) }) : "");
  }

  /** Epochs per second of training time over the last few seconds. */
  #rate({ epoch, seconds }) {
    if (this.moments.length && seconds < this.moments.at(-1)[1]) this.moments = [];
    if (this.moments.at(-1)?.[1] !== seconds) this.moments.push([epoch, seconds]);
    while (this.moments.length > 2 && seconds - this.moments[0][1] > 4) this.moments.shift();
    const [first, at] = this.moments[0];
    return seconds > at ? (epoch - first) / (seconds - at) : null;
  }

  /** A refused command or entry: shown until the next command is accepted. */
  complain(sentence) {
    this.complaint = sentence;
    this.#say(this.said ?? "");
  }

  #say(sentence) {
    this.said = sentence;
    const text = [this.complaint, sentence].filter(Boolean).join(" ");
    if (this.note.dataset.text === text) return;
    this.note.dataset.text = text;
    this.note.hidden = !text;
    this.note.replaceChildren(...(text ? [icon("warn"), make("span", { text })] : []));
  }
}
