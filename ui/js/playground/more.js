// Everything else that can be chosen, folded away until someone asks for it.
import { icon, make } from "../shared/element.js";
import { dialOf, entryOf } from "../shared/choices.js";
import { controlOf } from "../shared/controls/described.js";
import { taskOf } from "./pick.js";

// What is shown elsewhere is left out: the rows above, the data column, the diagram. "x.*": the parameters of x.
const GROUPS = [
  ["network", ["activation.*", "dropout", "batch_normalization", "layer_normalization"]],
  ["weights", ["initializer.*", "bias", "bias_scale"]],
  ["learning", ["loss", "optimizer.*", "shuffle", "steps_per_epoch"]],
  ["stopping", ["stopping", "epochs"]],
  ["data", ["dataset.samples", "scaling", "stratify", "scale_target", "validation_steps"]],
  ["seeds", ["weight_seed", "data_seed", "batch_seed"]],
];

export class More {
  constructor({ model, words, menus }) {
    Object.assign(this, { model, words, menus });
    this.button = make("button", { type: "button", class: "control more-button", title: words.c_more_help, "aria-expanded": "false", on: { click: () => this.#toggle() } }, make("span", { text: words.c_more }), icon("down"));
    this.shut = make("button", { type: "button", class: "shut", title: words.c_close, "aria-label": words.c_close, on: { click: () => this.close(true) } }, icon("fail"));
    this.groups = GROUPS.map(([name]) => make("section", { class: "more-group" }, make("h3", { text: words[`c_group_${name}`] }), make("div", { class: "more-fields" })));
    const head = make("header", {}, make("strong", { text: words.c_more_title }), this.shut);
    this.panel = make("div", { class: "card more-card", role: "group", "aria-label": words.c_more_title, hidden: "" }, head, make("div", { class: "more-groups" }, ...this.groups));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
    this.node = make("div", { class: "more" }, this.panel);
    this.controls = GROUPS.map(() => ({ id: "", fields: [] }));
  }

  #toggle() {
    if (!this.panel.hidden) return this.close();
    this.panel.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.draw();
    this.panel.querySelector("input, select")?.focus();
  }

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
    if (this.texts === texts && this.errors === errors) return;
    Object.assign(this, { texts, errors });
    GROUPS.forEach(([, keys], at) => this.#bring(at, keys.flatMap((key) => this.#found(key))));
  }

  /** [path, field] of what `key` stands for now: nothing where it means nothing. */
  #found(key) {
    const { menus, texts } = this;
    const [menu, parameter] = key.split(".");
    const field = menus.fields[menu];
    if (!field || (field.tasks && !field.tasks.includes(taskOf(menus, texts)))) return [];
    const parameters = () => (entryOf(menus, texts, menu)?.parameters ?? []).map((one) => [`${menu}.${one.key}`, one]);
    if (parameter === "*") return parameters().filter(([path]) => path !== dialOf(menus, texts)?.path);
    if (parameter) return parameters().filter(([path]) => path === key);
    return [[key, field], ...(field.entries ? parameters() : [])];
  }

  /** Fields are made anew only when others are wanted. */
  #bring(at, found) {
    const task = taskOf(this.menus, this.texts);
    const id = [task, ...found.map(([path]) => `${path}=${this.menus.fields[path]?.entries ? "" : path.includes(".") ? this.texts[path.split(".")[0]] : ""}`)].join(" ");
    const group = this.controls[at];
    if (group.id !== id) {
      group.id = id;
      group.fields = found.map(([path, field]) => controlOf(field, { path, task, pick: (text) => this.model.set(path, text) }));
      this.groups[at].lastChild.replaceChildren(...group.fields.map(({ node }) => node));
      this.groups[at].hidden = !found.length;
    }
    for (const control of group.fields) {
      control.show(this.texts[control.path]);
      control.complain(this.errors[control.path]);
    }
  }
}
