// The page "Playground": a network that the server trains, everything about it on one screen, and what to change.
import { Bar } from "./bar.js";
import { Curves } from "./curves.js";
import { DataColumn } from "./datacolumn.js";
import { Diagram } from "./diagram.js";
import { make } from "../shared/element.js";
import { Findings } from "./findings.js";
import { Looking } from "./looking.js";
import { Model } from "./model.js";
import { oldLink } from "./oldlink.js";
import { Output } from "./output.js";
import { Strips } from "./strips.js";
import { css } from "../shared/colours.js";
import { readTheme } from "../shared/theme.js";
import { Tooltip } from "../shared/tooltip.js";

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
    this.earliest = 0;
    this.redraw = () => this.schedule(true);
    this.resized = new ResizeObserver(this.redraw);
    this.linked = () => this.#follow();
    globalThis.addEventListener("hashchange", this.linked);
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
    if (another || this.opened !== data.opened) {
      this.opened = data.opened;
      if (!this.#follow()) this.model.open(data.setting);
    }
    this.redraw();
  }

  /** A link of TensorFlow Playground: Python reads it and comes back with what it says. */
  #follow() {
    const link = oldLink();
    if (link) this.args.setTriggerValue("link", link);
    return Boolean(link);
  }

  #build({ lang, visitor, words, menus }) {
    this.#close();
    const base = this.args.folder.replace(/\/lab\/assets\/[^/]*$/, "");
    this.root = make("div", { class: "panel playground", lang });
    this.parent.append(this.root);
    this.model = new Model({ base, lang, visitor, words, menus, tell: (chosen) => this.args.setTriggerValue("chosen", chosen) });
    this.model.on((what) => (what === "scene" ? this.#arrived() : this.redraw()));
    const { model } = this;
    const looking = new Looking(model, this.redraw);
    const common = { model, words, menus, tooltip: new Tooltip(this.root), looking, schedule: this.redraw, animate: () => this.schedule(false) };
    const [bar, findings, data, diagram, curves, output, strips] = [Bar, Findings, DataColumn, Diagram, Curves, Output, Strips].map((Part) => new Part(common));
    this.parts = [bar, findings, data, diagram, curves, output, strips];
    const side = make("div", { class: "side" }, curves.node, output.node);
    const middle = make("div", { class: "middle" }, data.node, diagram.node, side);
    this.root.append(bar.node, make("div", { class: "notices" }, findings.node), middle, strips.node);
    this.resized.disconnect();
    for (const node of [this.root, middle, diagram.node, output.node]) this.resized.observe(node);
  }

  #arrived() {
    this.fresh = true;
    this.schedule(false);
  }

  /** Draw at the next screen frame; with `now` even when the last drawing took long. */
  schedule(now) {
    this.dirty = true;
    this.urgent ||= now;
    if (this.gone) return;
    this.request ??= requestAnimationFrame(() => this.#tick());
  }

  #tick() {
    this.request = null;
    if (!this.dirty || this.gone) return;
    // Large networks cost more than a screen frame: leave the page as much time as they take.
    if (!this.urgent && performance.now() < this.earliest) return this.schedule(false);
    this.dirty = this.urgent = false;
    this.#look();
    const before = performance.now();
    for (const part of this.parts) part.draw(this.theme);
    const took = performance.now() - before;
    this.earliest = before + 2 * took;
    this.#look();
    this.#report(took);
  }

  /** Count pictures that were there and are gone. */
  #look() {
    this.blank += this.parts.filter((part) => part.blank?.()).length;
  }

  /** What browser tests and curious people read off the host element. */
  #report(took) {
    const { dataset } = this.host;
    const { status, scene, hello } = this.model;
    dataset.status = status?.status ?? "";
    dataset.blank = this.blank;
    dataset.number = hello?.number ?? "";
    if (!this.fresh || !scene) return;
    this.fresh = false;
    this.updates += 1;
    dataset.updates = this.updates;
    dataset.epoch = scene.epoch;
    dataset.step = scene.step;
    dataset.loss = scene.loss ?? "";
    dataset.layer = scene.layer;
    dataset.unit = scene.unit;
    dataset.ms = took.toFixed(2);
  }

  #close() {
    this.model?.close();
    for (const part of this.parts ?? []) part.destroy?.();
    this.root?.remove();
  }

  destroy() {
    this.gone = true;
    cancelAnimationFrame(this.request);
    globalThis.removeEventListener("hashchange", this.linked);
    this.resized.disconnect();
    this.#close();
  }
}
