// The page "Explore": one idea at a time, each with a row of controls and pictures that follow them.
import { ActivationExplorer } from "./activations/activations.js";
import { LandscapeExplorer } from "./landscape/landscape.js";
import { ByHandExplorer } from "./by_hand/by_hand.js";
import { Controls } from "./controls.js";
import { make, segmented } from "../shared/element.js";
import { LossExplorer } from "./losses/losses.js";
import { OptimizerExplorer } from "./optimizers/optimizers.js";
import { page } from "../shared/page.js";
import { ScalingExplorer } from "./scaling/scaling.js";

/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Shell } from "../shared/page.js" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Explorer, ExploreData, ExplorerMaker, ExploreSetting } from "./types.d.ts" */

/** By the key of the explorer. @type {Record<string, ExplorerMaker>} */
const MAKERS = { optimizers: OptimizerExplorer, landscape: LandscapeExplorer, activations: ActivationExplorer, losses: LossExplorer, scaling: ScalingExplorer, by_hand: ByHandExplorer };

/** Milliseconds after the last change until Python is told: for the address and the session. */
const REST = 300;

class Explore {
  /** @type {number} */
  #opened;
  /** @type {ExploreSetting} */
  #setting;
  /** Explorers that have been seen, with their controls. @type {Map<string, { explorer: Explorer, controls: Controls, node: HTMLElement }>} */
  #made = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;

  /**
   * @param {Shell<ExploreData, Explore>} shell
   * @param {ExploreData} data
   * @param {Explore | null} former
   */
  constructor(shell, data, former) {
    this.shell = shell;
    this.words = data.words;
    this.menus = data.menus.explorers;
    this.#opened = former ? former.#opened : data.opened;
    this.#setting = former ? former.#setting : data.setting;
    const views = this.menus.map(({ key, label }) => /** @type {[string, string]} */ ([key, label]));
    this.views = segmented(views, { label: data.words.explorers, value: this.#setting.view, pick: (view) => this.#look(view) });
    for (const button of this.views.buttons) button.title = this.menus.find(({ key }) => key === button.dataset.key)?.help ?? "";
    this.stage = make("div", { class: "explorer" });
    shell.root.append(this.views.node, this.stage);
    this.#show();
  }

  /** @param {ExploreData} data */
  update({ opened, setting }) {
    if (this.#opened === opened) return;
    this.#opened = opened;
    this.#setting = setting;
    clearTimeout(this.#resting);
    this.#show();
  }

  /** @param {string} view */
  #look(view) {
    this.#setting = { ...this.#setting, view };
    this.#show();
    this.#tell();
  }

  /** The explorer that is seen, made when first looked at. */
  get #seen() {
    const { view } = this.#setting;
    const made = this.#made.get(view) ?? this.#make(view);
    this.#made.set(view, made);
    return made;
  }

  /** @param {string} view */
  #make(view) {
    const menu = this.menus.find(({ key }) => key === view);
    if (!menu) throw new Error(`Expected an explorer, received ${view}.`);
    const { shell, words } = this;
    const chosen = () => explorer.adjusted?.(this.#setting.chosen[view], controls.texts) ?? controls.texts;
    const controls = new Controls({ fields: menu.fields, words, changed: () => this.#changed(view, chosen()) });
    const put = (/** @type {Texts} */ texts) => this.#changed(view, { ...controls.texts, ...texts });
    /** @type {Explorer} */
    const explorer = new MAKERS[view]({ words, menu, server: shell.server, tooltip: shell.tooltip, redraw: () => this.#redraw(), watch: (...nodes) => shell.watch(...nodes), put });
    return { explorer, controls, node: make("div", { class: `stage-of ${view}` }, controls.node, explorer.node) };
  }

  #show() {
    const { view, chosen } = this.#setting;
    const { explorer, controls, node } = this.#seen;
    this.views.press(view);
    this.stage.replaceChildren(node);
    this.shell.host.dataset.view = view;
    controls.show(chosen[view]);
    explorer.show(chosen[view]);
    controls.mark(explorer.limits?.() ?? {});
    this.#redraw();
  }

  /**
   * @param {string} view
   * @param {Texts} texts
   */
  #changed(view, texts) {
    this.#setting = { ...this.#setting, chosen: { ...this.#setting.chosen, [view]: texts } };
    const { explorer, controls } = this.#seen;
    controls.show(texts);
    explorer.show(texts);
    controls.mark(explorer.limits?.() ?? {});
    this.#redraw();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#tell(), REST);
  }

  /** Draw what is new; that is counted. */
  #redraw() {
    this.shell.arrived();
    this.shell.redraw();
  }

  #tell() {
    clearTimeout(this.#resting);
    const { view, chosen } = this.#setting;
    this.shell.tell("chosen", { view, chosen: chosen[view], opened: this.#opened });
  }

  /** @param {Theme} theme */
  draw(theme) {
    this.#seen.explorer.draw(theme);
  }

  pictures() {
    return this.#seen.explorer.pictures();
  }

  report() {
    const now = this.#seen.explorer.report();
    return { now, arrived: now };
  }

  close() {
    clearTimeout(this.#resting);
    for (const { explorer } of this.#made.values()) explorer.close();
  }
}

export const { update, unmount } = page("explore", Explore);
