// Last view: the data as the network gets it: rows, points or images, and each feature before and after scaling.
import { figure, make } from "../shared/element.js";
import { fill, number } from "../shared/format.js";
import { Plane } from "./plane.js";
import { Surface } from "../shared/surface.js";
import { css } from "../shared/colours.js";

export class DataView {
  constructor({ words, tooltip, redraw, choices }) {
    Object.assign(this, { words, choices });
    const box = make("input", { type: "checkbox", on: { change: () => ((choices.validation = box.checked), redraw()) } });
    box.checked = choices.validation;
    this.points = figure({
      title: words.points_title,
      caption: words.points_caption,
      area: "area-points",
      extra: [make("label", { class: "check" }, box, make("span", { text: words.show_validation }))],
    });
    this.images = figure({ title: words.images_title, caption: words.images_caption, area: "area-points" });
    this.features = figure({ title: words.features_title, caption: words.features_caption, area: "area-features" });
    this.rows = make("span", { class: "keys" });
    this.features.querySelector("header").append(this.rows);
    this.empty = make("p", { class: "empty", text: words.nothing_yet });
    this.node = make("div", { class: "view data" }, this.points, this.images, this.features, this.empty);
    this.plane = new Plane(this.points, { label: words.points_title, words, tooltip });
    this.surfaces = [];
  }

  begin() {}

  draw({ theme, preview }) {
    this.empty.hidden = Boolean(preview);
    this.points.hidden = !preview?.points;
    this.images.hidden = !preview?.images;
    this.features.hidden = !preview;
    this.node.classList.toggle("single", !preview?.points && !preview?.images);
    if (!preview) return;
    if (preview.points) this.plane.draw(theme, this.#plane(preview.points), null, { validation: this.choices.validation });
    const id = theme.id + JSON.stringify([preview, this.node.clientWidth, this.node.clientHeight]);
    if (this.drawn === id) return;
    this.drawn = id;
    const rows = Object.fromEntries(Object.entries(preview.rows).map(([part, value]) => [part, value.toLocaleString("en")]));
    this.rows.textContent = fill(this.words.rows, rows);
    this.#features(theme, preview.features);
    if (preview.images) this.#images(theme, preview.images);
  }

  #plane(points) {
    const labels = points.label;
    const [low, high] = points.regression ? [Math.min(...labels), Math.max(...labels)] : [0, 1];
    return { low, high, ...points };
  }

  #features(theme, features) {
    const { words } = this;
    this.surfaces = [];
    const cells = features.map((feature) => {
      const before = make("div", { class: "spark" });
      const after = make("div", { class: "spark" });
      const ends = (part) => make("div", { class: "ends" }, make("span", { text: number(part.low) }), make("span", { text: number(part.high) }));
      const side = (word, box, part) => make("div", { class: "side" }, make("div", { class: "when", text: word }), box, ends(part));
      const label = fill(words.feature_label, { name: feature.name });
      const parts = [[before, feature.before, theme.muted], [after, feature.after, theme.diverging[8]]];
      for (const [box, part, colour] of parts) this.surfaces.push([new Surface(box, label), part, colour]);
      return make(
        "div",
        { class: "feature" },
        make("div", { class: "feature-name", text: feature.name, title: feature.name }),
        make("div", { class: "sides" }, side(words.before, before, feature.before), side(words.after, after, feature.after)),
      );
    });
    this.features.querySelector(".plot").replaceChildren(make("div", { class: features.length <= 4 ? "features few" : "features" }, ...cells));
    for (const [surface, part, colour] of this.surfaces) this.#bars(surface, part.counts, colour, theme);
  }

  #bars(surface, counts, colour, theme) {
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

  #images(theme, { side, pixels, labels }) {
    const cells = pixels.map((b64, index) => {
      const canvas = make("canvas", { width: side, height: side, role: "img", "aria-label": String(labels[index]) });
      const context = canvas.getContext("2d");
      const image = context.createImageData(side, side);
      const bytes = atob(b64);
      for (let at = 0; at < side * side; at++) {
        const ink = bytes.charCodeAt(at) / 255;
        for (let channel = 0; channel < 3; channel++) {
          image.data[4 * at + channel] = theme.background[channel] + (theme.text[channel] - theme.background[channel]) * ink;
        }
        image.data[4 * at + 3] = 255;
      }
      context.putImageData(image, 0, 0);
      return make("div", { class: "image" }, canvas, make("span", { text: String(labels[index]) }));
    });
    this.images.querySelector(".plot").replaceChildren(make("div", { class: "images" }, ...cells));
  }

  all() {
    return [this.plane];
  }
}
