// Training the map: a network for every scale and depth, and which of them learn.
import { changesNetwork, differences, spelled } from "./differences.js";
import { figure, icon, make, segmented, setText } from "../shared/element.js";
import { fill } from "../shared/format.js";
import { Recipe } from "./recipe.js";
import { Sweep } from "./sweep.js";
import { TrainedMap } from "./trainedmap.js";

const REACH = 4; // scales go from the critical one over this to it times this
const WIDER = 8; // where there is no critical one

export class Training {
  /**
   * `at(path)`: address of a path. `change(texts)`: other choices of the experiment. `keep(sweep)`: this map is looked
   * at now. `open(run)`: a cell was pressed. `schedule()`: something new is to be drawn.
   */
  constructor({ words, tooltip, menus, at, change, keep, open, schedule }) {
    Object.assign(this, { words, keep, schedule, what: "metric", dials: menus.dials, menus: menus.training });
    Object.assign(this, { told: null, blanks: 0 });
    this.progress = make("span", { class: "pace-text" });
    this.picks = segmented([["metric", words.accuracy_title], ["loss", words.loss_title]], { label: words.shown, value: "metric", small: true, pick: (what) => this.#pick(what) });
    this.node = figure({ title: words.trained_title, caption: words.trained_none, area: "area-training", extra: [this.progress, this.picks.node] });
    this.caption = this.node.querySelector(".caption");
    this.recipe = new Recipe({
      words,
      menus: this.menus,
      change: (texts) => this.#change(texts, change),
      changed: () => this.#changed(),
      start: () => this.#start(),
      stop: () => this.sweep.command("stop"),
      goOn: () => this.sweep.command("resume"),
    });
    this.bar = make("div", {});
    this.track = make("div", { class: "progress", role: "progressbar", "aria-label": words.trained_title }, this.bar);
    this.note = make("p", { class: "note", role: "alert", hidden: "" });
    const plot = this.node.querySelector(".plot");
    plot.before(this.recipe.node, this.track);
    plot.append(this.note);
    this.picture = new TrainedMap(this.node, { words, tooltip, open });
    this.sweep = new Sweep({
      at,
      seen: () => this.node.offsetParent !== null,
      receive: (told) => this.#receive(told),
      complain: (sentence) => this.#complain(sentence),
      lost: words.lost,
      unreachable: words.unreachable,
    });
  }

  /** The page's setting, at rest. */
  show(setting) {
    this.setting = setting;
    this.trouble = "";
    this.recipe.show(setting.experiment);
    this.#follow();
    this.#tell();
  }

  /** The visitor's newest map, which is shown unless the setting names one; null where nobody has asked for it. */
  set latest(sweep) {
    if (!sweep || this.newest === sweep) return;
    this.newest = sweep;
    this.#follow();
  }

  #follow() {
    if (this.setting) this.sweep.follow(this.setting.sweep || this.newest || "");
  }

  #receive(told) {
    const another = told && this.told?.id !== told.id;
    this.told = told;
    if (another && told.owner) this.recipe.take({ steps: told.steps, deepest: told.depths.at(-1) });
    if (told) this.picture.show(told, this.what);
    this.#tell();
  }

  /** What is typed counts at once: what is wrong about it is told when the map is to be trained with it. */
  #change(texts, change) {
    this.setting = { ...this.setting, experiment: { ...this.setting.experiment, ...texts } };
    change(texts);
  }

  #changed() {
    this.trouble = "";
    this.#tell();
  }

  #pick(what) {
    this.what = what;
    if (this.told) this.picture.show(this.told, what);
    this.schedule();
  }

  async #start() {
    if (this.starting) return;
    this.starting = true;
    const { setting, recipe } = this;
    const id = await this.sweep.start({ experiment: setting.experiment, ...this.#grid(), steps: Number(recipe.steps) });
    this.starting = false;
    if (!id) return;
    this.setting = { ...this.setting, sweep: id };
    this.sweep.follow(id);
    this.keep(id);
  }

  #dial() {
    return this.setting && this.dials[this.setting.experiment.initializer];
  }

  /** Where the cells of the next map are; null when there is no scale to turn. */
  #grid() {
    const dial = this.#dial();
    if (!dial || !this.reading) return null;
    const { unit, critical, width } = this.reading;
    const [std, reach] = critical ? [critical, REACH] : [Math.sqrt(1.5 / width), WIDER];
    const middle = unit ? std / unit : 1; // not drawn at random: the scale itself is what counts
    const [low, high] = [Math.max(dial.low, middle / reach), Math.min(dial.high, middle * reach)];
    const { scales, depths } = this.menus;
    return {
      scales: Array.from({ length: scales }, (_, at) => Number((low * (high / low) ** (at / (scales - 1))).toPrecision(4))),
      depths: Array.from({ length: depths }, (_, at) => Math.max(1, Math.round((Number(this.recipe.deepest) * (at + 1)) / depths))),
    };
  }

  /** Bring words, buttons and what tests read in line with what is known. */
  #tell() {
    const { told, words, node } = this;
    const running = told?.status === "running";
    const left = ["stopped", "interrupted"].includes(told?.status);
    this.recipe.allow({ able: Boolean(this.#grid()), scaled: !this.setting || Boolean(this.#dial()), running: running && told.owner, left: left && told.owner });
    setText(this.picks.buttons[0], told?.metric === "error" ? words.error_title : words.accuracy_title);
    const parts = told && (running || left) ? [fill(words.cells_done, told)] : [];
    if (running && told.remaining !== null) parts.push(fill(words.time_left, { time: this.#spell(told.remaining) }));
    setText(this.progress, parts.join(" · "));
    this.bar.style.transform = `scaleX(${told ? told.done / told.total : 0})`;
    this.track.setAttribute("aria-valuenow", told ? Math.round((100 * told.done) / told.total) : 0);
    this.track.classList.toggle("idle", !running && !left);
    const caption = this.#caption();
    setText(this.caption, caption);
    this.caption.title = caption;
    this.#write();
    const { dataset } = node;
    dataset.sweep = told?.id ?? "";
    dataset.status = told?.status ?? "";
    dataset.done = told?.done ?? 0;
    dataset.total = told?.total ?? 0;
    this.schedule();
  }

  #spell(seconds) {
    const { words } = this;
    return seconds < 90 ? fill(words.seconds, { seconds: Math.ceil(seconds) }) : fill(words.minutes, { minutes: Math.round(seconds / 60) });
  }

  #caption() {
    const { told, words } = this;
    if (!told) return words.trained_none;
    const choices = this.#differences().map((path) => spelled(path, told.experiment, this.menus));
    if (String(told.steps) !== this.recipe.steps) choices.push(`${this.menus.steps.label} ${told.steps}`);
    const parts = choices.length ? [fill(words.trained_differs, { choices: choices.join(", ") })] : [];
    if (!told.owner) parts.push(words.trained_theirs);
    if (told.cells.status.includes("diverged")) parts.push(words.trained_red);
    return [...parts, words.trained_caption].join(" ");
  }

  #differences() {
    return differences(this.told, this.setting?.experiment ?? {});
  }

  #complain(sentence) {
    this.trouble = sentence;
    this.#write();
  }

  #write() {
    const sentence = this.trouble || this.told?.store || "";
    this.note.hidden = !sentence;
    if (this.note.dataset.text === sentence) return;
    this.note.dataset.text = sentence;
    this.note.replaceChildren(...(sentence ? [icon("warn"), make("span", { text: sentence })] : []));
  }

  /** `here`: where the dial stands, `theory`: of the measured map, `reading`: of the dial (`core.propagation.answer.dial`). */
  draw(theme, here, theory, reading) {
    this.blanks += Number(this.blank());
    this.node.dataset.blank = this.blanks;
    const before = JSON.stringify(this.#grid());
    this.reading = reading;
    const grid = this.#grid();
    if (JSON.stringify(grid) !== before) return this.#tell(); // which draws again
    if (!this.told && grid) this.picture.plan(grid.scales, grid.depths);
    const same = !this.told || !this.#differences().some(changesNetwork);
    this.picture.draw(theme, { theory: same ? theory : null, here: same ? here : null });
  }

  blank() {
    return this.picture.blank();
  }

  close() {
    this.sweep.close();
  }
}
