/** @import { Choice, Entry } from "../../shared/menus.d.ts" */
/** @import { InitializationMenus } from "../../initialization/types.d.ts" */

/**
 * @param {string} label
 * @returns {Choice}
 */
const field = (label, value = "") => ({ label, help: "", kind: "number", value, tasks: null });

/**
 * @param {string} key
 * @param {string} label
 * @param {Record<string, string>} [parameters] with their defaults
 * @returns {Entry}
 */
const entry = (key, label, parameters = {}) => ({
  key,
  label,
  help: "",
  parameters: Object.entries(parameters).map(([name, value]) => ({ key: name, ...field(name, value) })),
});

const PLACE = {
  key: "place",
  ...field("Place", "before"),
  options: /** @type {[string, string][]} */ ([
    ["before", "before the activation"],
    ["after", "after the activation"],
  ]),
};

/** @type {Pick<InitializationMenus, "fields" | "dials">} a few of the choices that the page has */
export const MENUS = {
  fields: {
    activation: { ...field("Activation"), entries: [entry("tanh", "Tanh"), entry("relu", "ReLU"), entry("leaky", "Leaky ReLU", { slope: "0.3" })] },
    initializer: { ...field("Initializer"), entries: [entry("normal", "Normal", { scale: "1" }), entry("he_normal", "He normal", { gain: "1" }), entry("zeros", "Zeros")] },
    layers: field("Layers"),
    layer_activations: field("By layer"),
    residual: field("Residual"),
    bias_scale: field("Bias spread"),
    weight_seed: field("Seed"),
    normalization: {
      ...field("Normalization", "none"),
      entries: [entry("none", "None"), ...["batch", "layer"].map((key) => ({ key, label: key, short: `${key} norm`, help: "", parameters: [PLACE] }))],
    },
  },
  dials: { normal: { key: "scale", low: 1e-4, high: 10 }, he_normal: { key: "gain", low: 0.01, high: 100 } },
};
