// The surface as a landscape that can be turned, and the ways over it.
import { css, mix } from "../../shared/colours.js";
import { figure, find } from "../../shared/element.js";
import { Surface } from "../../shared/surface.js";
import { bandColour } from "./bands.js";
import { heightOf, projection } from "./relief.js";
import { drawWays } from "./ways.js";

/** @import { Place } from "../../shared/polyline.js" */
/** @import { Theme, Words } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

/** Fields of the mesh to a side. */
const MESH = 40;
/** Degrees for a pixel that is dragged. */
const FAST = 0.5;

export class Landscape {
  #mesh = document.createElement("canvas");
  #key = "";
  #view = { turn: 0, tilt: 40 };

  /**
   * @param {Words} words
   * @param {(view: { turn: number, tilt: number }) => void} turned
   */
  constructor(words, turned) {
    this.node = figure({ title: words.race_solid_title, caption: words.race_solid_help, area: "area-surface" });
    this.surface = new Surface(find(this.node, ".plot"), words.race_solid_title);
    this.#drag(turned);
  }

  /** @param {(view: { turn: number, tilt: number }) => void} turned */
  #drag(turned) {
    const { canvas } = this.surface;
    let from = { x: 0, y: 0, ...this.#view };
    canvas.style.touchAction = "none";
    canvas.style.cursor = "grab";
    canvas.addEventListener("pointerdown", ({ pointerId, clientX, clientY }) => {
      canvas.setPointerCapture(pointerId);
      from = { x: clientX, y: clientY, ...this.#view };
    });
    canvas.addEventListener("pointermove", ({ pointerId, clientX, clientY }) => {
      if (!canvas.hasPointerCapture(pointerId)) return;
      turned({ turn: from.turn + FAST * (clientX - from.x), tilt: from.tilt + FAST * (clientY - from.y) });
    });
  }

  /**
   * @param {Theme} theme
   * @param {Scene} scene
   */
  draw(theme, scene) {
    if (!this.surface.begin()) return;
    this.#view = scene.view;
    const { context, width, height, ratio } = this.surface;
    const { centre, reach } = scene.course.surface;
    const unit = Math.min(width / 1.95, height / 2.1);
    const high = heightOf(scene.course.surface, windowOf(scene));
    const eye = projection(scene.view);
    const place = (/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ loss) => {
      const { across, up } = eye((x - centre[0]) / reach, (y - centre[1]) / reach, high(loss));
      return /** @type {Place} */ ([width / 2 + unit * across, 0.53 * height - unit * up]);
    };
    const key = `${scene.surface} ${scene.view.turn} ${scene.view.tilt} ${width} ${height} ${ratio} ${theme.id}`;
    if (this.#key !== key) this.#paint(theme, scene, place);
    this.#key = key;
    context.drawImage(this.#mesh, 0, 0, width, height);
    this.surface.inked(width / 2, height / 2);
    drawWays(context, theme, scene, place);
  }

  /**
   * From the back to the front, each field over those behind it.
   *
   * @param {Theme} theme
   * @param {Scene} scene
   * @param {(x: number, y: number, loss: number) => Place} place
   */
  #paint(theme, scene, place) {
    const { width, height, ratio } = this.surface;
    Object.assign(this.#mesh, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const context = /** @type {CanvasRenderingContext2D} */ (this.#mesh.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { surface } = scene.course;
    const high = heightOf(surface, windowOf(scene));
    const eye = projection(scene.view);
    const along = (/** @type {0 | 1} */ axis, /** @type {number} */ at) => surface.centre[axis] + surface.reach * ((2 * at) / MESH - 1);
    const losses = Array.from({ length: (MESH + 1) ** 2 }, (_, at) => surface.loss(along(0, at % (MESH + 1)), along(1, Math.floor(at / (MESH + 1)))));
    const corner = (/** @type {number} */ column, /** @type {number} */ row) => place(along(0, column), along(1, row), losses[row * (MESH + 1) + column]);
    const fields = Array.from({ length: MESH * MESH }, (_, at) => ({ column: at % MESH, row: Math.floor(at / MESH) }));
    const depth = (/** @type {{ column: number, row: number }} */ { column, row }) => eye((2 * column) / MESH - 1, (2 * row) / MESH - 1, 0).far;
    const line = theme.diverging[theme.diverging.length - 1];
    context.lineWidth = 0.6;
    for (const { column, row } of fields.sort((a, b) => depth(b) - depth(a))) {
      const at = row * (MESH + 1) + column;
      const colour = bandColour(theme, high((losses[at] + losses[at + MESH + 2]) / 2));
      context.fillStyle = css(colour);
      context.strokeStyle = css(mix(colour, line, 0.28));
      context.beginPath();
      context.moveTo(...corner(column, row));
      context.lineTo(...corner(column + 1, row));
      context.lineTo(...corner(column + 1, row + 1));
      context.lineTo(...corner(column, row + 1));
      context.closePath();
      context.fill();
      context.stroke();
    }
  }

  blank() {
    return this.surface.blank();
  }
}

/** @param {Scene} scene @returns {import("./relief.js").Window} */
function windowOf({ course: { surface: { centre: [x, y], reach } } }) {
  return { x: [x - reach, x + reach], y: [y - reach, y + reach] };
}
