// The only inline script: it loads the panel's modules once and hands every call on to them.
// Streamlit runs the default export again at each data or theme change; what counts is the latest call.

const loading = (globalThis.__gradientLab ??= { panels: new WeakMap(), modules: new Map() });

function folder(data) {
  // The page may be any page of the app, so its last segment is no part of the base.
  const path = new URL(document.baseURI).pathname;
  const base = data.base || path.slice(0, path.lastIndexOf("/"));
  return `${location.origin}${base.replace(/\/$/, "")}/lab/assets/${data.version}`;
}

function link(sources) {
  // Where a proxy does not pass our routes, Python sends the sources; each comes after what it imports.
  const urls = {};
  for (const [name, text] of Object.entries(sources)) {
    const linked = text.replace(/from "\.\/([\w-]+\.js)"/g, (_, other) => `from "${urls[other]}"`);
    urls[name] = URL.createObjectURL(new Blob([linked], { type: "text/javascript" }));
  }
  return urls["panel.js"];
}

function load(data) {
  const known = loading.modules.get(data.version);
  if (known && !data.sources) return known;
  const url = data.sources ? link(data.sources) : `${folder(data)}/panel.js`;
  const pending = import(url);
  loading.modules.set(data.version, pending);
  return pending;
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const entry = loading.panels.get(parentElement) ?? {};
  loading.panels.set(parentElement, entry);
  entry.args = { ...component, folder: folder(data) };
  entry.gone = false;
  load(data).then(
    (module) => {
      if (entry.gone) return;
      entry.module = module;
      module.update(entry.args);
    },
    () => {
      if (!entry.gone && !entry.asked) setTriggerValue("sources", true);
      entry.asked = true;
    },
  );
  return () => {
    entry.gone = true;
    entry.module?.unmount(parentElement);
  };
}
