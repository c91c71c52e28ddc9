// What the page knows: choices as texts, the network as the server tells of it, and the way to change both.
import { rootOf, withEntry } from "../shared/choices.js";
import { readScene } from "../shared/frame.js";
import { Connection, Refused } from "./connection.js";
import { Past } from "./past.js";

const REST = 400;
const RETRY = 2000;
const QUIET = new Set(["look", "weight"]); // commands that change nothing
const OTHERS = new Set(["undo", "load", "change"]); // commands that bring other choices
const KEPT = "gradient-lab:play";

export class Model {
  /** `tell(chosen)`: what is chosen has come to rest. `words`, `menus`: of the page. */
  constructor({ base, lang, visitor, words, menus, tell }) {
    Object.assign(this, { words, menus, tell });
    this.texts = {};
    this.errors = {};
    this.options = {};
    this.hidden = new Set();
    this.hello = this.scene = this.status = null;
    this.history = new Past();
    this.former = null; // the past of the network before this one began anew
    this.held = false; // someone is changing texts right now, which count until that is done
    this.complaint = "";
    this.connected = true;
    this.listeners = new Set();
    this.connection = new Connection({
      base,
      lang,
      visitor,
      receive: (kind, body) => this.#receive(kind, body),
      connected: (yes) => this.#connected(yes),
      gone: () => this.#create(true),
    });
  }

  /** Call `listener(what)` whenever something changes: "hello", "scene", "status", "texts" or "options". */
  on(listener) {
    this.listeners.add(listener);
  }

  /** Ask the server something about playing, such as "/points"; throws `Refused` when it says no. */
  ask(path, body) {
    return this.connection.post(path, body);
  }

  #say(what) {
    for (const listener of this.listeners) listener(what);
  }

  /** Show another setting: {experiment: texts, options, hide}. Goes on with the network of before a reload if it is the same. */
  open({ experiment, options, hide }) {
    this.texts = { ...experiment };
    this.options = { ...options };
    this.hidden = new Set(hide);
    this.errors = {};
    const kept = remembered();
    if (this.connection.play) this.#change();
    else if (kept && same(kept.texts, experiment)) this.connection.follow(kept.play);
    else this.#create();
    this.#say("texts");
    this.#say("options");
  }

  /** Choose one thing. */
  set(path, text) {
    this.put({ [path]: text });
  }

  /** Choose several things. An entry that is picked from a menu gets its own parameters, see `withEntry`. */
  put(texts) {
    const before = this.texts;
    let after = before;
    for (const [key, entry] of Object.entries(texts)) if (entry !== before[key] && this.menus.fields[key]?.entries) after = withEntry(this.menus, after, key, entry);
    this.texts = { ...after, ...texts };
    const stands = ([wrong]) => !(wrong in texts) && !(rootOf(wrong) in texts);
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(stands));
    this.#say("texts");
    this.#change();
  }

  /** Switch something that is no choice of the experiment: how it is looked at. */
  toggle(option, value = !this.options[option]) {
    if (this.options[option] === value) return;
    this.options = { ...this.options, [option]: value };
    this.#say("options");
    this.#rest();
  }

  /** Send a command; resolves to what the server says of it, or undefined when it said no: `complaint` says why. */
  async send(verb, value) {
    if (verb === "speed") this.toggle("speed", value);
    if (OTHERS.has(verb)) this.errors = {};
    try {
      const answer = await this.connection.command(verb, value);
      if (!QUIET.has(verb)) this.#agree();
      return answer;
    } catch (error) {
      this.#refused(error, this.errors);
      return undefined;
    }
  }

  /** Send all choices, now or as soon as the change under way is done; one that has been overtaken is never sent. */
  async #change() {
    this.waiting = true;
    this.#rest();
    if (this.changing) return;
    this.changing = true;
    while (this.waiting && !this.closed) {
      this.waiting = false;
      const sent = this.texts;
      if (this.connection.play) await this.#exchange();
      else if ((await this.#create()) !== sent) this.waiting = true;
    }
    this.changing = false;
  }

  async #exchange() {
    try {
      await this.connection.command("change", this.#right());
      this.#agree();
    } catch (error) {
      if (!this.waiting) this.#refused(error, this.errors);
    }
  }

  /** What is chosen, with the network's own choices in place of those that were refused and still stand. */
  #right() {
    const wrong = new Set(Object.keys(this.errors).map(rootOf));
    if (!wrong.size || !this.hello) return this.texts;
    const kept = ([path]) => !wrong.has(rootOf(path));
    const own = ([path]) => wrong.has(rootOf(path));
    return Object.fromEntries([...Object.entries(this.texts).filter(kept), ...Object.entries(this.hello.experiment).filter(own)]);
  }

  /** A network of our own on the server, `anew` if it has forgotten one. Resolves to the choices that it was asked with. */
  #create(anew = false) {
    clearTimeout(this.again);
    return (this.creating ??= this.#begin(anew).finally(() => (this.creating = null)));
  }

  async #begin(anew) {
    const { texts } = this;
    try {
      await this.#open(texts);
      if (anew) this.complain(this.words.d_anew);
    } catch (error) {
      this.#refused(error);
      if (!(error instanceof Refused)) this.again = setTimeout(() => this.#create(anew), RETRY);
      // Own points that are too few yet: until there are more, a network learns something else.
      else if (Object.keys(this.errors).length) await this.#open(this.#possible(), this.errors).catch((again) => this.#refused(again));
    }
    return texts;
  }

  async #open(texts, errors = {}) {
    const play = await this.connection.create(texts, this.options.speed);
    this.errors = errors;
    this.#agree();
    if (!this.closed) this.connection.follow(play);
  }

  /** What is chosen, with the first entry of a menu, or what is usual, in place of what was refused. */
  #possible() {
    const wrong = new Set(Object.keys(this.errors).map(rootOf));
    const kept = Object.entries(this.texts).filter(([path]) => !wrong.has(rootOf(path)));
    const firsts = [...wrong].map((root) => [root, this.menus.fields[root]?.entries?.[0].key]).filter(([, first]) => first);
    return Object.fromEntries([...kept, ...firsts]);
  }

  /** The server said yes; what else was wrong may still be. */
  #agree() {
    this.complain(Object.values(this.errors)[0] ?? "");
  }

  /** `standing`: what was wrong before and still is. */
  #refused(error, standing = {}) {
    const known = error instanceof Refused;
    if (!known) console.error(error);
    if (known) this.errors = { ...standing, ...error.errors };
    this.complain((known && error.message) || this.words.unreachable);
    this.#say("texts");
  }

  /** Show a sentence that says what went wrong; "" takes it away. */
  complain(sentence) {
    if (this.complaint === sentence) return;
    this.complaint = sentence;
    this.#say("status");
  }

  /** The address of a route of the lab, such as "/lab/play/…/file". */
  url(path) {
    return `${this.connection.base}${path}`;
  }

  #connected(yes) {
    if (this.connected === yes) return;
    this.connected = yes;
    this.complain(yes ? "" : this.words.unreachable);
  }

  #receive(kind, body) {
    if (this.closed) return;
    if (kind === "hello") this.#greet(body);
    else if (kind === "status") this.status = body;
    else {
      const scene = readScene(new Uint8Array(body), this.hello);
      if (!scene) return;
      this.scene = scene;
      this.history.append(scene);
    }
    this.#say(kind);
  }

  /** A greeting: what is chosen as the server reads it, unless it said no and the texts still stand. */
  #greet(hello) {
    const past = new Past(hello.history);
    this.former = this.hello?.metric === hello.metric ? past.after(this.history, this.former) : null;
    this.hello = hello;
    this.history = past;
    remember(hello);
    if (this.changing || this.creating || this.held || Object.keys(this.errors).length) return;
    if (same(hello.experiment, this.texts)) return;
    this.texts = { ...hello.experiment };
    this.#say("texts");
    this.#rest();
  }

  /** Tell Python when nothing has changed for a moment. */
  #rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.closed) return;
      if (this.changing || this.creating) return this.#rest();
      if (Object.keys(this.errors).length && !this.hello) return;
      this.tell({ experiment: this.#right(), options: this.options, hide: [...this.hidden] });
    }, REST);
  }

  close() {
    this.closed = true;
    for (const timer of [this.timer, this.again]) clearTimeout(timer);
    this.connection.close();
  }
}

/** Whether two sets of choices say the same. */
function same(texts, others) {
  const paths = Object.keys(texts);
  return paths.length === Object.keys(others).length && paths.every((path) => texts[path] === others[path]);
}

/** The network of this tab before it was loaded again: {play, texts}. A tab may forbid storage. */
function remembered() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    return kept?.play && kept.texts ? kept : null;
  } catch {
    return null;
  }
}

function remember({ play, experiment }) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ play, texts: experiment }));
  } catch {
    // without storage a reload begins anew
  }
}
