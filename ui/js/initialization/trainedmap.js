// Training the map: a network for every scale and depth, and which of them learn.
import { changesNetwork, differences } from "./differences.js";
import { figure, find, make, segmented, setText } from "../shared/element.js";
import { Notice } from "./notice.js";
import { Sweep } from "./sweep.js";
import { SweepForm } from "./sweepform.js";
import { plannedGrid } from "./sweepplan.js";
import { progressText, trainedCaption } from "./sweeptexts.js";
import { TrainedPicture } from "./trainedpicture.js";

/** @import { Server } from "../shared/server.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { DialReadings, Grid, Here, InitializationMenus, Setting, SweepProgress, TheoryLines } from "./types.d.ts" */
/** @import { Shown } from "./trainedcells.js" */

export class TrainedMap {
  /** @type {SweepProgress | null} */
  #progress = null;
  /** @type {Shown} what the colours show */
  #shown = "metric";
  /** @type {Setting | null} the page's, at rest */
  #setting = null;
  /** @type {string | null} id of the visitor's newest map */
  #newest = null;
  /** @type {DialReadings | null} */
  #readings = null;
  /** What went wrong; "" for nothing. */
  #trouble = "";
  #starting = false;
  /** How often the picture was found gone. */
  #blanks = 0;

  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {Tooltip} parts.tooltip
   * @param {InitializationMenus} parts.menus
   * @param {Server} parts.server
   * @param {(texts: Texts) => void} parts.change other choices of the experiment
   * @param {(sweep: string) => void} parts.keep this map is looked at now
   * @param {(run: string) => void} parts.open a cell was pressed
   * @param {() => void} parts.schedule something new is to be drawn
   */
  constructor({ words, tooltip, menus, server, change, keep, open, schedule }) {
    this.words = words;
    this.keep = keep;
    this.schedule = schedule;
    this.dials = menus.dials;
    this.menus = menus.training;
    this.progress = make("span", { class: "pace-text" });
    /** @type {[Shown, string][]} */
    const shown = [["metric", words.accuracy_title], ["loss", words.loss_title]];
    this.picks = segmented(shown, { label: words.shown, value: "metric", small: true, pick: (one) => this.#pick(one) });
    this.node = figure({ title: words.trained_title, caption: words.trained_none, area: "area-training", extra: [this.progress, this.picks.node] });
    this.caption = find(this.node, ".caption");
    this.form = new SweepForm({
      words,
      menus: this.menus,
      change: (texts) => this.#change(texts, change),
      changed: () => this.#changed(),
      start: () => this.#start(),
      stop: () => this.sweep.command("stop"),
      goOn: () => this.sweep.command("resume"),
    });
    this.notice = new Notice("alert");
    this.bar = make("div", {});
    this.track = make("div", { class: "progress", role: "progressbar", "aria-label": words.trained_title }, this.bar);
    const plot = find(this.node, ".plot");
    plot.before(this.form.node, this.track);
    plot.append(this.notice.node);
    this.picture = new TrainedPicture(this.node, { words, tooltip, open });
    this.sweep = new Sweep({
      server,
      seen: () => !document.hidden && this.node.offsetParent !== null,
      receive: (progress) => this.#receive(progress),
      complain: (sentence) => this.#complain(sentence),
      lost: words.lost,
      unreachable: words.unreachable,
    });
  }

  /** @param {Setting} setting the page's, at rest */
  show(setting) {
    this.#setting = setting;
    this.#trouble = "";
    this.form.show(setting.experiment);
    this.#follow();
    this.#tell();
  }

  /** The visitor's newest map, which is shown unless the setting names one; null where nobody has asked for it. */
  set latest(/** @type {string | null} */ sweep) {
    if (!sweep || this.#newest === sweep) return;
    this.#newest = sweep;
    this.#follow();
  }

  #follow() {
    if (this.#setting) this.sweep.follow(this.#setting.sweep || this.#newest || "");
  }

  /** @param {SweepProgress | null} progress */
  #receive(progress) {
    const another = progress && this.#progress?.id !== progress.id;
    this.#progress = progress;
    if (another && progress.owner) this.form.take(progress);
    if (progress) this.picture.show(progress, this.#shown);
    this.#tell();
  }

  /**
   * What is typed counts at once: what is wrong about it is told when the map is to be trained with it.
   *
   * @param {Texts} texts
   * @param {(texts: Texts) => void} change
   */
  #change(texts, change) {
    if (this.#setting) this.#setting = { ...this.#setting, experiment: { ...this.#setting.experiment, ...texts } };
    change(texts);
  }

  #changed() {
    this.#trouble = "";
    this.#tell();
  }

  /** @param {Shown} shown */
  #pick(shown) {
    this.#shown = shown;
    if (this.#progress) this.picture.show(this.#progress, shown);
    this.schedule();
  }

  async #start() {
    const [setting, grid] = [this.#setting, this.#grid()];
    if (this.#starting || !setting || !grid) return;
    this.#starting = true;
    const id = await this.sweep.start({ experiment: setting.experiment, ...grid, steps: Number(this.form.steps) });
    this.#starting = false;
    if (!id) return;
    this.#setting = { ...(this.#setting ?? setting), sweep: id };
    this.sweep.follow(id);
    this.keep(id);
  }

  /** The choices of now. */
  get #experiment() {
    return this.#setting?.experiment ?? {};
  }

  #dial() {
    return this.dials[this.#experiment.initializer];
  }

  /**
   * Where the cells of the next map are; null when there is no scale to turn.
   *
   * @returns {Grid | null}
   */
  #grid() {
    const dial = this.#dial();
    return dial && this.#readings ? plannedGrid(dial, this.#readings, this.menus, Number(this.form.deepest)) : null;
  }

  /** Bring words, buttons and what tests read in line with what is known. */
  #tell() {
    const { words } = this;
    const progress = this.#progress;
    const running = progress?.status === "running";
    const left = progress?.status === "stopped" || progress?.status === "interrupted";
    const owner = progress?.owner ?? false;
    this.form.allow({ able: Boolean(this.#grid()), scaled: !this.#setting || Boolean(this.#dial()), running: running && owner, left: left && owner, busy: Boolean(progress?.busy) });
    setText(this.picks.buttons[0], progress?.metric === "error" ? words.error_title : words.accuracy_title);
    setText(this.progress, progressText(progress, words));
    const share = progress ? progress.done / progress.total : 0;
    this.bar.style.transform = `scaleX(${share})`;
    this.track.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    this.track.classList.toggle("idle", !running && !left);
    const caption = trainedCaption(progress, { experiment: this.#experiment, steps: this.form.steps }, this.menus, words);
    setText(this.caption, caption);
    this.caption.title = caption;
    this.#write();
    const { dataset } = this.node;
    dataset.sweep = progress?.id ?? "";
    dataset.status = progress?.status ?? "";
    dataset.done = String(progress?.done ?? 0);
    dataset.total = String(progress?.total ?? 0);
    this.schedule();
  }

  /** @param {string} sentence */
  #complain(sentence) {
    this.#trouble = sentence;
    this.#write();
  }

  #write() {
    this.notice.say(this.#trouble || this.#progress?.store || "");
  }

  /**
   * @param {Theme} theme
   * @param {Here | null} here where the dial stands
   * @param {TheoryLines | null} theory of the measured map
   * @param {DialReadings} readings
   */
  draw(theme, here, theory, readings) {
    this.#blanks += Number(this.blank());
    this.node.dataset.blank = String(this.#blanks);
    const before = JSON.stringify(this.#grid());
    this.#readings = readings;
    const grid = this.#grid();
    if (JSON.stringify(grid) !== before) return this.#tell(); // which draws again
    const progress = this.#progress;
    if (!progress && grid) this.picture.plan(grid);
    const same = !progress || !differences(progress, this.#experiment).some(changesNetwork);
    this.picture.draw(theme, { theory: same ? theory : null, here: same ? here : null });
  }

  blank() {
    return this.picture.blank();
  }

  close() {
    this.sweep.close();
  }
}
