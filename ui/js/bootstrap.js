// The only inline script: it loads a page's script once and hands every call on to it.
// Streamlit runs the default export again at each data or theme change; what counts is the latest call.

/** @import { Args, ComponentData, Page, StreamlitComponent } from "./shared/component.js" */

/**
 * @typedef {object} Entry
 * @property {StreamlitComponent} component the latest call
 * @property {Args} args the same for the page's script
 * @property {Page} [module]
 * @property {boolean} [gone] unmounted
 * @property {boolean} [asked] Python was asked for the source
 * @property {boolean} [announced]
 * @property {string} path of the page that it belongs to
 * @property {number} since when it was mounted, in ms
 */

/** @typedef {{ from: string, to: string, at: number }} Leaving a link to another page that was pressed */

/** @typedef {{ panels: WeakMap<Node, Entry>, modules: Map<string, Promise<Page>>, leaving?: Leaving }} Loading */

const LOST = 3000;
const SOON = 100;

const here = /** @type {{ __gradientLab?: Loading }} */ (globalThis);
const loading = (here.__gradientLab ??= listening());

/**
 * Note which page was asked for: Streamlit's links change the address only once the server answers.
 *
 * @returns {Loading}
 */
function listening() {
  /** @type {Loading} */
  const made = { panels: new WeakMap(), modules: new Map() };
  const pressed = (/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.origin !== location.origin || link.target || link.download || event.ctrlKey || event.metaKey || event.shiftKey) return;
    made.leaving = { from: location.pathname, to: link.pathname, at: performance.now() };
  };
  addEventListener("click", pressed, true);
  addEventListener("popstate", () => delete made.leaving, true);
  return made;
}

/**
 * Whether another page is on its way: Back was pressed, or a link.
 *
 * @param {Entry} entry
 */
function isLeft(entry) {
  const { leaving } = loading;
  const linked = leaving && leaving.at > entry.since && leaving.from === location.pathname && leaving.to !== leaving.from;
  return location.pathname !== entry.path || Boolean(linked);
}

/**
 * Tell Python, unless the page is being left: Streamlit sends each message with the page that it still shows, and one
 * that comes after the question for another page would bring this page back.
 *
 * @param {Entry} entry
 * @param {string} name
 * @param {unknown} value
 */
function tell(entry, name, value) {
  if (entry.gone) return;
  if (isLeft(entry)) setTimeout(() => tell(entry, name, value), SOON);
  else entry.component.setTriggerValue(name, value);
}

/** @param {ComponentData} data */
function folder(data) {
  // The page may be any page of the app, so its last segment is no part of the base.
  const path = new URL(document.baseURI).pathname;
  const base = data.base || path.slice(0, path.lastIndexOf("/"));
  return `${location.origin}${base.replace(/\/$/, "")}/lab/assets/${data.version}`;
}

/**
 * @param {ComponentData} data
 * @returns {Promise<Page>}
 */
function load(data) {
  const { modules } = loading;
  const key = `${data.version}/${data.script}`;
  // Where a proxy does not pass our routes, Python sends the source: more than once if it was asked again meanwhile.
  const sent = `${key} as source`;
  if (data.source && !modules.has(sent)) modules.set(sent, import(URL.createObjectURL(new Blob([data.source], { type: "text/javascript" }))));
  const known = modules.get(sent) ?? modules.get(key) ?? import(`${folder(data)}/${data.script}`);
  if (!modules.has(sent)) modules.set(key, known);
  return known;
}

/**
 * Tell Python once that the picture is there: the panel draws it in the coming screen frame.
 *
 * @param {Entry} entry
 */
function announce(entry) {
  entry.announced = true;
  requestAnimationFrame(() => setTimeout(() => tell(entry, "shown", true)));
}

/**
 * Ask Python for the source until it is there: a run of the page that is cut short takes the question with it.
 *
 * @param {Entry} entry
 */
function ask(entry) {
  if (entry.gone || entry.module) return;
  entry.asked = true;
  tell(entry, "source", true);
  setTimeout(() => ask(entry), LOST);
}

/** @param {StreamlitComponent} component */
export default function (component) {
  const { parentElement } = component;
  const known = loading.panels.get(parentElement);
  const [{ plotly = known?.args.data.plotly, ...rest }] = component.data; // that is sent once
  const data = { ...rest, plotly };
  const entry = /** @type {Entry} */ (known ?? { path: location.pathname, since: performance.now() });
  const setTriggerValue = (/** @type {string} */ name, /** @type {unknown} */ value) => tell(entry, name, value);
  const args = { ...component, data, folder: folder(data), cut: Boolean(known?.asked), setTriggerValue };
  Object.assign(entry, { component, args, gone: false });
  loading.panels.set(parentElement, entry);
  load(data).then(
    (module) => {
      if (entry.gone) return;
      entry.module = module;
      module.update(entry.args);
      if (data.announce && !entry.announced) announce(entry);
    },
    () => {
      if (!entry.asked) ask(entry);
    },
  );
  return () => {
    entry.gone = true;
    entry.module?.unmount(parentElement);
  };
}
