// One live panel: gets the run's events, keeps what they say, and draws the newest of it, once a screen frame.
import { make, segmented } from "../shared/element.js";
import { readHistory } from "../shared/frame.js";
import { LiveStream } from "../shared/livestream.js";
import { page } from "../shared/page.js";
import { plotly } from "../shared/plotly.js";
import { DataView } from "./dataview.js";
import { Distributions } from "./distributions.js";
import { FeatureMaps } from "./featuremaps.js";
import { Head } from "./head.js";
import { Metrics } from "./metrics.js";
import { NormalizationView } from "./normalization.js";
import { OverTime } from "./overtime.js";
import { Overview } from "./overview.js";
import { Past } from "./past.js";
import { Run, sameShape } from "./run.js";

/** @import { Contents } from "../shared/container.js" */
/** @import { Kind } from "../shared/livestream.js" */
/** @import { PlotlyLibrary } from "../shared/plotlyjs.d.ts" */
/** @import { Shell } from "../shared/page.js" */
/** @import { Theme } from "../shared/types.d.ts" */
/** @import { Choices, Hello, Status, TrainData, Verb, View } from "./types.d.ts" */

/** @typedef {"overview" | "distributions" | "over_time" | "feature_maps" | "normalization" | "metrics" | "data"} ViewName */

// A link of TensorFlow Playground whose host was exchanged: another page knows what to do with it.
const ORIGINAL = /[#&](networkShape|activation)=/;
const whenFree = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 500)); // Safari has none

/** What is chosen at first. @type {Choices} */
const CHOICES = { lossScale: "linear", validation: true, sharp: false, units: "saturated", flow: "preactivation_gradient_std", ratio: "update_ratio" };

class Panel {
  /** The view that was chosen. @type {ViewName} */
  #choice = "overview";
  /** The view that is seen. @type {ViewName | null} */
  #active = null;
  /** Id of the run to be shown. @type {string | null} */
  #following = null;
  /** @type {LiveStream | null} */
  #stream = null;
  /** What is known of the run. @type {Run | null} */
  #run = null;
  /** Another run, whose picture stays until there is something to show in its place. @type {Run | null} */
  #stays = null;
  /** @type {Status | null} */
  #status = null;
  #connected = true;
  /** The server has no time. */
  #busy = false;
  /** @type {PlotlyLibrary | null} */
  #plotly = null;

  /**
   * @param {Shell<TrainData, Panel>} shell
   * @param {TrainData} data
   * @param {Panel | null} former
   */
  constructor(shell, data, former) {
    const { words } = data;
    this.shell = shell;
    this.data = data;
    this.choices = former?.choices ?? { ...CHOICES };
    if (former) this.#choice = former.#choice;
    const common = { words, server: shell.server, tooltip: shell.tooltip, redraw: shell.redraw, choices: this.choices };
    /** @type {Record<ViewName, View>} */
    this.views = {
      overview: new Overview(common),
      distributions: new Distributions(common),
      over_time: new OverTime(common),
      feature_maps: new FeatureMaps(common),
      normalization: new NormalizationView(common),
      metrics: new Metrics(common),
      data: new DataView(common),
    };
    const names = /** @type {ViewName[]} */ (Object.keys(this.views));
    this.tabs = segmented(
      names.map((name) => [name, words[`view_${name}`]]),
      { label: words.views, value: this.#choice, pick: (name) => this.#choose(name) },
    );
    this.head = new Head({ words, views: this.tabs.node, send: (verb, value) => this.#send(verb, value), mend: (texts) => shell.tell("mend", texts) });
    const stage = make("div", { class: "stage" }, ...Object.values(this.views).map((view) => view.node));
    this.past = new Past({
      words,
      server: shell.server,
      show: () => shell.redraw(),
      branch: (run, step) => shell.tell("branch", { run, step }),
    });
    shell.root.append(this.head.node, stage, this.past.node);
    shell.watch(stage);
    this.#show();
    if (former?.showing) this.#take(former.showing);
  }

  /** @param {TrainData} data */
  update(data) {
    this.data = data;
    if (ORIGINAL.test(location.hash)) location.replace(`${this.shell.base}/playground${location.hash}`);
    if (data.run) this.#charts();
    else whenFree(() => this.#charts());
    if (this.#following !== data.run) this.#follow(data);
  }

  /** plotly.js is large and draws runs only: before there is one, it comes when the browser has time. */
  #charts() {
    plotly(`${this.shell.args?.folder}/plotly.js`, this.data.plotly).then(
      (library) => {
        this.#plotly = library;
        this.shell.redraw();
      },
      (error) => console.error(error),
    );
  }

  /** @param {ViewName} name */
  #choose(name) {
    this.#choice = name;
    this.#show();
    this.shell.redraw();
  }

  /** Without a run there is only the data to see; some views are of runs that have what they show. */
  #show() {
    const run = this.#stays ?? this.#run;
    const offered = (/** @type {ViewName} */ name) => {
      const view = this.views[name];
      if (name === "data" && run?.recorded) return false;
      return !view.offers || Boolean(run && view.offers(run));
    };
    const name = !this.#following ? "data" : offered(this.#choice) ? this.#choice : "overview";
    for (const button of this.tabs.buttons) {
      button.disabled = !this.#following && button.dataset.key !== "data";
      button.hidden = !offered(/** @type {ViewName} */ (button.dataset.key));
    }
    if (this.#active === name) return;
    this.#active = name;
    this.tabs.press(name);
    for (const [key, view] of Object.entries(this.views)) view.node.hidden = key !== name;
  }

  /** @param {TrainData} data */
  #follow({ run }) {
    this.#stream?.close();
    this.#stream = null;
    if (this.#run?.id !== run) this.#status = null;
    this.#following = run;
    if (!run) this.#run = this.#stays = null;
    if (this.#run?.id !== run) this.past.follow(null);
    this.#show();
    if (run) this.#watch(run);
  }

  /** @param {string} run */
  #watch(run) {
    this.#stream = new LiveStream(this.shell.server, routeOf(run), {
      receive: (kind, contents) => this.#receive(kind, contents),
      connected: (yes, busy = false) => {
        if (yes === this.#connected && busy === this.#busy) return;
        this.#connected = yes;
        this.#busy = busy;
        this.shell.redraw();
      },
    });
  }

  /**
   * @param {Kind} kind
   * @param {Contents} contents
   */
  #receive(kind, contents) {
    if (kind === "frame") return this.#frame(contents);
    if (kind === "hello") this.#greet(/** @type {Hello} */ ({ ...contents.values, history: readHistory(contents) }));
    else if (kind === "status") this.#status = /** @type {Status} */ (contents.values);
    else {
      this.past.stale();
      this.#stream?.close();
      this.#stream = null;
    }
    this.shell.redraw();
  }

  /**
   * A greeting: the same run again after a reconnection, or another run, which starts over.
   *
   * @param {Hello} hello
   */
  #greet(hello) {
    const earlier = this.#run;
    const same = earlier?.id === hello.id;
    const run = new Run(hello, same ? earlier : null);
    this.#run = run;
    this.past.follow(run);
    if (same) return;
    // The old picture stays until there is something new to show in its place.
    const wait = run.history.length === 0 && sameShape(earlier, run);
    this.#stays = wait ? (this.#stays ?? earlier) : null;
    if (!wait) this.#begin(run);
  }

  /** @param {Contents} contents */
  #frame(contents) {
    if (!this.#run) return;
    this.#run.take(contents);
    if (this.#stays) {
      this.#stays = null;
      this.#begin(this.#run);
    }
    this.shell.arrived();
  }

  /** What is known of the run and where it stands: another language keeps it. */
  get showing() {
    return this.#run && { run: this.#run, status: this.#status };
  }

  /** @param {{ run: Run, status: Status | null }} showing */
  #take({ run, status }) {
    this.#run = run;
    this.#status = status;
    this.past.follow(run);
    this.#begin(run);
  }

  /** @param {Run} run */
  #begin(run) {
    for (const view of Object.values(this.views)) view.begin(run);
  }

  /**
   * @param {Verb} verb
   * @param {number} [value]
   */
  async #send(verb, value) {
    if (!this.#following) return;
    try {
      const response = await this.shell.server.post(`${routeOf(this.#following)}/commands`, { verb, value });
      /** @type {{ error?: string, run?: string }} */
      const { error = "", run } = response.status === 204 ? {} : await response.json().catch(() => ({}));
      this.head.complain(response.ok ? undefined : error);
      if (run) this.shell.tell("run", run);
      else if (response.ok && !this.#stream) this.#watch(this.#following); // it was over, and goes on
    } catch {
      this.head.complain(this.data.words.unreachable);
    }
  }

  /** @param {Theme} theme */
  draw(theme) {
    const { preview, owner, recorded } = this.data;
    const run = this.#run;
    const followed = run?.id === this.#following ? run : null; // another run's numbers are not this one's
    const then = this.#stays ? null : this.past.seen;
    const named = followed && followed.id === this.data.run ? this.data.title : null;
    this.#show();
    this.head.update({
      following: Boolean(this.#following),
      run: then ?? followed,
      status: this.#status,
      connected: this.#connected,
      busy: this.#busy,
      earlier: then !== null,
      owner: followed ? followed.owner : owner,
      recorded: followed?.recorded ?? recorded ?? false,
      title: named ?? followed?.title ?? preview?.title ?? "",
    });
    if (this.#active) this.views[this.#active].draw({ Plotly: this.#plotly, theme, run: this.#stays ?? then ?? run, kept: this.#stays || then ? null : this.#status, preview });
    this.past.draw(followed);
  }

  pictures() {
    return this.#active ? this.views[this.#active].all() : [];
  }

  report() {
    const frame = this.#run?.frame;
    return { now: { status: this.#status?.status ?? "", past: this.past.seen?.frame?.step ?? "" }, arrived: frame ? { step: frame.step, loss: frame.loss ?? "" } : null };
  }

  close() {
    this.#stream?.close();
    this.past.close();
    for (const view of Object.values(this.views)) {
      for (const picture of view.all()) picture.destroy?.();
    }
  }
}

/** @param {string} run */
function routeOf(run) {
  return `/lab/runs/${encodeURIComponent(run)}`;
}

export const { update, unmount } = page("", Panel);
