// One live panel: gets the run's events, keeps what they say, and draws the newest of it, once a screen frame.
import { DataView } from "./dataview.js";
import { Distributions } from "./distributions.js";
import { make, segmented } from "../shared/element.js";
import { Head } from "./head.js";
import { plotly } from "../shared/lines.js";
import { Overview } from "./overview.js";
import { OverTime } from "./overtime.js";
import { Run, sameShape } from "./run.js";
import { Stream } from "./stream.js";
import { css } from "../shared/colours.js";
import { readTheme } from "../shared/theme.js";
import { Tooltip } from "../shared/tooltip.js";

const VIEWS = { overview: Overview, distributions: Distributions, over_time: OverTime, data: DataView };
// A link of TensorFlow Playground whose host was exchanged: another page knows what to do with it.
const ORIGINAL = /[#&](networkShape|activation)=/;
const panels = new WeakMap();
const whenFree = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 500)); // Safari has none

/** Streamlit's call: at mount, and again whenever the data or the theme changes. */
export function update(args) {
  const panel = panels.get(args.parentElement) ?? new Panel(args.parentElement);
  panels.set(args.parentElement, panel);
  panel.update(args);
}

export function unmount(parent) {
  panels.get(parent)?.destroy();
  panels.delete(parent);
}

class Panel {
  constructor(parent) {
    this.parent = parent;
    this.host = parent.host ?? parent;
    this.choice = "overview";
    this.choices = { lossScale: "linear", validation: true, sharp: false, units: "saturated", flow: "g_rms" };
    this.connected = true;
    this.updates = 0;
    this.blank = 0;
    this.fresh = 0;
    this.earliest = 0;
    this.redraw = () => this.schedule(true);
    this.resized = new ResizeObserver(this.redraw);
    document.addEventListener("visibilitychange", this.redraw);
  }

  update(args) {
    const { data } = args;
    this.args = args;
    if (ORIGINAL.test(location.hash)) location.replace(`${this.#base}/playground${location.hash}`);
    const words = JSON.stringify(data.words);
    if (this.words !== words) {
      this.words = words;
      this.#build(data.words);
    }
    this.theme = readTheme(this.root);
    this.root.style.setProperty("--train", css(this.theme.categorical[0]));
    this.root.style.setProperty("--validation", css(this.theme.categorical[1]));
    if (data.run) this.#charts();
    else whenFree(() => this.#charts());
    if (this.following !== data.run || this.lang !== data.lang) this.#follow(data);
    this.stream?.answer(data.answer);
    this.redraw();
  }

  /** Address of the lab. */
  get #base() {
    return this.args.folder.replace(/\/lab\/assets\/[^/]*$/, "");
  }

  /** plotly.js is large and draws runs only: before there is one, it comes when the browser has time. */
  #charts() {
    plotly(`${this.args.folder}/plotly.js`, this.args.data.plotly).then(
      (library) => ((this.Plotly = library), this.redraw()),
      (error) => console.error(error),
    );
  }

  #build(words) {
    this.root?.remove();
    this.destroyViews();
    this.root = make("div", { class: "panel", lang: this.args.data.lang });
    this.parent.append(this.root);
    const tooltip = new Tooltip(this.root);
    const common = { words, tooltip, redraw: this.redraw, choices: this.choices };
    this.views = Object.fromEntries(Object.entries(VIEWS).map(([key, View]) => [key, new View(common)]));
    this.tabs = segmented(
      Object.keys(VIEWS).map((key) => [key, words[`view_${key}`]]),
      { label: words.views, value: this.choice, pick: (key) => this.#choose(key) },
    );
    this.head = new Head({ words, views: this.tabs.node, send: (verb, value) => this.#send(verb, value) });
    this.stage = make("div", { class: "stage" }, ...Object.values(this.views).map((view) => view.node));
    this.root.append(this.head.node, this.stage);
    this.resized.disconnect();
    this.resized.observe(this.stage);
    this.active = null;
    this.#show();
    if (this.run) this.#begin();
  }

  #choose(key) {
    this.choice = key;
    this.#show();
    this.redraw();
  }

  /** Without a run there is only the data to see. */
  #show() {
    const key = this.following || this.run ? this.choice : "data";
    this.tabs.buttons.forEach((button) => (button.disabled = !(this.following || this.run) && button.dataset.key !== "data"));
    if (this.active === key) return;
    this.active = key;
    this.tabs.press(key);
    for (const [name, view] of Object.entries(this.views)) view.node.hidden = name !== key;
  }

  #follow(data) {
    const another = this.following !== data.run;
    this.stream?.close();
    this.stream = null;
    this.following = data.run;
    this.lang = data.lang;
    if (another) this.status = null;
    if (!data.run) this.run = this.shown = null;
    this.#show();
    if (!data.run) return;
    this.stream = new Stream({
      url: `${this.#base}/lab/runs/${encodeURIComponent(data.run)}`,
      lang: data.lang,
      receive: (event, value) => this.#receive(event, value),
      ask: (name, value) => this.args.setTriggerValue(name, value),
      connected: (yes) => yes !== this.connected && ((this.connected = yes), this.redraw()),
    });
  }

  #receive(event, value) {
    if (event === "hello") this.#greet(value);
    else if (event === "status") this.status = value;
    else if (event === "frame") return this.run && this.#frame(value);
    this.redraw();
  }

  /** A greeting: the same run again after a reconnection, or another run, which starts over. */
  #greet(hello) {
    const earlier = this.run;
    this.run = new Run(hello, earlier?.id === hello.id ? earlier : null);
    if (earlier?.id === hello.id) return;
    // The old picture stays until there is something new to show in its place.
    const wait = this.run.history.length === 0 && sameShape(earlier, this.run);
    this.shown = wait ? (this.shown ?? earlier) : null;
    if (!wait) this.#begin();
  }

  #frame(text) {
    this.run.take(text);
    this.fresh += 1;
    if (this.shown) {
      this.shown = null;
      this.#begin();
    }
    this.schedule(false);
  }

  #begin() {
    for (const view of Object.values(this.views)) view.begin(this.run);
  }

  async #send(verb, value) {
    try {
      const { error, run } = await this.stream.send(verb, value);
      this.head.complain(error);
      if (run) this.args.setTriggerValue("run", run);
    } catch {
      this.head.complain(this.args.data.words.unreachable);
    }
  }

  /** Draw at the next screen frame; with `again` even when no new frame has come. */
  schedule(again) {
    this.dirty = true;
    this.urgent ||= again;
    if (this.frameRequest || this.gone) return;
    this.frameRequest = requestAnimationFrame(() => this.#tick());
  }

  #tick() {
    this.frameRequest = null;
    if (!this.dirty || this.gone) return;
    // Pictures of very deep nets cost more than a screen frame: leave the page as much time as they take.
    if (!this.urgent && performance.now() < this.earliest) return this.schedule(false);
    this.dirty = this.urgent = false;
    const view = this.views[this.active];
    this.blank += view.all().filter((part) => part.blank()).length;
    const before = performance.now();
    this.#draw(view);
    const took = performance.now() - before;
    this.earliest = before + 2 * took;
    this.blank += view.all().filter((part) => part.blank()).length;
    this.#report(took);
  }

  #draw(view) {
    const { data } = this.args;
    const { run, theme, Plotly } = this;
    const shown = this.shown ?? run;
    this.head.update({
      run: this.following,
      status: this.status,
      connected: this.connected,
      owner: run ? run.owner : data.owner,
      title: run?.title ?? data.preview?.title,
      frame: run?.frame,
      validation: run?.validation,
      task: run?.task,
      epochs: run?.epochs,
    });
    if (this.active === "data") view.draw({ theme, preview: data.preview });
    else if (shown) view.draw({ Plotly, theme, ...shown });
  }

  /** What browser tests and curious people read off the host element. */
  #report(took) {
    const { dataset } = this.host;
    dataset.status = this.status?.status ?? "";
    dataset.blank = this.blank;
    if (!this.fresh) return;
    this.fresh = 0;
    this.updates += 1;
    dataset.updates = this.updates;
    dataset.step = this.run.frame.step;
    dataset.loss = this.run.frame.loss ?? "";
    dataset.ms = took.toFixed(2);
  }

  destroyViews() {
    for (const view of Object.values(this.views ?? {})) {
      for (const part of view.all()) part.destroy?.();
    }
  }

  destroy() {
    this.gone = true;
    this.stream?.close();
    cancelAnimationFrame(this.frameRequest);
    this.resized.disconnect();
    document.removeEventListener("visibilitychange", this.redraw);
    this.destroyViews();
    this.root?.remove();
  }
}
