// What is learnt from: pictures of the data sets, how many points are for training, how noisy they are.
import { entryOf, nextSeed } from "../shared/choices.js";
import { MOST_NOISE, POINT_LENGTH } from "../shared/constants.js";
import { button } from "../shared/controls/button.js";
import { Slider } from "../shared/controls/slider.js";
import { make, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { question } from "./explain.js";
import { allHidden, hide } from "./hiding.js";
import { SamplePicture } from "./samplepicture.js";
import { OWN, noPoints, pickedDataset, taskOf } from "./task.js";

/** @import { Entry, Texts } from "../shared/menus.d.ts" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Errors } from "./refusal.js" */
/** @import { Common } from "./types.d.ts" */

const SHARES = Array.from({ length: 18 }, (_, at) => 10 + 5 * at);
const NOISES = Array.from({ length: MOST_NOISE + 1 }, (_, at) => at);
const BATCHES = [...Array.from({ length: 30 }, (_, at) => at + 1), 32, 40, 50, 64, 80, 100, 128, 200, 256, 400, 512];

export class DataColumn {
  /** Own points that were painted last, as text. */
  #own = "";
  /** What is shown. @type {Texts | null} */
  #texts = null;
  /** @type {Errors | null} */
  #errors = null;
  /** @type {Set<string> | null} */
  #hidden = null;

  /** @param {Common} common */
  constructor({ model, words, menus, tooltip, paste }) {
    this.model = model;
    this.words = words;
    this.menus = menus;
    const { fields } = menus;
    this.name = make("span", { class: "set-name" });
    const head = make("header", {}, make("h3", { text: words.c_data_title }), question(words, "c_data", tooltip), this.name);
    this.sets = fields.dataset.entries.map((entry) => this.#set(entry));
    this.pictures = make("div", { class: "sets", role: "group", "aria-label": fields.dataset.label }, ...this.sets.map(({ node }) => node));
    this.count = make("strong");
    this.clear = make("button", { type: "button", class: "control", title: words.c_points_clear_help, text: words.c_points_clear, on: { click: () => model.set("dataset.points", "") } });
    const table = make("button", { type: "button", class: "control", title: words.c_points_paste_help, text: words.c_points_paste, on: { click: paste } });
    this.own = make("div", { class: "own-points" }, this.count, make("p", { class: "hint", text: words.c_points_hint }), make("span", { class: "group" }, table, this.clear));
    const set = (/** @type {string} */ path) => (/** @type {number | string} */ value) => model.set(path, String(value));
    const percent = { spell: (/** @type {number} */ value) => `${Number(value.toPrecision(4))}%`, read: (/** @type {string} */ text) => Number(text.replace("%", "")) };
    this.classes = new Slider({ label: words.c_classes, help: words.c_classes_help, path: "dataset.classes", stops: [3, 4, 5, 6], pick: set("dataset.classes") });
    this.share = new Slider({ label: words.c_share_of_training, help: words.c_share_of_training_help, path: "validation_split", stops: SHARES, ...percent, pick: (value) => model.set("validation_split", keptBack(value)) });
    this.noise = new Slider({ label: words.c_noise, help: words.c_noise_help, path: "dataset.noise", stops: NOISES, ...percent, pick: set("dataset.noise") });
    this.batch = new Slider({ label: fields.batch_size.label, help: fields.batch_size.help, path: "batch_size", stops: BATCHES, pick: set("batch_size") });
    this.again = button("regenerate", "dice", words.c_regenerate, words.c_regenerate_help, () => model.set("data_seed", nextSeed(model.texts.data_seed)));
    this.again.classList.add("regenerate");
    this.sliders = make("div", { class: "sliders" }, ...[this.classes, this.share, this.noise, this.batch].map(({ node }) => node));
    this.wrong = make("p", { class: "oops-line", role: "alert", hidden: "" });
    this.node = make("section", { class: "datacolumn", "aria-label": words.c_data_title }, head, this.pictures, this.wrong, this.own, this.sliders, this.again);
  }

  /** @param {Entry} entry */
  #set({ key, label, help, task }) {
    const picture = new SamplePicture(key, task === "regression");
    const pick = () => this.model.put(pickedDataset(this.menus, this.model.texts, key, this.#own));
    const node = make("button", { type: "button", class: "set", "data-set": key, title: `${label}\n${help}`, "aria-label": label, on: { click: pick } }, picture.node);
    return { key, picture, node };
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { model } = this;
    if (this.#hidden !== model.hidden) this.#hide();
    if (this.#texts !== model.texts || this.#errors !== model.errors) {
      this.#texts = model.texts;
      this.#errors = model.errors;
      this.#show(model.texts);
      this.#complain(model.texts, model.errors);
    }
    if (!this.node.hidden && !this.pictures.hidden) this.#draw(theme);
  }

  /** @param {Texts} texts */
  #show(texts) {
    const { menus, words } = this;
    const entry = entryOf(menus, texts, "dataset");
    const regression = taskOf(menus, texts) === "regression";
    for (const { key, picture, node } of this.sets) {
      node.hidden = picture.regression !== regression;
      node.setAttribute("aria-pressed", String(key === texts.dataset));
    }
    setText(this.name, entry?.label ?? "");
    this.name.title = entry?.help ?? "";
    const own = texts.dataset === OWN;
    if (own) this.#own = texts["dataset.points"] ?? "";
    this.own.hidden = !own;
    setText(this.count, own ? fill(words.c_points_count, { count: Math.floor(this.#own.length / POINT_LENGTH) }) : "");
    this.clear.disabled = own && !this.#own;
    this.share.show(100 - Number((100 * Number(texts.validation_split)).toPrecision(6)));
    this.batch.show(Number(texts.batch_size));
    for (const slider of [this.noise, this.classes]) {
      const text = texts[slider.path];
      slider.node.classList.toggle("absent", text === undefined);
      if (text !== undefined) slider.show(Number(text));
    }
    this.again.classList.toggle("absent", own);
  }

  /**
   * @param {Texts} texts
   * @param {Errors} errors
   */
  #complain(texts, errors) {
    for (const slider of [this.share, this.noise, this.batch, this.classes]) slider.complain(errors[slider.path]);
    const wrong = noPoints(texts) ? "" : (errors.dataset ?? errors["dataset.points"] ?? "");
    setText(this.wrong, wrong);
    this.wrong.hidden = !wrong;
  }

  /** @param {Theme} theme */
  #draw(theme) {
    for (const { key, picture, node } of this.sets) {
      if (node.hidden) continue;
      picture.draw(theme, key === OWN ? this.#own : "");
      node.classList.toggle("empty-set", key === OWN && !this.#own);
    }
  }

  #hide() {
    const { model } = this;
    this.#hidden = model.hidden;
    /** @type {[name: string, node: HTMLElement][]} */
    const parts = [
      ["dataset", this.pictures],
      ["dataset", this.own],
      ["dataset", this.classes.node],
      ["regenerate", this.again],
      ["percTrainData", this.share.node],
      ["noise", this.noise.node],
      ["batchSize", this.batch.node],
    ];
    hide(model, parts, [this.sliders]);
    this.node.hidden = allHidden([this.pictures, this.sliders, this.again]);
    this.#texts = null;
  }
}

/**
 * Of the share of points for training, in percent, the share that is kept for validation, as text.
 *
 * @param {number | string} value what is no number stays as it was typed
 */
function keptBack(value) {
  return typeof value === "number" ? String(Number((1 - value / 100).toPrecision(4))) : value;
}
