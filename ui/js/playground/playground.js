// The page "Playground": a network that the server trains, everything about it on one screen, and what to change.
import { make } from "../shared/element.js";
import { page } from "../shared/page.js";
import { Bar } from "./bar.js";
import { Curves } from "./curves.js";
import { DataColumn } from "./datacolumn.js";
import { Diagram } from "./diagram.js";
import { Findings } from "./findings.js";
import { Looking } from "./looking.js";
import { Model } from "./model.js";
import { oldLink } from "./oldlink.js";
import { Output } from "./output.js";
import { Strips } from "./strips.js";

class Playground {
  constructor(shell, { lang, visitor, words, menus }) {
    this.shell = shell;
    this.opened = null;
    this.linked = () => this.#follow();
    globalThis.addEventListener("hashchange", this.linked);
    this.model = new Model({ base: shell.base, lang, visitor, words, menus, tell: (chosen) => shell.tell("chosen", chosen) });
    this.model.on((what) => (what === "scene" ? shell.arrived() : shell.redraw()));
    const { model } = this;
    const looking = new Looking(model, shell.redraw);
    const common = { model, words, menus, tooltip: shell.tooltip, looking, schedule: shell.redraw, animate: () => shell.schedule(false) };
    const [bar, findings, data, diagram, curves, output, strips] = [Bar, Findings, DataColumn, Diagram, Curves, Output, Strips].map((Part) => new Part(common));
    this.parts = [bar, findings, data, diagram, curves, output, strips];
    const side = make("div", { class: "side" }, curves.node, output.node);
    const middle = make("div", { class: "middle" }, data.node, diagram.node, side);
    shell.root.append(bar.node, make("div", { class: "notices" }, findings.node), middle, strips.node);
    shell.watch(shell.root, middle, diagram.node, output.node);
  }

  update({ opened, setting }) {
    if (this.opened === opened) return;
    this.opened = opened;
    if (!this.#follow()) this.model.open(setting);
  }

  /** A link of TensorFlow Playground: Python reads it and comes back with what it says. */
  #follow() {
    const link = oldLink();
    if (link) this.shell.tell("link", link);
    return Boolean(link);
  }

  draw(theme) {
    for (const part of this.parts) part.draw(theme);
  }

  pictures() {
    return this.parts.filter((part) => part.blank);
  }

  report() {
    const { status, scene, hello } = this.model;
    const now = { status: status?.status ?? "", number: hello?.number ?? "" };
    if (!scene) return { now, arrived: null };
    const { epoch, step, loss, layer, unit } = scene;
    return { now, arrived: { epoch, step, loss: loss ?? "", layer, unit } };
  }

  close() {
    globalThis.removeEventListener("hashchange", this.linked);
    this.model.close();
    for (const part of this.parts) part.destroy?.();
  }
}

export const { update, unmount } = page("playground", Playground);
