// Loss over steps, of all that race.
import { css } from "../../shared/colours.js";
import { figure } from "../../shared/element.js";
import { thin } from "../../shared/thin.js";
import { Plot } from "../plot.js";
import { racerColour } from "./colours.js";

/** @import { Theme, Words } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

/** Below this, float32 has the last word. */
const LEAST = 1e-8;
/** Points of a line, about as many as there are pixels. */
const FINE = 400;
/** So many powers of ten above the start, a way is lost. */
const ABOVE = 2;

export class Losses {
  /**
   * @param {Words} words
   * @param {(step: number) => void} look at another step
   */
  constructor(words, look) {
    this.words = words;
    this.node = figure({ title: words.race_losses_title, caption: words.race_losses_help, area: "area-losses" });
    this.plot = new Plot(this.node, { label: words.race_losses_title, dragged: (x) => look(Math.round(x)) });
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  draw(theme, { runs, racers, course, t }) {
    const { floor } = course.surface;
    const logged = (/** @type {number} */ loss) => Math.log10(Math.max(LEAST, loss - floor));
    const first = logged(course.surface.loss(...course.start));
    const least = Math.min(first - 1, ...runs.map(({ way }) => Math.min(...way.loss.map(logged).filter(Number.isFinite))));
    const most = Math.max(...runs.map(({ way }) => Math.max(...way.loss.map(logged).filter(Number.isFinite))));
    const top = Math.min(Math.max(first + 0.3, most), first + ABOVE);
    const { plot } = this;
    if (!plot.begin(theme, { x: [0, course.steps], y: [least - 0.1, top], across: this.words.race_steps, powers: true })) return;
    for (const { racer, way, at } of runs) {
      const style = { colour: racerColour(theme, at, racers.length), width: racer.followed ? 3 : 1.5, dash: at % 2 && !racer.followed ? [5, 3] : [] };
      const { x, y } = thin(Array.from(way.loss.keys()), way.loss.map(logged), way.loss.length, FINE);
      plot.line(x, y.map((value) => value ?? NaN), style);
    }
    const { context } = plot.surface;
    const left = Math.round(plot.left(t)) + 0.5;
    context.strokeStyle = css(theme.text);
    context.lineWidth = 1;
    context.setLineDash([3, 3]);
    context.beginPath();
    context.moveTo(left, plot.area.top);
    context.lineTo(left, plot.area.bottom);
    context.stroke();
    context.setLineDash([]);
  }
}
