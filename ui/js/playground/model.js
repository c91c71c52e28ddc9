// What the page knows: choices as texts, the network as the server tells of it, and the way to change both.
import { withEntry, within } from "../shared/choices.js";
import { readScene } from "../shared/frame.js";
import { Exchange } from "./exchange.js";
import { Past } from "./past.js";
import { Refused, accepted, standing } from "./refusal.js";
import { Underway } from "./underway.js";

/** @import { Contents } from "../shared/container.js" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { Scene, Words } from "../shared/types.d.ts" */
/** @import { Connect, Connected, Hello, Menus, Options, Setting, Status } from "./types.d.ts" */
/** @import { Errors } from "./refusal.js" */

/** @typedef {"hello" | "scene" | "status" | "texts" | "options"} What has changed */

const REST = 400;
const QUIET = new Set(["look", "weight"]); // commands that change nothing
const OTHERS = new Set(["undo", "load", "change", "restart"]); // commands that bring other choices

export class Model {
  /** What is chosen. @type {Texts} */
  texts = {};
  /** What is wrong with it. @type {Errors} */
  errors = {};
  /** @type {Options} */
  options = {};
  /** Names of controls that a link hides. @type {Set<string>} */
  hidden = new Set();
  /** @type {Hello | null} */
  hello = null;
  /** @type {Scene | null} */
  scene = null;
  /** @type {Status | null} */
  status = null;
  history = new Past();
  /** The past of the network before this one began anew. @type {Past | null} */
  former = null;
  /** Someone is changing texts right now, which count until that is done. */
  held = false;
  /** A sentence that says what went wrong. */
  complaint = "";
  /** The server had forgotten the network, and there is a new one that nobody has steered yet. */
  restarted = false;
  /** The network was opened with the weights of a file, and nobody has steered it yet. */
  loaded = false;
  connected = true;
  /** Changes that the server has not answered yet. */
  underway = new Underway(() => this.#say("status"));
  /** @type {((what: What) => void)[]} */
  #listeners = [];
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;
  #exchange;
  #tell;
  #kept;

  /**
   * @param {object} page
   * @param {Words} page.words
   * @param {Menus} page.menus
   * @param {Connect} page.connect makes the way to the server
   * @param {(chosen: Setting) => void} page.tell what is chosen has come to rest
   * @param {{ remembered: () => { play: string, texts: Texts } | null, remember: (hello: Hello) => void }} page.kept the
   *   network of this tab from before a reload
   */
  constructor({ words, menus, connect, tell, kept }) {
    this.words = words;
    this.menus = menus;
    this.#tell = tell;
    this.#kept = kept;
    /** @type {Connected} */
    this.connection = connect({
      receive: {
        hello: (hello) => this.#greet(hello),
        status: (status) => this.#stand(status),
        scene: (contents) => this.#show(contents),
      },
      connected: (yes, busy) => this.#reach(yes, busy),
      gone: () => void this.#exchange.create(true),
    });
    const chosen = () => ({ texts: this.texts, errors: this.errors, hello: this.hello, speed: this.options.speed });
    this.#exchange = new Exchange(this.connection, menus, chosen, {
      agreed: (errors) => this.#agree(errors),
      refused: (error, before) => this.#refuse(error, before),
      anew: () => this.#restart(),
    });
  }

  /** @param {(what: What) => void} listener called whenever something changes */
  on(listener) {
    this.#listeners.push(listener);
  }

  /** @param {What} what */
  #say(what) {
    for (const listener of this.#listeners) listener(what);
  }

  /**
   * Show another setting. Goes on with the network of before a reload if it is the same.
   *
   * @param {Setting} setting
   */
  open({ experiment, options, hide }) {
    this.texts = { ...experiment };
    this.options = { ...options };
    this.hidden = new Set(hide);
    this.errors = {};
    const kept = this.#kept.remembered();
    if (this.connection.play) this.#change();
    else if (kept && same(kept.texts, experiment)) this.connection.follow(kept.play);
    else this.#exchange.create();
    this.#say("texts");
    this.#say("options");
  }

  /**
   * Choose one thing.
   *
   * @param {string} path
   * @param {string} text
   */
  set(path, text) {
    this.put({ [path]: text });
  }

  /**
   * Choose several things. An entry that is picked from a menu gets its own parameters, see `withEntry`.
   *
   * @param {Texts} changes
   */
  put(changes) {
    const before = this.texts;
    let after = before;
    for (const [key, entry] of Object.entries(changes)) if (entry !== before[key] && this.menus.fields[key]?.entries) after = withEntry(this.menus, after, key, entry);
    this.texts = { ...after, ...changes };
    this.errors = standing(this.errors, changes);
    this.#steered();
    this.#say("texts");
    this.#change();
  }

  #change() {
    this.#rest();
    void this.underway.during(this.#exchange.change());
  }

  /**
   * Switch something that is no choice of the experiment: how it is looked at.
   *
   * @template {keyof Options} Name
   * @param {Name} option
   * @param {Options[Name]} value
   */
  toggle(option, value) {
    if (this.options[option] === value) return;
    this.options = { ...this.options, [option]: value };
    this.#say("options");
    this.#rest();
  }

  /**
   * Send a command; resolves to what the server says of it, or undefined when it said no: `complaint` says why.
   *
   * @param {string} verb
   * @param {unknown} [value]
   */
  async send(verb, value) {
    if (OTHERS.has(verb)) this.errors = {};
    try {
      const command = this.connection.command(verb, value);
      const answer = await (OTHERS.has(verb) ? this.underway.during(command) : command);
      if (!QUIET.has(verb)) {
        this.#agree();
        this.#steered(verb === "load");
      }
      return answer;
    } catch (error) {
      this.#refuse(error, this.errors);
      return undefined;
    }
  }

  /** Whether something is chosen that the server refused: its network, and what can be undone there, know nothing of it. */
  get #refused() {
    return this.hello !== null && Object.keys(this.errors).length > 0;
  }

  /** Whether there is something to take back. */
  get undoable() {
    return this.#refused || Boolean(this.status?.undo ?? this.hello?.undo);
  }

  /** Take the latest change back: what was refused, or else the latest that the server made. */
  async undo() {
    await this.#exchange.settled();
    if (!this.hello || !this.#refused) return void (await this.send("undo"));
    this.texts = { ...this.hello.experiment };
    this.#agree({});
    this.#say("texts");
    this.#rest();
  }

  /**
   * The server said yes; what else was wrong may still be.
   *
   * @param {Errors} [errors]
   */
  #agree(errors = this.errors) {
    this.errors = errors;
    this.complain(Object.values(errors)[0] ?? "");
  }

  /**
   * @param {unknown} error
   * @param {Errors} before what was wrong before and still is
   */
  #refuse(error, before) {
    const known = error instanceof Refused;
    if (!known) console.error(error);
    if (known) this.errors = { ...before, ...error.errors };
    this.complain((known && error.message) || this.words.unreachable);
    this.#say("texts");
  }

  /**
   * Show a sentence that says what went wrong; "" takes it away.
   *
   * @param {string} sentence
   */
  complain(sentence) {
    if (this.complaint === sentence) return;
    this.complaint = sentence;
    this.#say("status");
  }

  /** There is another network, because the server had forgotten the one before. */
  #restart() {
    this.restarted = true;
    this.#say("status");
  }

  /**
   * Someone has steered the network, who has seen what was said about where it comes from.
   *
   * @param {boolean} [loaded] by opening a file
   */
  #steered(loaded = false) {
    if (!this.restarted && this.loaded === loaded) return;
    this.restarted = false;
    this.loaded = loaded;
    this.#say("status");
  }

  /**
   * @param {boolean} yes
   * @param {boolean} [busy] the server has no time
   */
  #reach(yes, busy) {
    if (yes && this.connected) return;
    this.connected = yes;
    const { unreachable, server_busy } = this.words;
    this.complain(yes ? "" : busy ? server_busy : unreachable);
  }

  /** @param {Status} status */
  #stand(status) {
    if (this.#closed) return;
    this.status = status;
    this.#say("status");
  }

  /** @param {Contents} contents */
  #show(contents) {
    const scene = this.#closed ? null : readScene(contents, this.hello);
    if (!scene) return;
    this.scene = scene;
    this.history.append(scene);
    this.#say("scene");
  }

  /**
   * A greeting: what is chosen as the server reads it, unless it said no and the texts still stand.
   *
   * @param {Hello} hello
   */
  #greet(hello) {
    if (this.#closed) return;
    const past = new Past(hello.history);
    this.former = this.hello?.metric === hello.metric ? past.after(this.history, this.former) : null;
    this.hello = hello;
    this.history = past;
    this.#kept.remember(hello);
    const settled = !this.#exchange.busy && !this.held && !Object.keys(this.errors).length;
    if (settled && !same(hello.experiment, this.texts)) {
      this.texts = { ...hello.experiment };
      this.#say("texts");
      this.#rest();
    }
    this.#say("hello");
  }

  /** Tell Python when nothing has changed for a moment. */
  #rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      if (this.#closed) return;
      if (this.#exchange.busy) return this.#rest();
      if (Object.keys(this.errors).length && !this.hello) return;
      this.#tell({ experiment: accepted(this.texts, this.errors, this.hello?.experiment), options: this.options, hide: [...this.hidden] });
    }, REST);
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#resting);
    this.underway.close();
    this.#exchange.close();
    this.connection.close();
  }
}

/**
 * Whether two sets of choices say the same.
 *
 * @param {Texts} texts
 * @param {Texts} others
 */
function same(texts, others) {
  return Object.keys(texts).length === Object.keys(others).length && within(texts, others);
}
