// What every layer gets: distributions, spreads and gradients, measured and predicted, layer by layer.
import { css } from "../shared/colours.js";
import { figure, make } from "../shared/element.js";
import { histogramRows } from "./histogramrows.js";
import { ProfileChart } from "./profile.js";
import { Rows } from "../shared/rows.js";
import { SpectrumChart } from "./spectrum.js";
import { UnitShares } from "./unitshares.js";

/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Bars } from "./unitshares.js" */
/** @import { Measurement } from "./types.d.ts" */

export class LayersView {
  /** @param {{ words: Words, tooltip: Tooltip }} parts */
  constructor({ words, tooltip }) {
    this.words = words;
    const key = (/** @type {string} */ name, /** @type {string} */ text) => make("span", { class: `key ${name}`, text });
    const keys = (/** @type {HTMLElement[]} */ ...of) => [make("span", { class: "keys" }, ...of)];
    const section = (/** @type {string} */ name, /** @type {HTMLElement[]} */ extra = []) =>
      figure({ title: words[`${name}_title`], caption: words[`${name}_caption`], area: `area-${name}`, extra });
    this.keys = { saturated: key("bar-key", words.saturated), dead: key("bar-key", words.dead) };
    const sections = {
      activations: section("activations"),
      activation: section("activation", keys(key("train", words.measured), key("validation", words.predicted))),
      preactivation: section("preactivation"),
      units: section("units", keys(this.keys.saturated, this.keys.dead)),
      gradient: section("gradient"),
      weight_gradient: section("weight_gradient"),
      jacobian: section("jacobian"),
    };
    const common = (/** @type {string} */ name) => ({ label: words[`${name}_title`], words, tooltip });
    const profile = (/** @type {"activation" | "preactivation" | "gradient" | "weight_gradient"} */ name) => new ProfileChart(sections[name], common(name));
    this.rows = new Rows(sections.activations, { key: "a", statistic: { name: "activation_std", label: words.std }, ...common("activations") });
    this.shares = new UnitShares(sections.units, common("units"));
    this.spectrum = new SpectrumChart(sections.jacobian, common("jacobian"));
    this.profiles = {
      activation: profile("activation"),
      preactivation: profile("preactivation"),
      gradient: profile("gradient"),
      weight_gradient: profile("weight_gradient"),
    };
    this.node = make("div", { class: "stage signals" }, ...Object.values(sections));
  }

  /**
   * @param {Theme} theme
   * @param {Measurement} measurement
   * @param {boolean} fit axes may shrink to it
   */
  draw(theme, measurement, fit) {
    const { lines, seeds, units } = measurement;
    const { layers, frame } = histogramRows(measurement);
    this.node.style.setProperty("--layers", String(layers.length));
    this.rows.draw(theme, layers, frame);
    this.shares.draw(theme, this.#bars(theme, measurement), units.length);
    this.spectrum.draw(theme, measurement.jacobian);
    const { activation, preactivation, gradient, weight_gradient } = this.profiles;
    activation.differing = measurement.differing;
    activation.draw(theme, lines.activation, { seeds, fit });
    preactivation.draw(theme, lines.preactivation, { seeds, fit });
    gradient.draw(theme, lines.gradient, { seeds, fit });
    weight_gradient.draw(theme, lines.weight_gradient, { seeds, fit });
  }

  /**
   * Shares of saturated and dead units, where units of this activation function can be so.
   *
   * @param {Theme} theme
   * @param {Measurement} measurement
   */
  #bars(theme, { saturated, saturated_theory, dead }) {
    const { words, keys } = this;
    keys.saturated.style.setProperty("--key", css(theme.categorical[3]));
    keys.dead.style.setProperty("--key", css(theme.warning));
    keys.saturated.hidden = !saturated;
    keys.dead.hidden = !dead;
    /** @type {Bars[]} */
    const bars = [];
    if (saturated) bars.push({ name: words.saturated, colour: theme.categorical[3], shares: saturated, theory: saturated_theory });
    if (dead) bars.push({ name: words.dead, colour: theme.warning, shares: dead });
    return bars;
  }

  /** How many pictures were found gone. */
  blank() {
    return [this.rows, this.shares, this.spectrum, ...Object.values(this.profiles)].filter((part) => part.blank()).length;
  }
}
