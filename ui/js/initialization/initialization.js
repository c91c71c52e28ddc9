// The page "Initialization": a dial, what else is chosen, and three ways to look at what comes of it.
import { Asking } from "./asking.js";
import { Choices } from "./choices.js";
import { Comparison } from "./comparison.js";
import { Dial } from "./dial.js";
import { icon, make, segmented, setText } from "../shared/element.js";
import { showKind } from "./kind.js";
import { Layers } from "./layers.js";
import { MapView } from "./mapview.js";
import { css } from "../shared/colours.js";
import { readTheme } from "../shared/theme.js";
import { Tooltip } from "../shared/tooltip.js";

const pages = new WeakMap();

/** Streamlit's call: at mount, and again whenever the data or the theme changes. */
export function update(args) {
  const page = pages.get(args.parentElement) ?? new Page(args.parentElement);
  pages.set(args.parentElement, page);
  page.update(args);
}

export function unmount(parent) {
  pages.get(parent)?.destroy();
  pages.delete(parent);
}

class Page {
  constructor(parent) {
    this.parent = parent;
    this.host = parent.host ?? parent;
    this.updates = 0;
    this.blank = 0;
    this.resized = new ResizeObserver(() => this.#schedule());
  }

  update(args) {
    const { data } = args;
    this.args = args;
    const texts = JSON.stringify([data.lang, data.words, data.menus]);
    const another = this.texts !== texts;
    if (another) this.#build(data);
    this.texts = texts;
    this.theme = readTheme(this.root);
    this.root.style.setProperty("--train", css(this.theme.categorical[0]));
    this.root.style.setProperty("--validation", css(this.theme.categorical[1]));
    if (this.opened !== data.opened) {
      this.opened = data.opened;
      this.setting = data.setting;
      this.#show();
    } else if (another) this.#show();
    this.map.latest = data.latest;
    this.#schedule();
  }

  #build({ lang, words, menus }) {
    this.root?.remove();
    this.#close();
    this.root = make("div", { class: "panel initialization", lang });
    this.parent.append(this.root);
    Object.assign(this, { words, drawn: {} });
    this.choices = new Choices({ words, menus, changed: () => this.#changed() });
    this.dial = new Dial({ words, turn: (scale) => this.#turned(scale), complain: (sentence) => this.#complain(sentence) });
    const train = make("button", { type: "button", class: "control primary train", title: words.train_help, on: { click: () => this.args.setTriggerValue("train", this.setting) } }, icon("play"), make("span", { class: "label", text: words.train }));
    this.notes = make("p", { class: "notes", hidden: "" });
    this.note = make("p", { class: "note", role: "status", hidden: "" });
    const base = this.args.folder.replace(/\/lab\/assets\/[^/]*$/, "");
    const answering = {
      receive: (view, question) => this.#receive(view, question),
      complain: (sentence) => this.#complain(sentence),
      rest: () => this.#rest(),
    };
    this.asking = new Asking({
      url: `${base}/lab/propagation?lang=${encodeURIComponent(lang)}`,
      unreachable: words.unreachable,
      ...answering,
    });
    this.#buildViews({ lang, words, menus, base, answering });
    this.root.append(this.choices.node, make("div", { class: "turning" }, this.dial.node, train), this.#looking(words), this.notes, this.note, ...this.#nodes());
    this.resized.disconnect();
    for (const node of this.#nodes()) this.resized.observe(node);
  }

  #buildViews({ lang, words, menus, base, answering }) {
    const common = { words, menus, lang, base, tooltip: new Tooltip(this.root), schedule: () => this.#schedule() };
    this.layers = new Layers(common);
    this.map = new MapView({
      ...common,
      go: (scale, depth) => this.#goto(scale, depth),
      change: (texts) => this.choices.put(texts),
      keep: (sweep) => this.#note({ sweep }),
      open: (run) => this.args.setTriggerValue("open", { ...this.setting, run }),
    });
    this.comparison = new Comparison({ ...common, pick: (at) => this.#take({ at }), put: (patch) => this.#take(patch), ...answering });
  }

  #nodes() {
    return [this.layers, this.map, this.comparison].map(({ node }) => node);
  }

  /** The row that says how it is looked at, and what is seen. */
  #looking(words) {
    const views = [["layers", words.view_layers], ["map", words.view_map], ["comparison", words.view_comparison]];
    this.views = segmented(views, { label: words.views, value: "layers", pick: (view) => this.#take({ view }) });
    this.verdict = { kind: make("span", { class: "kind" }), what: make("strong", {}), why: make("span", {}) };
    this.told = make("p", { class: "verdict", "aria-live": "polite" }, this.verdict.kind, this.verdict.what, this.verdict.why);
    return make("div", { class: "looking" }, this.views.node, this.told, this.comparison.stories);
  }

  /** Bring controls and pictures in line with the setting. */
  #show() {
    const { setting } = this;
    this.views.press(setting.view);
    this.layers.node.hidden = setting.view !== "layers";
    this.map.node.hidden = setting.view !== "map";
    this.comparison.node.hidden = this.comparison.stories.hidden = setting.view !== "comparison";
    this.told.hidden = setting.view === "comparison";
    this.host.dataset.view = setting.view;
    this.choices.show(setting.experiment, setting.inputs);
    this.#follow();
    this.#ask();
  }

  #follow() {
    const { dial, dialPath, texts } = this.choices;
    this.dial.show(dial, Number(texts[dialPath]));
  }

  #changed() {
    this.#follow();
    this.#chosen();
  }

  #turned(scale) {
    this.choices.texts[this.choices.dialPath] = String(scale);
    this.#chosen();
  }

  /** A cell of the map: turn the dial there, and make the network as deep. */
  #goto(scale, depth) {
    this.choices.deepen(depth);
    const { range } = this.dial;
    this.#turned(Number(Math.min(Math.max(scale, range.low), range.high).toPrecision(4)));
    this.#follow();
  }

  /** The controls have changed: the column that is shown is theirs. */
  #chosen() {
    const columns = [...this.setting.columns];
    const experiment = { ...this.choices.texts };
    columns[this.setting.at] = this.choices.own;
    this.setting = { ...this.setting, experiment, inputs: this.choices.inputs, columns };
    this.#ask();
  }

  /** Another view, column or story: `patch` holds what of the setting changes. `at` brings its column's choices. */
  #take(patch) {
    const setting = { ...this.setting, ...patch };
    if ("at" in patch || "columns" in patch) setting.experiment = { ...this.choices.shared(setting.experiment), ...setting.columns[setting.at] };
    this.setting = setting;
    this.fresh = true;
    this.#show();
  }

  /** Something to remember that changes no picture. */
  #note(patch) {
    this.setting = { ...this.setting, ...patch };
    this.args.setTriggerValue("chosen", this.setting);
  }

  #ask() {
    const { experiment, inputs, view } = this.setting;
    const beside = view === "comparison";
    this.asking.want(beside ? null : { experiment, inputs });
    this.comparison.show(beside ? this.setting : null);
  }

  /** Nothing has changed for a moment. */
  #rest() {
    this.args.setTriggerValue("chosen", this.setting);
    if (this.setting.view === "map") this.map.want(this.setting, this.choices.parts);
  }

  #receive(view, question) {
    this.view = view;
    this.fit = question.seeds > 1 || !this.drawn.layers;
    this.fresh = true;
    this.dial.tell(view.dial);
    this.#schedule();
  }

  #complain(sentence) {
    this.note.hidden = !sentence;
    if (this.note.dataset.text === sentence) return;
    this.note.dataset.text = sentence;
    this.note.replaceChildren(...(sentence ? [icon("warn"), make("span", { text: sentence })] : []));
  }

  /** Draw at the next screen frame. */
  #schedule() {
    this.request ??= requestAnimationFrame(() => {
      this.request = null;
      if (this.view && !this.gone) this.#draw();
    });
  }

  #draw() {
    const { view, theme, setting } = this;
    const shown = { layers: this.layers, map: this.map, comparison: this.comparison }[setting.view];
    this.blank += Number(shown.blank());
    const before = performance.now();
    this.#tell(view);
    if (setting.view === "layers") this.layers.draw(theme, view, this.fit);
    else if (setting.view === "map") this.map.draw(theme, view.dial.value === null ? null : { scale: view.dial.value, depth: view.units.length }, view.dial);
    else this.comparison.draw(theme);
    this.drawn[setting.view] = true;
    this.#report(performance.now() - before);
  }

  #tell({ verdict, notes }) {
    const { kind, what, why } = this.verdict;
    showKind(kind, verdict.kind, this.words);
    setText(what, verdict.what);
    setText(why, verdict.why);
    setText(this.notes, notes.join(" "));
    this.notes.hidden = !notes.length;
  }

  /** What browser tests and curious people read off the host element. */
  #report(took) {
    if (!this.fresh) return;
    this.fresh = false;
    this.updates += 1;
    const { dataset } = this.host;
    dataset.updates = this.updates;
    dataset.blank = this.blank;
    dataset.kind = this.view.verdict.kind;
    dataset.seeds = this.view.seeds;
    dataset.scale = this.view.dial.value;
    dataset.ratio = this.view.lines.gradient.mean[0] ?? "";
    dataset.layers = this.view.units.length;
    dataset.ms = took.toFixed(2);
    if (this.setting.view === "comparison") Object.assign(dataset, this.comparison.report);
  }

  #close() {
    for (const part of [this.asking, this.map, this.comparison]) part?.close();
  }

  destroy() {
    this.gone = true;
    this.#close();
    cancelAnimationFrame(this.request);
    this.resized.disconnect();
    this.root?.remove();
  }
}
