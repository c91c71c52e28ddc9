// What all pages do alike in the browser: they are mounted, told data and themes, drawn, measured and unmounted.
import { css } from "./colours.js";
import { make } from "./element.js";
import { Server } from "./server.js";
import { readTheme } from "./theme.js";
import { Tooltip } from "./tooltip.js";
import { Tunnel } from "./tunnel.js";

/** @import { Args, ComponentData, Page } from "./component.d.ts" */
/** @import { Theme } from "./types.d.ts" */

/** @typedef {{ blank(): boolean | number }} Picture something drawn: whether it, or how much of it, is found gone */
/** @typedef {Record<string, string | number>} Dataset */

/**
 * What a page shows, in one language. Other words make another one.
 *
 * @template {ComponentData} Data
 * @typedef {object} Content
 * @property {(data: Data) => void} update at mount, and again whenever the data or the theme changes
 * @property {(theme: Theme) => void} draw
 * @property {() => Picture[]} pictures those that are seen now
 * @property {() => { now?: Dataset, arrived: Dataset | null }} report what browser tests and curious people read off the
 *   host element: how it stands, and what has come and is drawn
 * @property {() => void} close
 */

/**
 * Makes what a page shows; `former` is what it showed in another language, and closed.
 *
 * @template {ComponentData} Data
 * @template {Content<Data>} Shown
 * @typedef {new (shell: Shell<Data, Shown>, data: Data, former: Shown | null) => Shown} Maker
 */

/**
 * What the entry of a page exports (see bootstrap.js).
 *
 * @template {ComponentData} Data
 * @template {Content<Data>} Shown
 * @param {string} name class of the page's root
 * @param {Maker<Data, Shown>} Maker
 * @returns {Page}
 */
export function page(name, Maker) {
  /** @type {WeakMap<Node, Shell<Data, Shown>>} */
  const shells = new WeakMap();
  return {
    update(args) {
      const shell = shells.get(args.parentElement) ?? new Shell(args.parentElement, name, Maker);
      shells.set(args.parentElement, shell);
      shell.update(/** @type {Args<Data>} */ (args));
    },
    unmount(parent) {
      shells.get(parent)?.destroy();
      shells.delete(parent);
    },
  };
}

/**
 * Around what a page shows: its root, and when it is drawn: once a screen frame, the newest only.
 *
 * @template {ComponentData} Data
 * @template {Content<Data>} Shown
 */
export class Shell {
  root = make("div");
  tooltip = new Tooltip(this.root);
  server = new Server({ base: "", lang: "" });
  /** @type {Shown | null} */
  #content = null;
  /** @type {Theme | null} */
  #theme = null;
  #texts = "";
  /** @type {number | null} */
  #request = null;
  #dirty = false;
  #urgent = false;
  #earliest = 0;
  #fresh = false;
  #updates = 0;
  #blank = 0;
  #gone = false;
  #resized = new ResizeObserver(() => this.redraw());

  /**
   * @param {HTMLElement | ShadowRoot} parent
   * @param {string} name
   * @param {Maker<Data, Shown>} Maker
   */
  constructor(parent, name, Maker) {
    this.parent = parent;
    this.host = parent instanceof ShadowRoot ? /** @type {HTMLElement} */ (parent.host) : parent;
    this.name = name;
    this.Maker = Maker;
    /** @type {Args<Data> | null} */
    this.args = null;
    this.tunnel = new Tunnel((name, value) => this.tell(name, value));
    document.addEventListener("visibilitychange", this.redraw);
  }

  /** @param {Args<Data>} args */
  update(args) {
    const { data } = args;
    this.args = args;
    if (!this.host.isConnected) return; // taken away meanwhile: there is no theme to read
    const texts = JSON.stringify([data.lang, data.words, data.menus]);
    if (this.#texts !== texts) this.#build(data);
    this.#texts = texts;
    const theme = readTheme(this.root);
    this.#theme = theme;
    this.root.style.setProperty("--train", css(theme.categorical[0]));
    this.root.style.setProperty("--validation", css(theme.categorical[1]));
    this.tunnel.answer(data.answer);
    this.#content?.update(data);
    this.redraw();
  }

  /** @param {Data} data */
  #build(data) {
    this.#content?.close();
    this.root.remove();
    this.#resized.disconnect();
    this.root = make("div", { class: `panel ${this.name}`.trim(), lang: data.lang });
    this.tooltip = new Tooltip(this.root);
    this.parent.append(this.root);
    this.server = new Server({ base: this.base, lang: data.lang, visitor: data.visitor, tunnel: this.tunnel, cut: this.args?.cut });
    this.#content = new this.Maker(this, data, this.#content);
  }

  /** Address of the lab. */
  get base() {
    return (this.args?.folder ?? "").replace(/\/lab\/assets\/[^/]*$/, "");
  }

  /**
   * Tell Python, which runs the page again.
   *
   * @param {string} name
   * @param {unknown} value
   */
  tell(name, value) {
    this.args?.setTriggerValue(name, value);
  }

  /**
   * Draw again when one of these changes its size.
   *
   * @param {...Element} nodes
   */
  watch(...nodes) {
    for (const node of nodes) this.#resized.observe(node);
  }

  /** Something else is to be drawn. */
  redraw = () => this.schedule(true);

  /** Something new has come. */
  arrived() {
    this.#fresh = true;
    this.schedule(false);
  }

  /**
   * Draw at the next screen frame; with `now` even when the last drawing took long.
   *
   * @param {boolean} now
   */
  schedule(now) {
    this.#dirty = true;
    this.#urgent ||= now;
    if (!this.#gone) this.#request ??= requestAnimationFrame(() => this.#tick());
  }

  #tick() {
    this.#request = null;
    const [content, theme] = [this.#content, this.#theme];
    if (!content || !theme || !this.#dirty || this.#gone) return;
    // Pictures of very deep nets cost more than a screen frame: leave the page as much time as they take.
    if (!this.#urgent && performance.now() < this.#earliest) return this.schedule(false);
    this.#dirty = this.#urgent = false;
    this.#look(content);
    const before = performance.now();
    content.draw(theme);
    const took = performance.now() - before;
    this.#earliest = before + 2 * took;
    this.#look(content);
    this.#report(content, took);
  }

  /**
   * Count pictures that were there and are gone.
   *
   * @param {Shown} content
   */
  #look(content) {
    for (const picture of content.pictures()) this.#blank += Number(picture.blank());
  }

  /**
   * @param {Shown} content
   * @param {number} took
   */
  #report(content, took) {
    const { now, arrived } = content.report();
    Object.assign(this.host.dataset, { ...now, blank: this.#blank });
    if (!this.#fresh || !arrived) return;
    this.#fresh = false;
    this.#updates += 1;
    Object.assign(this.host.dataset, { ...arrived, updates: this.#updates, ms: took.toFixed(2) });
  }

  destroy() {
    this.#gone = true;
    if (this.#request !== null) cancelAnimationFrame(this.#request);
    this.#resized.disconnect();
    document.removeEventListener("visibilitychange", this.redraw);
    this.#content?.close();
    this.tunnel.close();
    this.root.remove();
  }
}
