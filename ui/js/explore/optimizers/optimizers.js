// The explorer of optimizers: a race down a surface, and one of them step by step.
import { make, setText } from "../../shared/element.js";
import { fill } from "../../shared/format.js";
import { Arrows } from "./arrows.js";
import { Contour } from "./contour.js";
import { Landscape } from "./landscape.js";
import { Legend } from "./legend.js";
import { Losses } from "./losses.js";
import { courseOf, parametersOf, stepOf, wayOf } from "./race.js";
import { handedOver, racersOf, toggled } from "./racers.js";
import { remarkOf } from "./remark.js";
import { largestRate } from "./surfaces.js";
import { Terms } from "./terms.js";
import { Transport } from "./transport.js";
import { short } from "./written.js";

/** @import { Entry, Texts } from "../../shared/menus.d.ts" */
/** @import { Theme } from "../../shared/types.d.ts" */
/** @import { Parts } from "../types.d.ts" */
/** @import { Course, Way } from "./race.js" */
/** @import { Racer } from "./racers.js" */
/** @import { Scene } from "./scene.d.ts" */

/** How far from 0 a race may begin: as in core/explorers/surfaces.py. */
const REACH = 5;

export class OptimizerExplorer {
  /** @type {Texts} */
  #texts = {};
  /** @type {Scene | undefined} */
  #scene;
  /** Ways that are known, by the key of the optimizer, with what they depend on. @type {Map<string, { of: string, way: Way }>} */
  #ways = new Map();
  #remark = make("p", { class: "race-remark", role: "status" });

  /** @param {Parts} parts */
  constructor({ words, menu, watch, put }) {
    this.words = words;
    this.put = put;
    this.entries = /** @type {Entry[]} */ (menu.fields.optimizer.entries);
    this.contour = new Contour(words, (x, y) => put(placed(x, y)));
    this.landscape = new Landscape(words, ({ turn, tilt }) => put(viewed(turn, tilt)));
    this.transport = new Transport(words, menu.fields.step, (step) => put({ step: String(step) }));
    this.losses = new Losses(words, (step) => (this.transport.stop(), this.transport.look(step)));
    this.arrows = new Arrows(words);
    this.terms = new Terms(words, this.transport.node);
    const keys = this.entries.map(({ key }) => key);
    this.legend = new Legend(words, this.entries, {
      toggle: (key) => put({ hidden: toggled(this.entries, this.#texts.hidden, key) }),
      only: (all) => put({ hidden: all ? "" : keys.filter((key) => key !== this.#texts.optimizer).join(",") }),
    });
    const pictures = [this.contour.node, this.landscape.node, this.losses.node, this.arrows.node, this.terms.node];
    this.node = make("div", { class: "race" }, this.legend.node, this.#remark, make("div", { class: "pictures" }, ...pictures));
    this.#keys();
    watch(this.node);
  }

  /** What is dragged can be moved with the arrow keys, too. */
  #keys() {
    const arrows = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] });
    const moves = /** @type {[HTMLCanvasElement, (across: number, up: number) => Texts][]} */ ([
      [this.contour.plot.surface.canvas, (across, up) => placed(Number(this.#texts["surface.x"]) + 0.05 * across, Number(this.#texts["surface.y"]) + 0.05 * up)],
      [this.landscape.surface.canvas, (across, up) => viewed(Number(this.#texts.turn) + 5 * across, Number(this.#texts.tilt) + 5 * up)],
    ]);
    for (const [canvas, moved] of moves) {
      canvas.tabIndex = 0;
      canvas.addEventListener("keydown", (event) => {
        const way = arrows[event.key];
        if (!way) return;
        event.preventDefault();
        this.put(moved(...way));
      });
    }
  }

  /** @param {Texts} before @param {Texts} after */
  adjusted(before, after) {
    return handedOver(this.entries, before, after);
  }

  /** @param {Texts} texts */
  show(texts) {
    this.#texts = texts;
    this.#scene = undefined;
    this.contour.node.hidden = texts.picture !== "contour";
    this.landscape.node.hidden = texts.picture === "contour";
    this.transport.show(Math.min(Number(texts.step), Number(texts.steps)), Number(texts.steps));
  }

  /** What the choices say, computed when it is first drawn: fingers move faster than pictures. */
  get #now() {
    return (this.#scene ??= this.#raced());
  }

  /** @returns {Scene} */
  #raced() {
    const texts = this.#texts;
    const racers = racersOf(this.entries, texts);
    const course = courseOf(texts);
    const runs = racers.map((racer, at) => ({ racer, at, way: this.#way(racer, course) }));
    const followed = runs[racers.findIndex((racer) => racer.followed)];
    const others = runs.filter(({ racer }) => !racer.hidden && !racer.followed);
    const t = Math.min(Number(texts.step), course.steps);
    const { key, parameters } = followed.racer;
    return {
      surface: JSON.stringify(this.#own()),
      course,
      racers,
      runs: [...others, followed],
      followed,
      t,
      step: stepOf(key, parameters, course, followed.way, Math.min(t, followed.way.diverged ?? t)),
      limit: largestRate(key, parameters, course.surface),
      view: { turn: Number(texts.turn), tilt: Number(texts.tilt) },
    };
  }

  /** @param {Racer} racer @param {Course} course */
  #way({ key, parameters, followed }, course) {
    const of = JSON.stringify([followed, parameters, course, this.#texts.surface, this.#own()]);
    const known = this.#ways.get(key);
    if (known?.of === of) return known.way;
    const way = wayOf(key, parameters, course, followed);
    this.#ways.set(key, { of, way });
    return way;
  }

  /** The texts that make the surface, but for start and noise. */
  #own() {
    const other = ["surface.x", "surface.y", "surface.seed", "surface.noise"];
    return Object.entries(this.#texts).filter(([path]) => path.startsWith("surface") && !other.includes(path));
  }

  limits() {
    return { rate: largestRate(this.#texts.optimizer, parametersOf(this.#texts, "optimizer"), courseOf(this.#texts).surface) };
  }

  /** @param {Theme} theme */
  draw(theme) {
    const scene = this.#now;
    this.contour.draw(theme, scene);
    this.landscape.draw(theme, scene);
    this.losses.draw(theme, scene);
    this.arrows.draw(theme, scene);
    this.legend.draw(theme, scene); // Words last: whoever asks for a size after them waits for the page's layout.
    this.terms.draw(theme, scene);
    this.#describe(scene);
  }

  /** @param {Scene} scene */
  #describe(scene) {
    const { followed, t } = scene;
    const { way, racer } = followed;
    const { text, warned } = remarkOf(this.words, scene);
    setText(this.#remark, text);
    this.#remark.classList.toggle("warned", warned);
    const at = Math.min(t, way.x.length - 1);
    const told = fill(this.words.race_told, { optimizer: racer.label, step: at, w1: short(way.x[at]), w2: short(way.y[at]), loss: short(way.loss[at]) });
    for (const { canvas } of [this.contour.plot.surface, this.landscape.surface]) canvas.setAttribute("aria-label", told);
  }

  pictures() {
    return [...(this.contour.node.hidden ? [this.landscape] : [this.contour.plot]), this.losses.plot, this.arrows.plot];
  }

  /** @returns {Record<string, string | number>} */
  report() {
    const { followed, t, limit, runs } = this.#now;
    const { way, racer } = followed;
    const at = Math.min(t, way.x.length - 1);
    return { optimizer: racer.key, step: t, w1: way.x[at], w2: way.y[at], loss: way.loss[at], diverged: way.diverged ?? "", limit: limit ?? "", drawn: runs.length };
  }

  close() {
    this.transport.stop();
  }
}

/** @param {number} x @param {number} y */
function placed(x, y) {
  const text = (/** @type {number} */ value) => String(Math.round(1000 * Math.min(Math.max(value, -REACH), REACH)) / 1000);
  return { "surface.x": text(x), "surface.y": text(y) };
}

/** @param {number} turn degrees @param {number} tilt degrees */
function viewed(turn, tilt) {
  const around = ((((Math.round(turn) + 180) % 360) + 360) % 360) - 180;
  return { turn: String(around), tilt: String(Math.min(Math.max(Math.round(tilt), 5), 90)) };
}
