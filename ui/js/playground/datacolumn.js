// What is learnt from: pictures of the data sets, how many points are for training, how noisy they are.
import { entryOf, nextSeed } from "../shared/choices.js";
import { button } from "../shared/controls/button.js";
import { Slider } from "../shared/controls/slider.js";
import { make, setText } from "../shared/element.js";
import { question } from "./explain.js";
import { noPoints } from "./findings.js";
import { fill } from "../shared/format.js";
import { hide } from "./hiding.js";
import { taskOf, withLoss } from "./pick.js";
import { drawSample, sample } from "./samples.js";

const SHARES = Array.from({ length: 18 }, (_, at) => 10 + 5 * at);
const NOISES = Array.from({ length: 51 }, (_, at) => at);
const BATCHES = [...Array.from({ length: 30 }, (_, at) => at + 1), 32, 40, 50, 64, 80, 100, 128, 200, 256, 400, 512];
const POINT = 5; // characters of a point's text

export class DataColumn {
  constructor({ model, words, menus, tooltip }) {
    Object.assign(this, { model, words, menus });
    const { fields } = menus;
    this.name = make("span", { class: "set-name" });
    this.head = make("header", {}, make("h3", { text: words.c_data_title }), question(words, "c_data", tooltip), this.name);
    this.sets = fields.dataset.entries.map((entry) => this.#set(entry));
    this.pictures = make("div", { class: "sets", role: "group", "aria-label": fields.dataset.label }, ...this.sets.map(({ node }) => node));
    this.own = this.#own(words);
    const set = (path) => (value) => model.set(path, String(value));
    this.classes = new Slider({ label: words.c_classes, help: words.c_classes_help, path: "dataset.classes", stops: [3, 4, 5, 6], pick: set("dataset.classes") });
    const percent = { spell: (value) => `${plain(value)}%`, read: (text) => Number(text.replace("%", "")) };
    this.share = new Slider({ label: words.c_share_of_training, help: words.c_share_of_training_help, path: "validation_split", stops: SHARES, ...percent, pick: (value) => model.set("validation_split", split(value)) });
    this.noise = new Slider({ label: words.c_noise, help: words.c_noise_help, path: "dataset.noise", stops: NOISES, ...percent, pick: set("dataset.noise") });
    this.batch = new Slider({ label: fields.batch_size.label, help: fields.batch_size.help, path: "batch_size", stops: BATCHES, pick: set("batch_size") });
    this.again = button("regenerate", "dice", words.c_regenerate, words.c_regenerate_help, () => model.set("data_seed", nextSeed(model.texts.data_seed)));
    this.again.classList.add("regenerate");
    this.sliders = make("div", { class: "sliders" }, ...[this.classes, this.share, this.noise, this.batch].map(({ node }) => node));
    this.wrong = make("p", { class: "oops-line", role: "alert", hidden: "" });
    this.node = make("section", { class: "datacolumn", "aria-label": words.c_data_title }, this.head, this.pictures, this.wrong, this.own.node, this.sliders, this.again);
  }

  #set({ key, label, help, task, parameters }) {
    const canvas = make("canvas", { "aria-hidden": "true" });
    const node = make("button", { type: "button", class: "set", "data-set": key, title: `${label}\n${help}`, "aria-label": label, on: { click: () => this.#pick(key) } }, canvas);
    return { key, label, task, parameters, canvas, node };
  }

  #own(words) {
    const count = make("strong", {});
    const clear = make("button", { type: "button", class: "control", title: words.c_points_clear_help, text: words.c_points_clear, on: { click: () => this.model.set("dataset.points", "") } });
    const paste = make("button", { type: "button", class: "control", title: words.c_points_paste_help, text: words.c_points_paste, on: { click: () => this.model.paste() } });
    return { count, clear, node: make("div", { class: "own-points" }, count, make("p", { class: "hint", text: words.c_points_hint }), make("span", { class: "group" }, paste, clear)) };
  }

  /** Another data set; as many points as the kind of problem has by default, noise as it was. */
  #pick(key) {
    const { model, menus } = this;
    const before = entryOf(menus, model.texts, "dataset");
    const { task, parameters } = this.sets.find((set) => set.key === key);
    const texts = { dataset: key };
    const samples = parameters.find((parameter) => parameter.key === "samples");
    if (samples && (before?.task === "regression") !== (task === "regression")) texts["dataset.samples"] = samples.value;
    if (key === "points" && this.points) texts["dataset.points"] = this.points;
    model.put(withLoss(menus, model.texts, texts));
  }

  draw(theme) {
    const { model } = this;
    if (this.hidden !== model.hidden) this.#hide();
    if (this.texts !== model.texts || this.errors !== model.errors) {
      Object.assign(this, { texts: model.texts, errors: model.errors });
      this.#show(model.texts);
      this.#complain(model.errors);
    }
    this.#draw(theme);
  }

  #show(texts) {
    const { menus, words } = this;
    const entry = entryOf(menus, texts, "dataset");
    const regression = taskOf(menus, texts) === "regression";
    for (const { key, task, node } of this.sets) {
      node.hidden = (task === "regression") !== regression;
      node.setAttribute("aria-pressed", String(key === texts.dataset));
    }
    setText(this.name, entry?.label ?? "");
    this.name.title = entry?.help ?? "";
    const own = texts.dataset === "points";
    if (own) this.points = texts["dataset.points"] ?? "";
    this.own.node.hidden = !own;
    setText(this.own.count, own ? fill(words.c_points_count, { count: Math.floor(this.points.length / POINT) }) : "");
    this.own.clear.disabled = own && !this.points;
    this.share.show(100 - Number((100 * Number(texts.validation_split)).toPrecision(6)));
    this.batch.show(Number(texts.batch_size));
    for (const [slider, path] of [[this.noise, "dataset.noise"], [this.classes, "dataset.classes"]]) {
      const there = texts[path] !== undefined;
      slider.node.classList.toggle("absent", !there);
      if (there) slider.show(Number(texts[path]));
    }
    this.again.classList.toggle("absent", own);
  }

  #complain(errors) {
    for (const slider of [this.share, this.noise, this.batch, this.classes]) slider.complain(errors[slider.path]);
    const wrong = noPoints(this.texts) ? "" : (errors.dataset ?? errors["dataset.points"] ?? "");
    setText(this.wrong, wrong);
    this.wrong.hidden = !wrong;
  }

  /** Pictures are drawn once, and again in other colours or another size; that of one's own points when they change. */
  #draw(theme) {
    if (this.node.hidden || this.pictures.hidden) return;
    for (const set of this.sets) {
      if (set.node.hidden) continue;
      const points = set.key === "points" ? (this.points ?? "") : "";
      const id = `${theme.id} ${set.canvas.clientWidth} ${points}`;
      if (set.id === id) continue;
      if (drawSample(set.canvas, sample(set.key, points), theme, set.task === "regression")) set.id = id;
      set.node.classList.toggle("empty-set", set.key === "points" && !points);
    }
  }

  #hide() {
    const { model } = this;
    this.hidden = model.hidden;
    const sliders = { percTrainData: this.share, noise: this.noise, batchSize: this.batch };
    hide(model, [["dataset", this.pictures], ["dataset", this.own.node], ["dataset", this.classes.node], ["regenerate", this.again], ...Object.entries(sliders).map(([name, { node }]) => [name, node])], [this.sliders]);
    this.node.hidden = [this.pictures, this.sliders, this.again].every((part) => part.hidden);
    this.texts = null;
  }
}

function plain(value) {
  return String(Number(value.toPrecision(4)));
}

/** Of the share of points for training, in percent, the share that is kept for validation, as text. */
function split(value) {
  return typeof value === "number" ? String(Number((1 - value / 100).toPrecision(4))) : value;
}
