// One of several initializations beside each other: its name, what happens in it, and its pictures.
import { icon, make, setText } from "../shared/element.js";
import { histograms } from "./layers.js";
import { ProfileChart } from "./profile.js";
import { Rows } from "../shared/rows.js";
import { showKind } from "./verdict.js";

export class Column {
  /** `pick()`: the controls shall be its own. `remove()`: it shall go. */
  constructor({ words, tooltip, pick, remove }) {
    Object.assign(this, { words });
    this.title = make("strong", { class: "name" });
    this.kind = make("span", { class: "kind" });
    this.what = make("span", { class: "what" });
    this.choose = make("button", { type: "button", class: "choose-column", on: { click: pick } }, make("span", { class: "heading" }, this.title, this.kind), this.what);
    this.drop = make("button", { type: "button", class: "remove", title: words.remove_column, "aria-label": words.remove_column, on: { click: remove } }, icon("fail"));
    const titles = [words.activations_row, words.gradient_row, words.weight_gradient_row];
    const cells = titles.map((title) => make("div", { class: "cell", "data-title": title, on: { click: pick } }, make("div", { class: "plot" })));
    const common = (name) => ({ label: words[`${name}_title`], words, tooltip });
    this.rows = new Rows(cells[0], { key: "a", statistic: null, ...common("activations") });
    this.profiles = {
      gradient: new ProfileChart(cells[1], common("gradient")),
      weight_gradient: new ProfileChart(cells[2], common("weight_gradient")),
    };
    this.node = make("section", { class: "column" }, make("header", {}, this.choose, this.drop), ...cells);
  }

  /** `picked`: it is what the controls stand for; `removable`: others are there. */
  name(text, picked, removable) {
    setText(this.title, text);
    this.title.title = text;
    this.choose.setAttribute("aria-pressed", String(picked));
    this.node.classList.toggle("picked", picked);
    this.drop.hidden = !removable;
  }

  /** `ranges`: of the axes, by line; all columns have the same. */
  draw(theme, view, ranges) {
    const { kind, what, why } = view.verdict;
    showKind(this.kind, kind, this.words);
    setText(this.what, what);
    this.what.title = `${what} ${why}`;
    const { layers, frame } = histograms(view);
    this.rows.draw(theme, layers, frame);
    for (const [name, profile] of Object.entries(this.profiles)) profile.draw(theme, view.lines[name], { seeds: view.seeds, range: ranges[name] });
  }

  blank() {
    return [this.rows, ...Object.values(this.profiles)].filter((picture) => picture.blank()).length;
  }
}
