// The page "Playground": a network that the server trains, everything about it on one screen, and what to change.
import { make } from "../shared/element.js";
import { page } from "../shared/page.js";
import { Bar } from "./bar.js";
import { Connection } from "./connection.js";
import { Curves } from "./curves.js";
import { DataColumn } from "./datacolumn.js";
import { Diagram } from "./diagram.js";
import { Findings } from "./findings.js";
import { Model } from "./model.js";
import { oldLink } from "./oldlink.js";
import { Output } from "./output.js";
import { remember, remembered } from "./reload.js";
import { Selection } from "./selection.js";
import { Strips } from "./strips.js";

/** @import { Picture, Shell } from "../shared/page.js" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Common, Part, PlayData } from "./types.d.ts" */

class Playground {
  /** Which setting is shown. @type {number | null} */
  #opened = null;
  #linked = () => this.#follow();

  /**
   * @param {Shell<PlayData, Playground>} shell
   * @param {PlayData} data
   */
  constructor(shell, { words, menus }) {
    this.shell = shell;
    globalThis.addEventListener("hashchange", this.#linked);
    const model = new Model({
      words,
      menus,
      connect: (events) => new Connection(shell.server, events),
      tell: (chosen) => shell.tell("chosen", { ...chosen, opened: this.#opened }),
      kept: { remembered, remember },
    });
    this.model = model;
    model.on((what) => (what === "scene" ? shell.arrived() : shell.redraw()));
    const selection = new Selection(model, shell.redraw);
    /** @type {Common} */
    const common = {
      model,
      words,
      menus,
      tooltip: shell.tooltip,
      selection,
      schedule: shell.redraw,
      animate: () => shell.schedule(false),
      paste: () => output.painting.pasting.open(),
    };
    const bar = new Bar(common);
    const findings = new Findings(common);
    const data = new DataColumn(common);
    const diagram = new Diagram(common);
    const curves = new Curves(common);
    const output = new Output({ ...common, sceneOf: (column) => diagram.sceneOf(column) });
    const strips = new Strips(common);
    /** @type {Part[]} */
    this.parts = [bar, findings, data, diagram, curves, output, strips];
    const side = make("div", { class: "side" }, curves.node, output.node);
    const middle = make("div", { class: "middle" }, data.node, diagram.node, side);
    shell.root.append(bar.node, make("div", { class: "notices" }, findings.node), middle, strips.node);
    shell.watch(shell.root, middle, diagram.node, output.node);
  }

  /** @param {PlayData} data */
  update({ opened, setting }) {
    if (this.#opened === opened) return;
    this.#opened = opened;
    if (!this.#follow()) this.model.open(setting);
  }

  /** A link of TensorFlow Playground: Python reads it and comes back with what it says. */
  #follow() {
    const link = oldLink(location.hash);
    if (!link) return false;
    history.replaceState(history.state, "", location.pathname + location.search);
    this.shell.tell("link", link);
    return true;
  }

  /** @param {Theme} theme */
  draw(theme) {
    for (const part of this.parts) part.draw(theme);
  }

  pictures() {
    return this.parts.filter((part) => part.blank !== undefined).map((part) => /** @type {Picture} */ (part));
  }

  report() {
    const { status, scene, hello } = this.model;
    const now = { status: status?.status ?? "", number: hello?.number ?? "" };
    if (!scene) return { now, arrived: null };
    const { epoch, step, loss, layer, unit } = scene;
    return { now, arrived: { epoch, step, loss: loss ?? "", layer, unit } };
  }

  close() {
    this.model.close();
    globalThis.removeEventListener("hashchange", this.#linked);
    for (const part of this.parts) part.destroy?.();
  }
}

export const { update, unmount } = page("playground", Playground);
