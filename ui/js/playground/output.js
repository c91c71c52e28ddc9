// The large picture: what the network, or one unit of it, answers everywhere in the plane, and the data on top.
import { PLANE_EXTENT } from "../shared/constants.js";
import { figure, find, make, setText } from "../shared/element.js";
import { PlanePicture } from "../shared/planepicture.js";
import { question } from "./explain.js";
import { hides } from "./hiding.js";
import { Painting } from "./painting.js";
import { inputView, isOutput, outputView, unitView } from "./planecontent.js";

/** @import { Scene, Theme } from "../shared/types.d.ts" */
/** @import { How, View } from "./planecontent.js" */
/** @import { Common, Hello } from "./types.d.ts" */

const OWN = "points";

export class Output {
  /** The output's last picture, with the network that drew it: a scene shows the output, or a unit. @type {{ scene: Scene, hello: Hello } | null} */
  #kept = null;

  /** @param {Common & { sceneOf: (column: number) => Scene | null }} common `sceneOf`: what the units of a column answer now */
  constructor({ model, words, menus, tooltip, selection, schedule, sceneOf }) {
    this.model = model;
    this.sceneOf = sceneOf;
    this.words = words;
    this.menus = menus;
    this.selection = selection;
    this.checks = { validation: this.#check("validation"), discretize: this.#check("discretize") };
    const looks = make("div", { class: "looks" }, this.checks.validation.node, this.checks.discretize.node);
    const extra = [question(words, "d_picture", tooltip), looks];
    this.section = figure({ title: words.d_output, caption: words.d_output_caption, area: "area-output", extra });
    this.title = find(this.section, "h3");
    this.title.setAttribute("aria-live", "polite");
    this.picture = new PlanePicture(find(this.section, ".plot"), { label: words.d_output, tooltip, busy: () => this.painting.busy });
    const place = (/** @type {number} */ left, /** @type {number} */ top) => this.picture.layout?.at(left, top) ?? null;
    this.painting = new Painting({ model, words, menus, canvas: this.picture.over.canvas, place, schedule });
    this.node = make("div", { class: "output" }, this.section, this.painting.node);
  }

  /** @param {"validation" | "discretize"} option */
  #check(option) {
    const { words } = this;
    const box = make("input", { type: "checkbox", on: { change: () => this.model.toggle(option, box.checked) } });
    return { box, node: make("label", { class: "check", title: words[`d_${option}_help`] }, box, make("span", { text: words[`d_${option}`] })) };
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { model, painting } = this;
    const { options, hello } = model;
    this.node.hidden = hides(model, "output");
    if (this.node.hidden) return;
    this.#controls();
    painting.draw(theme);
    const { title, ...view } = this.#view({ theme, words: this.words, sharp: Boolean(options.discretize) });
    setText(this.title, title);
    this.title.title = title;
    const own = painting.points;
    this.picture.draw(theme, {
      extent: hello?.extent ?? PLANE_EXTENT,
      points: own ?? hello?.points ?? null,
      range: hello?.task === "regression" && !own ? hello.range : null,
      validation: Boolean(options.validation) || painting.on,
      ...view,
    });
  }

  #controls() {
    const { model, checks } = this;
    checks.validation.box.checked = Boolean(model.options.validation);
    checks.discretize.box.checked = Boolean(model.options.discretize);
    checks.validation.node.hidden = hides(model, "showTestData");
    checks.discretize.node.hidden = hides(model, "discretize");
  }

  /**
   * @param {How} how
   * @returns {View}
   */
  #view(how) {
    const { hello } = this.model;
    const { unit } = this.selection;
    const newest = this.model.scene;
    const scene = newest && this.sceneOf(unit?.input === undefined && unit ? unit.layer + 1 : newest.units.length);
    if (scene?.layer === -1 && hello && scene.number === hello.number) this.#kept = { scene, hello };
    if (unit && unit.input !== undefined) {
      const entry = this.menus.fields.features.entries.find((one) => one.key === unit.input);
      return inputView(entry ?? { key: unit.input, label: unit.input }, how);
    }
    if (unit && scene && hello && unit.layer < scene.units.length && !isOutput(scene.units, unit.layer)) return unitView(unit, scene, hello.classes, how);
    // The picture stays until there is one of another network. To own points that cannot be learnt yet, the answer
    // for other data would mislead.
    const kept = hello && (!this.painting.on || hello.experiment.dataset === OWN) ? this.#kept : null;
    const boundary = kept && { side: kept.scene.side, levels: kept.scene.picture };
    return outputView(boundary, kept?.hello ?? hello, how);
  }

  blank() {
    return !this.node.hidden && this.picture.blank();
  }

  destroy() {
    this.painting.destroy();
  }
}
