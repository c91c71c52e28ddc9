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

/** @typedef {{ query: string, count: number, at: number }} Returning Back was pressed; `count`: addresses followed before */

/**
 * @typedef {object} Loading
 * @property {WeakMap<Node, Entry>} panels
 * @property {Map<string, Promise<Page>>} modules
 * @property {number} arrivals addresses that Python has followed
 * @property {Leaving} [leaving]
 * @property {Returning} [returning]
 */

const LOST = 3000;
const FORGOTTEN = 10_000;
const SOON = 100;

const here = /** @type {{ __gradientLab?: Loading }} */ (globalThis);
const loading = (here.__gradientLab ??= listening());

/** @param {Record<string, string>} query as Python knows it: Streamlit keeps to itself whether it is embedded */
const sorted = (query) => JSON.stringify(Object.entries(query).filter(([name]) => !name.startsWith("embed")).sort());

/**
 * Note which page was asked for: Streamlit's links change the address only once the server answers.
 *
 * @returns {Loading}
 */
function listening() {
  /** @type {Loading} */
  const made = { panels: new WeakMap(), modules: new Map(), arrivals: 0 };
  const pressed = (/** @type {MouseEvent} */ event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.origin !== location.origin || link.target || link.download || event.ctrlKey || event.metaKey || event.shiftKey) return;
    delete made.returning;
    made.leaving = { from: location.pathname, to: link.pathname, at: performance.now() };
  };
  const back = () => {
    delete made.leaving;
    if (!location.hash) made.returning = { query: sorted(Object.fromEntries(new URLSearchParams(location.search))), count: made.arrivals, at: performance.now() };
  };
  addEventListener("click", pressed, true);
  addEventListener("popstate", back, true);
  return made;
}

/**
 * Note what Python has followed: what Back asked for has its answer.
 *
 * @param {ComponentData} data
 */
function arrived({ arrivals }) {
  const { returning } = loading;
  if (returning && arrivals.count > returning.count && sorted(arrivals.query) === returning.query) delete loading.returning;
  loading.arrivals = arrivals.count;
}

/**
 * Whether another page is on its way, or this one with another address: Back was pressed, or a link.
 *
 * @param {Entry} entry
 */
function isLeft(entry) {
  const { leaving, returning } = loading;
  const linked = leaving && leaving.at > entry.since && leaving.from === location.pathname && leaving.to !== leaving.from;
  const awaited = returning && performance.now() - returning.at < FORGOTTEN;
  return location.pathname !== entry.path || Boolean(linked || awaited);
}

/**
 * Tell Python, unless the page is being left: Streamlit sends each message with the page that it still shows, and one
 * that comes after the question for another page would bring this page back. It also forgets that Back was pressed when
 * another message comes before the page has run.
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
  arrived(data);
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
