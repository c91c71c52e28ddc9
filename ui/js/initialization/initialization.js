// The page "Initialization": a dial, what else is chosen, and three ways to look at what comes of it.
import { Choices } from "./choices.js";
import { Comparison } from "./comparison.js";
import { Dial } from "./dial.js";
import { within } from "./dialscale.js";
import { icon, make, segmented, setText } from "../shared/element.js";
import { LayersView } from "./layersview.js";
import { MapView } from "./mapview.js";
import { Notice } from "./notice.js";
import { page } from "../shared/page.js";
import { Questions } from "./questions.js";
import { changed, chosen, mapParts } from "./setting.js";
import { Verdict } from "./verdict.js";
import { visitTrain } from "../shared/visit.js";

/** @import { Shell } from "../shared/page.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { InitializationData, Inputs, Measurement, Setting, ViewName } from "./types.d.ts" */

class Initialization {
  /** The opening that is shown. @type {number} */
  #opened;
  /** @type {Setting} */
  #setting;
  /** The newest answer. @type {Measurement | null} */
  #measured = null;
  /** Axes may shrink to it. */
  #fit = true;
  /** The layers have been drawn. */
  #drawn = false;
  /** The page is being left. */
  #leaving = false;

  /**
   * @param {Shell<InitializationData, Initialization>} shell
   * @param {InitializationData} data
   * @param {Initialization | null} former
   */
  constructor(shell, data, former) {
    const { words, menus } = data;
    this.shell = shell;
    this.menus = menus;
    this.#opened = former ? former.#opened : data.opened;
    this.#setting = former ? former.#setting : data.setting;
    this.#measured = former && former.#measured;
    this.verdict = new Verdict(words, (texts) => this.choices.put(texts));
    this.notes = make("p", { class: "notes", hidden: "" });
    this.notice = new Notice("status");
    const complain = (/** @type {string} */ sentence) => this.notice.say(sentence);
    const answering = {
      receive: (/** @type {Measurement} */ measured, /** @type {{ seeds: number }} */ question) => this.#receive(measured, question),
      complain,
      rest: () => this.#rest(),
    };
    const { server, tooltip } = shell;
    const common = { words, menus, server, tooltip, schedule: shell.redraw };
    this.choices = new Choices({ words, menus, changed: () => this.#changed() });
    this.dial = new Dial({ words, turn: (scale) => this.#turned(scale), complain });
    this.layers = new LayersView(common);
    this.map = new MapView({
      ...common,
      go: (scale, depth) => this.#goto(scale, depth),
      change: (texts) => this.choices.put(texts),
      keep: (sweep) => this.#keep({ sweep }),
      open: (run) => this.#tell("open", { run }),
    });
    this.comparison = new Comparison({ ...common, put: (patch) => this.#take(patch), ...answering });
    /** @type {Questions<{ experiment: Texts, inputs: Inputs }, Measurement>} */
    this.questions = new Questions({ server, unreachable: words.unreachable, busy: words.server_busy, ...answering });
    /** @type {[ViewName, string][]} */
    const views = [["layers", words.view_layers], ["map", words.view_map], ["comparison", words.view_comparison]];
    this.views = segmented(views, { label: words.views, value: "layers", pick: (view) => this.#take({ view }) });
    this.#lay(data);
    this.#show();
  }

  /** @param {InitializationData} data */
  #lay({ words }) {
    const train = make(
      "button",
      { type: "button", class: "control primary train", title: words.train_help, on: { click: () => this.#tell("train") } },
      icon("play"),
      make("span", { class: "label", text: words.train }),
    );
    const stages = [this.layers.node, this.map.node, this.comparison.node];
    this.shell.root.append(
      this.choices.node,
      this.notice.node,
      make("div", { class: "turning" }, this.dial.node, train),
      make("div", { class: "looking" }, this.views.node, this.verdict.node, this.comparison.examples.node),
      this.notes,
      ...stages,
    );
    this.shell.watch(...stages);
  }

  /** @param {InitializationData} data */
  update({ opened, setting, latest, leave }) {
    if (leave !== null && !this.#leaving) visitTrain(this.shell.base, leave);
    this.#leaving = leave !== null;
    if (this.#opened !== opened) {
      this.#opened = opened;
      this.#setting = setting;
      this.#show();
    }
    this.map.latest = latest;
  }

  /** Bring controls and pictures in line with the setting. */
  #show() {
    const { view, experiment, inputs } = this.#setting;
    this.views.press(view);
    this.layers.node.hidden = view !== "layers";
    this.map.node.hidden = view !== "map";
    this.comparison.node.hidden = this.comparison.examples.node.hidden = view !== "comparison";
    this.verdict.node.hidden = view === "comparison";
    this.shell.host.dataset.view = view;
    this.choices.show(experiment, inputs);
    this.#follow();
    this.#ask();
  }

  #follow() {
    this.dial.show(this.choices.dial, this.choices.scale);
  }

  #changed() {
    this.#follow();
    this.#chosen();
  }

  /** @param {number} scale */
  #turned(scale) {
    this.choices.turn(scale);
    this.#chosen();
  }

  /**
   * A cell of the map: turn the dial there, and make the network as deep.
   *
   * @param {number} scale
   * @param {number} depth
   */
  #goto(scale, depth) {
    this.choices.deepen(depth);
    const { dial } = this.choices;
    if (dial) this.choices.turn(within(dial, scale));
    this.#changed();
  }

  /** The controls have changed: the column that is shown is theirs. */
  #chosen() {
    const { texts, inputs } = this.choices;
    this.#setting = chosen(this.#setting, { experiment: texts, inputs }, this.menus.own);
    this.#ask();
  }

  /**
   * Another view, column or example.
   *
   * @param {Partial<Setting>} patch what of the setting changes
   */
  #take(patch) {
    this.#setting = changed(this.#setting, patch, this.menus.own);
    this.shell.arrived();
    this.#show();
  }

  /**
   * Tell Python what is chosen, and in which opening (see `PageSetting.said` in ui/setting.py).
   *
   * @param {string} name
   * @param {{ run?: string }} [beside]
   */
  #tell(name, beside) {
    this.shell.tell(name, { ...this.#setting, ...beside, opened: this.#opened });
  }

  /**
   * Something to remember that changes no picture.
   *
   * @param {Partial<Setting>} patch
   */
  #keep(patch) {
    this.#setting = { ...this.#setting, ...patch };
    this.#tell("chosen");
  }

  #ask() {
    const { experiment, inputs, view } = this.#setting;
    const beside = view === "comparison";
    this.shell.root.classList.toggle("measuring", !beside);
    if (view === "map") this.map.leave(mapParts(this.#setting, this.menus));
    this.questions.want(beside ? null : { experiment, inputs });
    this.comparison.show(beside ? this.#setting : null);
  }

  /** Nothing has changed for a moment. */
  #rest() {
    this.#tell("chosen");
    if (this.#setting.view === "map") this.map.want(this.#setting, mapParts(this.#setting, this.menus));
  }

  /**
   * @param {Measurement} measured
   * @param {{ seeds: number }} question
   */
  #receive(measured, { seeds }) {
    this.shell.root.classList.remove("measuring");
    this.#measured = measured;
    this.#fit = seeds > 1 || !this.#drawn;
    this.dial.tell(measured.dial);
    this.shell.arrived();
    this.shell.redraw(); // as fast as answers come
  }

  /** @param {Theme} theme */
  draw(theme) {
    const measured = this.#measured;
    if (!measured) return;
    this.verdict.show(measured.verdict);
    setText(this.notes, measured.notes.join(" "));
    this.notes.hidden = !measured.notes.length;
    const { view } = this.#setting;
    if (view === "comparison") return this.comparison.draw(theme);
    if (view === "map") return this.map.draw(theme, measured.dial, measured.units.length);
    this.layers.draw(theme, measured, this.#fit);
    this.#drawn = true;
  }

  pictures() {
    return [this[this.#setting.view]];
  }

  report() {
    if (!this.#measured) return { arrived: null };
    const { verdict, seeds, dial, lines, units } = this.#measured;
    const arrived = { kind: verdict.kind, seeds, scale: dial.value ?? "", ratio: lines.gradient.mean[0] ?? "", layers: units.length };
    return { arrived: this.#setting.view === "comparison" ? { ...arrived, ...this.comparison.report } : arrived };
  }

  close() {
    for (const part of [this.questions, this.map, this.comparison]) part.close();
  }
}

export const { update, unmount } = page("initialization", Initialization);
