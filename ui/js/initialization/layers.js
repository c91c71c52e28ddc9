// What every layer gets: distributions, spreads and gradients, measured and predicted, layer by layer.
import { figure, make } from "../shared/element.js";
import { ProfileChart } from "./profile.js";
import { Rows } from "../shared/rows.js";
import { Shares } from "./shares.js";
import { SpectrumChart } from "./spectrum.js";
import { css } from "../shared/colours.js";

const LINES = ["activation", "preactivation", "gradient", "weight_gradient"];

export class Layers {
  constructor({ words, tooltip }) {
    this.words = words;
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
      jacobian: part("jacobian"),
    };
    const common = (name) => ({ label: words[`${name}_title`], words, tooltip });
    this.rows = new Rows(sections.activations, { key: "a", statistic: { index: 0, label: words.std }, ...common("activations") });
    this.shares = new Shares(sections.units, common("units"));
    this.spectrum = new SpectrumChart(sections.jacobian, common("jacobian"));
    this.profiles = Object.fromEntries(LINES.map((name) => [name, new ProfileChart(sections[name], common(name))]));
    this.node = make("div", { class: "stage signals" }, ...Object.values(sections));
  }

  /** `view`: of `core.propagation.answer`; `fit`: axes may shrink to it. */
  draw(theme, view, fit) {
    const { words } = this;
    this.keys.saturated.style.setProperty("--key", css(theme.categorical[3]));
    this.keys.dead.style.setProperty("--key", css(theme.warning));
    const { layers, frame } = histograms(view);
    this.rows.draw(theme, layers, frame);
    const bars = [
      { name: words.saturated, colour: theme.categorical[3], shares: view.saturated, theory: view.saturated_theory },
      { name: words.dead, colour: theme.warning, shares: view.dead },
    ];
    this.keys.saturated.hidden = !view.saturated;
    this.keys.dead.hidden = !view.dead;
    this.shares.draw(theme, bars.filter(({ shares }) => shares), view.units.length);
    this.spectrum.draw(theme, view.jacobian);
    this.profiles.activation.differing = view.differing;
    for (const name of LINES) this.profiles[name].draw(theme, view.lines[name], { seeds: view.seeds, fit });
  }

  /** How many pictures were found gone. */
  blank() {
    return [this.rows, this.shares, this.spectrum, ...Object.values(this.profiles)].filter((part) => part.blank()).length;
  }
}

/** A view's histograms as `Rows` draws them. */
export function histograms({ histograms: { edges, counts, out }, units, lines }) {
  const layers = units.map((width, index) => ({ name: String(index + 1), units: width, edges: { a: edges } }));
  return { layers, frame: { layers: counts.map((a, index) => ({ a, a_out: out[index], stats: [lines.activation.mean[index]] })) } };
}
