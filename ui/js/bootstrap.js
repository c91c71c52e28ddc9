// The only inline script: it loads a page's script once and hands every call on to it.
// Streamlit runs the default export again at each data or theme change; what counts is the latest call.

/** @import { Args, ComponentData, Page, StreamlitComponent } from "./shared/component.js" */

/**
 * @typedef {object} Entry
 * @property {Args} args the latest call
 * @property {Page} [module]
 * @property {boolean} [gone] unmounted
 * @property {boolean} [asked] Python was asked for the source
 * @property {boolean} [announced]
 */

/** @typedef {{ panels: WeakMap<Node, Entry>, modules: Map<string, Promise<Page>> }} Loading */

const LOST = 3000;

const here = /** @type {{ __gradientLab?: Loading }} */ (globalThis);
const loading = (here.__gradientLab ??= { panels: new WeakMap(), modules: new Map() });

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
  requestAnimationFrame(() => setTimeout(() => entry.gone || entry.args.setTriggerValue("shown", true)));
}

/**
 * Ask Python for the source until it is there: a run of the page that is cut short takes the question with it.
 *
 * @param {Entry} entry
 */
function ask(entry) {
  if (entry.gone || entry.module) return;
  entry.asked = true;
  entry.args.setTriggerValue("source", true);
  setTimeout(() => ask(entry), LOST);
}

/** @param {StreamlitComponent} component */
export default function (component) {
  const { parentElement } = component;
  const known = loading.panels.get(parentElement);
  const [{ plotly = known?.args.data.plotly, ...rest }] = component.data; // that is sent once
  const data = { ...rest, plotly };
  const args = { ...component, data, folder: folder(data), cut: Boolean(known?.asked) };
  /** @type {Entry} */
  const entry = Object.assign(known ?? {}, { args, gone: false });
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
