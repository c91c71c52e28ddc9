// In what a trained map differs from the choices that are made now.

// A map sets these itself: its cells end after so many steps and nowhere else.
const SET = ["epochs", "steps_per_epoch", "stopping"];
// What theory's lines depend on.
const NETWORK = ["activation", "layer_activations", "initializer", "bias", "bias_scale", "batch_normalization", "layer_normalization", "layers"];

/** Paths of the choices that `told` (`ui.sweep_routes.told_of`) was trained with and that `now` has others for. */
export function differences(told, now) {
  const then = told.experiment;
  return Object.keys(then).filter((path) => {
    if (path === "layers") return wide(then.layers) !== wide(now.layers);
    const [choice, parameter] = path.split(".");
    if (!(path in now) || path === `initializer.${told.dial}` || SET.includes(choice)) return false;
    if (parameter && then[choice] !== now[choice]) return false; // that of another entry
    return plain(then[path]) !== plain(now[path]);
  });
}

/** Whether another choice there makes other networks, about which theory says something else. */
export function changesNetwork(path) {
  return NETWORK.includes(path.split(".")[0]);
}

/** A choice of `texts` as people read it: "Activation ReLU". `menus`: of `ui.initialization.training`. */
export function spelled(path, texts, { names, entries }) {
  const text = path === "layers" ? wide(texts.layers) : (entries[path]?.[texts[path]] ?? texts[path]);
  return `${names[path] ?? path} ${text}`;
}

/** Units of the first of some layers: a map gives as many to all. */
const wide = (layers) => parseInt(layers, 10);

/** A text as it can be compared with another that means the same. */
function plain(text) {
  const word = String(text).trim().toLowerCase();
  if (["true", "on", "yes"].includes(word)) return "1";
  if (["false", "off", "no"].includes(word)) return "0";
  return word !== "" && Number.isFinite(Number(word)) ? String(Number(word)) : word;
}
