// The surface from above: lines of equal loss, and the ways over them.
import { figure } from "../../shared/element.js";
import { Plot } from "../plot.js";
import { Bands } from "./bands.js";
import { bandsOf } from "./relief.js";
import { drawWays } from "./ways.js";

/** @import { Theme, Words } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

export class Contour {
  #bands = new Bands();

  /**
   * @param {Words} words
   * @param {(x: number, y: number) => void} begin where the race is to begin
   */
  constructor(words, begin) {
    this.node = figure({ title: words.race_title, caption: words.race_help, area: "area-surface" });
    this.plot = new Plot(this.node, { label: words.race_title, dragged: (x, y) => begin(x, y) });
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  draw(theme, scene) {
    const { plot } = this;
    const { surface } = scene.course;
    const axes = plot.even(theme, surface.centre, surface.reach, "w₁");
    if (!plot.begin(theme, axes)) return;
    const { context } = plot.surface;
    plot.inside(() => {
      this.#bands.draw(context, plot.area, theme, {
        key: `${scene.surface} ${axes.x} ${axes.y}`,
        made: (wide, high) => bandsOf(surface, /** @type {any} */ (axes), wide, high),
      });
      drawWays(context, theme, scene, (x, y) => [plot.left(x), plot.top(y)]);
    });
  }
}
