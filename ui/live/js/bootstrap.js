// The only inline script: it loads a component's module once and hands every call on to it.
// Streamlit runs the default export again at each data or theme change; what counts is the latest call.

const loading = (globalThis.__gradientLab ??= { panels: new WeakMap(), modules: new Map() });

function folder(data) {
  // The page may be any page of the app, so its last segment is no part of the base.
  const path = new URL(document.baseURI).pathname;
  const base = data.base || path.slice(0, path.lastIndexOf("/"));
  return `${location.origin}${base.replace(/\/$/, "")}/lab/assets/${data.version}`;
}

function load(data) {
  const script = data.script ?? "panel.js";
  const key = `${data.version}/${script}`;
  const known = loading.modules.get(key);
  if (known && !data.source) return known;
  // Where a proxy does not pass our routes, Python sends the source.
  const url = data.source ? URL.createObjectURL(new Blob([data.source], { type: "text/javascript" })) : `${folder(data)}/${script}`;
  const pending = import(url);
  loading.modules.set(key, pending);
  return pending;
}

/** Tell Python once that the picture is there: the panel draws it in the coming screen frame. */
function announce(entry) {
  entry.announced = true;
  requestAnimationFrame(() => setTimeout(() => entry.gone || entry.args.setTriggerValue("shown", true)));
}

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const [data] = component.data;
  const entry = loading.panels.get(parentElement) ?? {};
  loading.panels.set(parentElement, entry);
  entry.args = { ...component, data, folder: folder(data) };
  entry.gone = false;
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
