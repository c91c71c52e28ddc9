// Up to four initializations of one network side by side, on common axes, and stories to begin with.
import { Column } from "./column.js";
import { part } from "../shared/choices.js";
import { icon, make, setText } from "../shared/element.js";
import { columnNames } from "./columnnames.js";
import { decades } from "./layeraxis.js";
import { Questions } from "./questions.js";
import { Stories } from "./stories.js";

const LINES = ["gradient", "weight_gradient"];

export class Comparison {
  /**
   * `pick(at)`: the controls shall be those of another column. `put(patch)`: of the setting, other columns.
   * `receive(view, question)`: an answer, of the column that is picked. `rest()`: nothing changes any more.
   */
  constructor({ words, menus, lang, base, tooltip, pick, put, receive, complain, rest }) {
    Object.assign(this, { words, menus, tooltip, pick, put, receive, rest, columns: [], views: [], ranges: {}, answers: 0 });
    this.told = new Stories({ stories: menus.stories, label: words.stories, tell: (story) => this.#begin(story) });
    this.stories = this.told.node;
    this.about = make("p", { class: "about" });
    const keys = make("span", { class: "keys" }, make("span", { class: "key train", text: words.measured }), make("span", { class: "key validation", text: words.predicted }));
    this.add = make("button", { type: "button", class: "control add", title: words.add_column, "aria-label": words.add_column, on: { click: () => this.#copy() } }, icon("plus"));
    this.beside = make("div", { class: "columns" }, titles(words), this.add);
    this.node = make("div", { class: "stage comparison" }, make("div", { class: "line" }, this.about, keys), this.beside);
    this.asking = new Questions({
      url: `${base}/lab/propagation?lang=${encodeURIComponent(lang)}`,
      unreachable: words.unreachable,
      receive: (answer, question) => this.#answered(answer.columns, question),
      complain,
      rest,
    });
  }

  /** Other choices; null while none of this is seen. */
  show(setting) {
    this.setting = setting;
    if (!setting) return this.asking.want(null);
    this.#lay(setting);
    const { columns, at, inputs } = setting;
    const shared = part(setting.experiment, this.menus.own, false);
    const question = { columns: columns.map((column) => ({ ...shared, ...column })), inputs };
    // Another column was picked: all is there.
    if (this.settled === JSON.stringify(question)) {
      this.receive(this.views[at], { seeds: this.views[at].seeds });
      this.rest();
    } else this.asking.want({ ...question, at });
  }

  /** As many columns as there are, each with its name; what they show stays until the answer. */
  #lay({ columns, at }) {
    while (this.columns.length > columns.length) this.columns.pop().node.remove();
    while (this.columns.length < columns.length) {
      const place = this.columns.length;
      const { words, tooltip } = this;
      this.columns.push(new Column({ words, tooltip, pick: () => place !== this.setting.at && this.pick(place), remove: () => this.#remove(place) }));
      this.add.before(this.columns.at(-1).node);
    }
    const names = columnNames(columns, this.menus, this.words);
    for (const [place, column] of this.columns.entries()) column.name(names[place], place === at, columns.length > 1);
    this.beside.style.setProperty("--columns", columns.length);
    this.add.hidden = columns.length >= this.menus.columns;
    const help = this.told.show(this.setting)?.help ?? this.words.comparison_help;
    setText(this.about, help);
    this.about.title = help;
  }

  #begin({ experiment, inputs, columns }) {
    this.put({ experiment: { ...this.setting.experiment, ...experiment }, inputs, columns, at: 0 });
  }

  #copy() {
    const { columns, at } = this.setting;
    this.views.push(this.views[at]);
    this.put({ columns: [...columns, { ...columns[at] }], at: columns.length });
  }

  #remove(place) {
    const { columns, at } = this.setting;
    this.views.splice(place, 1);
    this.put({ columns: columns.filter((_, other) => other !== place), at: Math.min(at - (place < at ? 1 : 0), columns.length - 2) });
  }

  #answered(views, question) {
    const { at, seeds, ...asked } = question;
    this.views = views;
    this.answers += 1;
    this.settled = seeds > 1 ? JSON.stringify(asked) : null;
    // While one column is changed, axes only grow.
    const others = JSON.stringify(asked.columns.filter((_, place) => place !== at).map((column) => part(column, this.menus.own, true)));
    this.fit ||= seeds > 1 || others !== this.others;
    this.others = others;
    this.receive(views[at], question);
  }

  draw(theme) {
    const views = this.views.slice(0, this.columns.length);
    for (const name of LINES) this.ranges[name] = decades(views.map((view) => view.lines[name]), this.fit ? null : this.ranges[name]);
    this.fit = false;
    for (const [place, view] of views.entries()) this.columns[place].draw(theme, view, this.ranges);
  }

  /** What browser tests read. */
  get report() {
    const views = this.views.slice(0, this.columns.length);
    return { columns: views.length, kinds: views.map(({ verdict }) => verdict.kind).join(), compared: this.answers };
  }

  /** How many pictures were found gone. */
  blank() {
    return this.columns.reduce((sum, column) => sum + column.blank(), 0);
  }

  close() {
    this.asking.close();
  }
}

/** What the rows of pictures show, at their left. */
function titles(words) {
  const rows = [
    [words.activations_row, words.activations_caption],
    [words.gradient_row, words.gradient_caption],
    [words.weight_gradient_row, words.weight_gradient_caption],
  ];
  return make("div", { class: "column titles" }, make("span", {}), ...rows.map(([text, title]) => make("span", { class: "row-title", text, title })));
}
