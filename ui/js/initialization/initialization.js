// The page "Initialization": a dial, what else is chosen, and three ways to look at what comes of it.
import { Choices } from "./choices.js";
import { Comparison } from "./comparison.js";
import { Dial } from "./dial.js";
import { icon, make, segmented, setText } from "../shared/element.js";
import { Layers } from "./layers.js";
import { MapView } from "./mapview.js";
import { page } from "../shared/page.js";
import { Questions } from "./questions.js";
import { showKind } from "./verdict.js";

class Initialization {
  constructor(shell, { lang, words, menus }, former) {
    this.shell = shell;
    this.words = words;
    this.opened = former?.opened ?? null;
    this.setting = former?.setting ?? null;
    this.view = former?.view ?? null;
    this.drawn = {};
    this.choices = new Choices({ words, menus, changed: () => this.#changed() });
    this.dial = new Dial({ words, turn: (scale) => this.#turned(scale), complain: (sentence) => this.#complain(sentence) });
    const train = make("button", { type: "button", class: "control primary train", title: words.train_help, on: { click: () => shell.tell("train", this.setting) } }, icon("play"), make("span", { class: "label", text: words.train }));
    this.notes = make("p", { class: "notes", hidden: "" });
    this.note = make("p", { class: "note", role: "status", hidden: "" });
    const { base } = shell;
    const answering = {
      receive: (view, question) => this.#receive(view, question),
      complain: (sentence) => this.#complain(sentence),
      rest: () => this.#rest(),
    };
    this.asking = new Questions({
      url: `${base}/lab/propagation?lang=${encodeURIComponent(lang)}`,
      unreachable: words.unreachable,
      ...answering,
    });
    this.#buildViews({ lang, words, menus, base, answering });
    shell.root.append(this.choices.node, make("div", { class: "turning" }, this.dial.node, train), this.#looking(words), this.notes, this.note, ...this.#nodes());
    shell.watch(...this.#nodes());
    if (this.setting) this.#show();
  }

  update({ opened, setting, latest }) {
    if (this.opened !== opened) {
      this.opened = opened;
      this.setting = setting;
      this.#show();
    }
    this.map.latest = latest;
  }

  #buildViews({ lang, words, menus, base, answering }) {
    const common = { words, menus, lang, base, tooltip: this.shell.tooltip, schedule: this.shell.redraw };
    this.layers = new Layers(common);
    this.map = new MapView({
      ...common,
      go: (scale, depth) => this.#goto(scale, depth),
      change: (texts) => this.choices.put(texts),
      keep: (sweep) => this.#note({ sweep }),
      open: (run) => this.shell.tell("open", { ...this.setting, run }),
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
    this.shell.host.dataset.view = setting.view;
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
    this.shell.arrived();
    this.#show();
  }

  /** Something to remember that changes no picture. */
  #note(patch) {
    this.setting = { ...this.setting, ...patch };
    this.shell.tell("chosen", this.setting);
  }

  #ask() {
    const { experiment, inputs, view } = this.setting;
    const beside = view === "comparison";
    this.asking.want(beside ? null : { experiment, inputs });
    this.comparison.show(beside ? this.setting : null);
  }

  /** Nothing has changed for a moment. */
  #rest() {
    this.shell.tell("chosen", this.setting);
    if (this.setting.view === "map") this.map.want(this.setting, this.choices.parts);
  }

  #receive(view, question) {
    this.view = view;
    this.fit = question.seeds > 1 || !this.drawn.layers;
    this.dial.tell(view.dial);
    this.shell.arrived();
    this.shell.redraw(); // as fast as answers come
  }

  #complain(sentence) {
    this.note.hidden = !sentence;
    if (this.note.dataset.text === sentence) return;
    this.note.dataset.text = sentence;
    this.note.replaceChildren(...(sentence ? [icon("warn"), make("span", { text: sentence })] : []));
  }

  draw(theme) {
    const { view, setting } = this;
    if (!view) return;
    this.#tell(view);
    if (setting.view === "layers") this.layers.draw(theme, view, this.fit);
    else if (setting.view === "map") this.map.draw(theme, view.dial, view.units.length);
    else this.comparison.draw(theme);
    this.drawn[setting.view] = true;
  }

  pictures() {
    return this.setting ? [{ layers: this.layers, map: this.map, comparison: this.comparison }[this.setting.view]] : [];
  }

  #tell({ verdict, notes }) {
    const { kind, what, why } = this.verdict;
    showKind(kind, verdict.kind, this.words);
    setText(what, verdict.what);
    setText(why, verdict.why);
    setText(this.notes, notes.join(" "));
    this.notes.hidden = !notes.length;
  }

  report() {
    if (!this.view) return { arrived: null };
    const { verdict, seeds, dial, lines, units } = this.view;
    const arrived = { kind: verdict.kind, seeds, scale: dial.value, ratio: lines.gradient.mean[0] ?? "", layers: units.length };
    return { arrived: this.setting.view === "comparison" ? { ...arrived, ...this.comparison.report } : arrived };
  }

  close() {
    for (const part of [this.asking, this.map, this.comparison]) part.close();
  }
}

export const { update, unmount } = page("initialization", Initialization);
