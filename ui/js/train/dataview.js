// Last view: the data as the network gets it: rows, points or images, and each feature before and after scaling.
import { css } from "../shared/colours.js";
import { figure, find, make } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { PlanePicture } from "../shared/planepicture.js";
import { check } from "./check.js";
import { LinePicture } from "./linepicture.js";
import { lineKeys } from "./overview.js";
import { planeContent } from "./planecontent.js";

/** @import { Rgb, Theme } from "../shared/types.d.ts" */
/** @import { Bars, Common, PlaneData, Points, Preview, Scene } from "./types.d.ts" */

export class DataView {
  /** What is drawn, so that it is drawn once. */
  #drawn = "";

  /** @param {Common} common */
  constructor(common) {
    const { words, tooltip, choices } = common;
    this.words = words;
    this.choices = choices;
    const extra = [check(common, "validation", words.show_validation)];
    this.points = figure({ title: words.points_title, caption: words.points_caption, area: "area-points", extra });
    this.keys = lineKeys(words);
    this.rowsOnLine = figure({ title: words.line_rows_title, caption: words.points_caption, area: "area-points", extra: [this.keys, check(common, "validation", words.show_validation)] });
    this.images = figure({ title: words.images_title, caption: words.images_caption, area: "area-points" });
    this.features = figure({ title: words.features_title, caption: words.features_caption, area: "area-features" });
    this.rows = make("span", { class: "keys" });
    find(this.features, "header").append(this.rows);
    this.empty = make("p", { class: "empty", text: words.nothing_yet });
    this.node = make("div", { class: "view data" }, this.points, this.rowsOnLine, this.images, this.features, this.empty);
    this.plane = new PlanePicture(find(this.points, ".plot"), { label: words.points_title, tooltip });
    this.line = new LinePicture(find(this.rowsOnLine, ".plot"), { label: words.line_rows_title, words, tooltip });
  }

  begin() {}

  /** @param {Scene} scene */
  draw({ theme, preview, run }) {
    this.empty.hidden = Boolean(preview);
    this.points.hidden = !preview?.points;
    this.rowsOnLine.hidden = !preview?.line;
    this.images.hidden = !preview?.images;
    this.features.hidden = !preview;
    this.node.classList.toggle("single", !preview?.points && !preview?.line && !preview?.images);
    if (!preview) return;
    if (preview.line) {
      // The curve of a run on these very rows, if that is what is on screen.
      const curve = run?.line && alike(run.line.x, preview.line.x) ? (run.frame?.curve ?? null) : null;
      this.keys.hidden = !curve;
      this.line.draw(theme, { line: preview.line, curve, validation: this.choices.validation });
    }
    if (preview.points) this.plane.draw(theme, planeContent(spanned(preview.points), null, { validation: this.choices.validation, sharp: false }, this.words));
    const drawn = theme.id + JSON.stringify([preview, this.node.clientWidth, this.node.clientHeight]);
    if (this.#drawn === drawn) return;
    this.#drawn = drawn;
    const { train, val } = preview.rows;
    this.rows.textContent = fill(this.words.rows, { train: train.toLocaleString("en"), val: val.toLocaleString("en") });
    this.#features(theme, preview.features);
    if (preview.images) this.#images(theme, preview.images);
  }

  /**
   * @param {Theme} theme
   * @param {Preview["features"]} features
   */
  #features(theme, features) {
    const { words } = this;
    /** @type {[surface: Surface, part: Bars, colour: Rgb][]} */
    const surfaces = [];
    const side = (/** @type {string} */ word, /** @type {string} */ label, /** @type {Bars} */ part, /** @type {Rgb} */ colour) => {
      const box = make("div", { class: "spark" });
      surfaces.push([new Surface(box, label), part, colour]);
      const ends = make("div", { class: "ends" }, make("span", { text: number(part.low) }), make("span", { text: number(part.high) }));
      return make("div", { class: "side" }, make("div", { class: "when", text: word }), box, ends);
    };
    const cells = features.map(({ name, before, after }) => {
      const label = fill(words.feature_label, { name });
      const sides = [side(words.before, label, before, theme.muted), side(words.after, label, after, theme.diverging[8])];
      return make("div", { class: "feature" }, make("div", { class: "feature-name", text: name, title: name }), make("div", { class: "sides" }, ...sides));
    });
    find(this.features, ".plot").replaceChildren(make("div", { class: features.length <= 4 ? "features few" : "features" }, ...cells));
    for (const [surface, part, colour] of surfaces) bars(surface, part.counts, colour, theme);
  }

  /**
   * @param {Theme} theme
   * @param {NonNullable<Preview["images"]>} images
   */
  #images(theme, { side, pixels, labels }) {
    const cells = pixels.map((packed, index) =>
      make("div", { class: "image" }, picture(theme, packed, side, labels[index]), make("span", { text: labels[index] })),
    );
    find(this.images, ".plot").replaceChildren(make("div", { class: "images" }, ...cells));
  }

  all() {
    return [this.plane, this.line];
  }
}

/**
 * @param {number[]} some
 * @param {number[]} others
 */
function alike(some, others) {
  return some.length === others.length && some.every((value, at) => value === others[at]);
}

/**
 * Points with the ends of their colours: the numbers' own, where there are no classes.
 *
 * @param {Points} points
 * @returns {PlaneData}
 */
function spanned(points) {
  const { label } = points;
  const [low, high] = points.regression ? [Math.min(...label), Math.max(...label)] : [0, 1];
  return { low, high, ...points };
}

/**
 * @param {Surface} surface
 * @param {number[]} counts
 * @param {Rgb} colour
 * @param {Theme} theme
 */
function bars(surface, counts, colour, theme) {
  if (!surface.begin()) return;
  const { context, width, height } = surface;
  const tallest = Math.max(1, ...counts);
  context.fillStyle = css(colour, 0.85);
  counts.forEach((value, bin) => {
    const tall = (value / tallest) * (height - 2);
    context.fillRect((bin * width) / counts.length + 0.25, height - 1 - tall, Math.max(0.75, width / counts.length - 0.5), tall);
  });
  context.fillStyle = css(theme.line);
  context.fillRect(0, height - 1, width, 1);
  surface.inked(2, height - 0.5);
}

/**
 * A grey picture in the theme's colours.
 *
 * @param {Theme} theme
 * @param {string} packed `side` x `side` bytes in base64, 255 is ink
 * @param {number} side
 * @param {string} label
 */
function picture(theme, packed, side, label) {
  const canvas = make("canvas", { width: side, height: side, role: "img", "aria-label": label });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = context.createImageData(side, side);
  const bytes = atob(packed);
  for (let at = 0; at < side * side; at++) {
    const ink = bytes.charCodeAt(at) / 255;
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * at + channel] = theme.background[channel] + (theme.text[channel] - theme.background[channel]) * ink;
    }
    image.data[4 * at + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
