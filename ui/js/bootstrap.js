// The only inline script: it loads a page's modules once and hands every call on to their entry.
// Streamlit runs the default export again at each data or theme change; what counts is the latest call.

/** @import { Args, ComponentData, Page, StreamlitComponent } from "./shared/component.js" */

/**
 * @typedef {object} Entry
 * @property {Args} args the latest call
 * @property {Page} [module]
 * @property {boolean} [gone] unmounted
 * @property {boolean} [asked] Python was asked for the sources
 * @property {boolean} [announced]
 */

/** @typedef {{ panels: WeakMap<Node, Entry>, modules: Map<string, Promise<Page>> }} Loading */

const here = /** @type {{ __gradientLab?: Loading }} */ (globalThis);
const loading = (here.__gradientLab ??= { panels: new WeakMap(), modules: new Map() });
// The same statements as in `ui/serving/modules.py`: what stands before the path, and the path.
const IMPORT = /^(import\s*|(?:import|export)\s[\w*$\s,{}]*?\bfrom\s*)"([^"]+)"/gm;

/** @param {ComponentData} data */
function folder(data) {
  // The page may be any page of the app, so its last segment is no part of the base.
  const path = new URL(document.baseURI).pathname;
  const base = data.base || path.slice(0, path.lastIndexOf("/"));
  return `${location.origin}${base.replace(/\/$/, "")}/lab/assets/${data.version}`;
}

/**
 * Address of the entry; the modules that it needs are asked for at the same time as it, not when it is read.
 *
 * @param {ComponentData} data
 */
function served(data) {
  const urls = data.modules.map((name) => `${folder(data)}/${name}`);
  for (const href of urls) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  }
  return urls[urls.length - 1];
}

/**
 * Address of the entry where a proxy does not pass our routes and Python sends the `sources`, [name, text] each
 * behind those that it imports: every text gets an address of its own, and imports name these.
 *
 * @param {[name: string, text: string][]} sources
 */
function sent(sources) {
  /** @type {Map<string, string>} */
  const urls = new Map();
  for (const [name, text] of sources) {
    const address = (/** @type {string} */ path) => urls.get(new URL(path, `file:///${name}`).pathname.slice(1));
    const linked = text.replace(IMPORT, (_statement, /** @type {string} */ before, /** @type {string} */ path) => `${before}"${address(path)}"`);
    urls.set(name, URL.createObjectURL(new Blob([linked], { type: "text/javascript" })));
  }
  return /** @type {string} */ ([...urls.values()].at(-1));
}

/**
 * @param {ComponentData} data
 * @returns {Promise<Page>}
 */
function load(data) {
  const key = `${data.version}/${data.script}`;
  const known = loading.modules.get(key);
  if (known && !data.sources) return known;
  const pending = import(data.sources ? sent(data.sources) : served(data));
  loading.modules.set(key, pending);
  return pending;
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

/** @param {StreamlitComponent} component */
export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const [data] = component.data;
  const args = { ...component, data, folder: folder(data) };
  /** @type {Entry} */
  const entry = Object.assign(loading.panels.get(parentElement) ?? {}, { args, gone: false });
  loading.panels.set(parentElement, entry);
  load(data).then(
    (module) => {
      if (entry.gone) return;
      entry.module = module;
      module.update(entry.args);
      if (data.announce && !entry.announced) announce(entry);
    },
    () => {
      if (!entry.gone && !entry.asked) setTriggerValue("source", true);
      entry.asked = true;
    },
  );
  return () => {
    entry.gone = true;
    entry.module?.unmount(parentElement);
  };
}
