// The page "Initialization": a dial, what else is chosen, and pictures of what every layer gets.
import { Asking } from "./asking.js";
import { Choices } from "./choices.js";
import { Dial } from "./dial.js";
import { figure, icon, make, setText } from "./element.js";
import { Profile } from "./profile.js";
import { Rows } from "./rows.js";
import { Shares } from "./shares.js";
import { css, readTheme } from "./theme.js";
import { Tooltip } from "./tooltip.js";

const LINES = ["activation", "preactivation", "gradient", "weight_gradient"];
const ICONS = { healthy: "done", overflow: "fail" };
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
    this.keys.saturated.style.setProperty("--key", css(this.theme.categorical[3]));
    this.keys.dead.style.setProperty("--key", css(this.theme.warning));
    if (this.opened !== data.opened) {
      this.opened = data.opened;
      this.setting = { experiment: data.experiment, inputs: data.inputs };
      this.#show();
    } else if (another) this.#show();
    this.#schedule();
  }

  #build({ lang, words, menus }) {
    this.root?.remove();
    this.asking?.close();
    this.root = make("div", { class: "panel initialization", lang });
    this.parent.append(this.root);
    const tooltip = new Tooltip(this.root);
    this.words = words;
    this.choices = new Choices({ words, menus, changed: () => this.#changed() });
    this.dial = new Dial({ words, turn: (scale) => this.#turned(scale), complain: (sentence) => this.#complain(sentence) });
    const train = make("button", { type: "button", class: "control primary train", title: words.train_help, on: { click: () => this.#train() } }, icon("play"), make("span", { class: "label", text: words.train }));
    this.verdict = { kind: make("span", { class: "kind" }), what: make("strong", {}), why: make("span", {}) };
    this.notes = make("p", { class: "notes", hidden: "" });
    this.note = make("p", { class: "note", role: "status", hidden: "" });
    this.root.append(
      this.choices.node,
      make("div", { class: "turning" }, this.dial.node, train),
      make("p", { class: "verdict", "aria-live": "polite" }, this.verdict.kind, this.verdict.what, this.verdict.why),
      this.notes,
      this.note,
      this.#pictures(words, tooltip),
    );
    const base = this.args.folder.replace(/\/lab\/assets\/[^/]*$/, "");
    this.asking = new Asking({
      url: `${base}/lab/signals?lang=${encodeURIComponent(lang)}`,
      unreachable: words.unreachable,
      receive: (view, question) => this.#receive(view, question),
      complain: (sentence) => this.#complain(sentence),
      rest: () => this.args.setTriggerValue("chosen", this.setting),
    });
    this.resized.disconnect();
    this.resized.observe(this.stage);
  }

  #pictures(words, tooltip) {
    const key = (name, text) => make("span", { class: `key ${name}`, text });
    this.keys = { saturated: key("bar-key", words.saturated), dead: key("bar-key", words.dead) };
    const legend = () => [make("span", { class: "keys" }, key("train", words.measured), key("validation", words.predicted))];
    const part = (name, extra) => figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${name}`, extra });
    const sections = {
      activations: part("activations"),
      activation: part("activation", legend()),
      preactivation: part("preactivation"),
      units: part("units", [make("span", { class: "keys" }, ...Object.values(this.keys))]),
      gradient: part("gradient"),
      weight_gradient: part("weight_gradient"),
    };
    const common = (name) => ({ label: words[`${name}_title`], words, tooltip });
    this.rows = new Rows(sections.activations, { key: "a", statistic: { index: 0, label: words.std }, ...common("activations") });
    this.shares = new Shares(sections.units, common("units"));
    this.profiles = Object.fromEntries(LINES.map((name) => [name, new Profile(sections[name], common(name))]));
    this.stage = make("div", { class: "stage signals" }, ...Object.values(sections));
    return this.stage;
  }

  /** Bring controls and pictures in line with the setting. */
  #show() {
    this.choices.show(this.setting.experiment, this.setting.inputs);
    this.#follow();
    this.asking.want(this.setting);
  }

  #follow() {
    const { dial, dialPath, texts } = this.choices;
    this.dial.show(dial, Number(texts[dialPath]));
  }

  #changed() {
    this.#follow();
    this.#want();
  }

  #turned(scale) {
    this.choices.texts[this.choices.dialPath] = String(scale);
    this.#want();
  }

  #want() {
    this.setting = { experiment: { ...this.choices.texts }, inputs: this.choices.inputs };
    this.asking.want(this.setting);
  }

  #train() {
    this.args.setTriggerValue("train", this.setting);
  }

  #receive(view, question) {
    this.view = view;
    this.fit = question.seeds > 1 || !this.drawn;
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

  #parts() {
    return [this.rows, this.shares, ...Object.values(this.profiles)];
  }

  #draw() {
    const { view, theme, words } = this;
    this.blank += this.#parts().filter((part) => part.blank()).length;
    const before = performance.now();
    this.#tell(view);
    const { edges, counts, out } = view.histograms;
    const layers = view.units.map((units, index) => ({ name: String(index + 1), units, edges: { a: edges } }));
    const shown = counts.map((a, index) => ({ a, a_out: out[index], stats: [view.lines.activation.mean[index]] }));
    this.rows.draw(theme, layers, { layers: shown });
    const bars = [
      { name: words.saturated, colour: theme.categorical[3], shares: view.saturated },
      { name: words.dead, colour: theme.warning, shares: view.dead },
    ];
    this.keys.saturated.hidden = !view.saturated;
    this.keys.dead.hidden = !view.dead;
    this.shares.draw(theme, bars.filter(({ shares }) => shares), view.units.length);
    for (const name of LINES) this.profiles[name].draw(theme, view.lines[name], view.seeds, this.fit);
    this.drawn = true;
    this.#report(performance.now() - before);
  }

  #tell({ verdict, notes }) {
    const { kind, what, why } = this.verdict;
    if (kind.dataset.kind !== verdict.kind) {
      kind.dataset.kind = verdict.kind;
      const word = this.words[`${verdict.kind}_kind`] ?? this.words[verdict.kind];
      kind.replaceChildren(icon(ICONS[verdict.kind] ?? "warn"), make("span", { text: word }));
    }
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
  }

  destroy() {
    this.gone = true;
    this.asking?.close();
    cancelAnimationFrame(this.request);
    this.resized.disconnect();
    this.root?.remove();
  }
}
