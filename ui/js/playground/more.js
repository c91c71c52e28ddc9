// Everything else that can be chosen, folded away until someone asks for it.
import { dialOf, entryOf, rootOf } from "../shared/choices.js";
import { controlOf } from "../shared/controls/described.js";
import { icon, make } from "../shared/element.js";
import { taskOf } from "./task.js";

/** @import { Choice, Texts } from "../shared/menus.d.ts" */
/** @import { Errors } from "./refusal.js" */
/** @import { Common } from "./types.d.ts" */

/** @typedef {[path: string, choice: Choice]} Found */
/** @typedef {{ keys: string[], id: string, holder: HTMLElement, node: HTMLElement, controls: ReturnType<typeof controlOf>[] }} Group */

// What is shown elsewhere is left out: the rows above, the data column, the diagram. "x.*": the parameters of x.
/** @type {[name: string, keys: string[]][]} */
const GROUPS = [
  ["network", ["activation.*", "residual", "normalization"]],
  ["regularization", ["dropout", "layer_dropout", "noise", "layer_l1", "layer_l2", "bias_regularizer", "activity_regularizer", "kernel_constraint", "label_smoothing", "exclude_from_weight_decay"]],
  ["weights", ["initializer.*", "bias", "bias_scale"]],
  ["learning", ["loss", "optimizer.*", "shuffle", "steps_per_epoch"]],
  ["stopping", ["stopping", "epochs"]],
  ["data", ["dataset.gate", "dataset.samples", "scaling", "stratify", "scale_target", "validation_steps"]],
  ["seeds", ["weight_seed", "data_seed", "batch_seed"]],
];

export class More {
  /** What is shown. @type {Texts | null} */
  #texts = null;
  /** @type {Errors | null} */
  #errors = null;

  /** @param {Pick<Common, "model" | "words" | "menus">} common */
  constructor({ model, words, menus }) {
    this.model = model;
    this.menus = menus;
    this.button = make("button", { type: "button", class: "control more-button", title: words.c_more_help, "aria-expanded": "false", on: { click: () => this.#toggle() } }, make("span", { text: words.c_more }), icon("down"));
    const shut = make("button", { type: "button", class: "shut", title: words.c_close, "aria-label": words.c_close, on: { click: () => this.close(true) } }, icon("fail"));
    this.groups = GROUPS.map(([name, keys]) => groupOf(words[`c_group_${name}`], keys));
    const head = make("header", {}, make("strong", { text: words.c_more_title }), shut);
    const groups = make("div", { class: "more-groups" }, ...this.groups.map(({ node }) => node));
    this.panel = make("div", { class: "card more-card", role: "group", "aria-label": words.c_more_title, hidden: "" }, head, groups);
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
    this.node = make("div", { class: "more" }, this.panel);
  }

  #toggle() {
    if (!this.panel.hidden) return this.close();
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.draw();
    /** @type {HTMLElement | null} */ (this.panel.querySelector("input, select"))?.focus();
  }

  /** @param {boolean} [back] the focus goes back to the button */
  close(back = false) {
    if (this.panel.hidden) return;
    this.panel.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
    if (back) this.button.focus();
  }

  draw() {
    if (!this.panel.hidden) this.bring();
  }

  /** Bring the controls in line with what is chosen. */
  bring() {
    const { texts, errors } = this.model;
    if (this.#texts === texts && this.#errors === errors) return;
    this.#texts = texts;
    this.#errors = errors;
    for (const group of this.groups) {
      this.#offer(group);
      for (const control of group.controls) {
        control.show(texts[control.path]);
        control.complain(errors[control.path]);
      }
    }
  }

  /**
   * Controls are made anew only when others are wanted: other choices, or a menu's other entry.
   *
   * @param {Group} group
   */
  #offer(group) {
    const { texts } = this.model;
    const task = taskOf(this.menus, texts);
    const found = group.keys.flatMap((key) => this.#found(key));
    const id = [task, ...found.map(([path]) => (path.includes(".") ? `${path}=${texts[rootOf(path)]}` : path))].join(" ");
    if (group.id === id) return;
    group.id = id;
    group.controls = found.map(([path, choice]) => controlOf(choice, { path, task, pick: (text) => this.model.set(path, text) }));
    group.holder.replaceChildren(...group.controls.map(({ node }) => node));
    group.node.hidden = !found.length;
  }

  /**
   * What `key` stands for now: nothing where it means nothing.
   *
   * @param {string} key
   * @returns {Found[]}
   */
  #found(key) {
    const { menus } = this;
    const { texts } = this.model;
    const [menu, parameter] = key.split(".");
    const field = menus.fields[menu];
    if (!field || (field.tasks && !field.tasks.includes(taskOf(menus, texts)))) return [];
    /** @type {Found[]} */
    const parameters = (entryOf(menus, texts, menu)?.parameters ?? []).map((one) => [`${menu}.${one.key}`, one]);
    if (parameter === "*") return parameters.filter(([path]) => path !== dialOf(menus, texts)?.path);
    if (parameter) return parameters.filter(([path]) => path === key);
    return [[key, field], ...parameters];
  }
}

/**
 * @param {string} title
 * @param {string[]} keys what it offers, see GROUPS
 * @returns {Group}
 */
function groupOf(title, keys) {
  const holder = make("div", { class: "more-fields" });
  const node = make("section", { class: "more-group" }, make("h3", { text: title }), holder);
  return { keys, id: "", holder, node, controls: [] };
}
