import { make } from "./element.js";

/** @import { Pointer } from "./types.d.ts" */

/** A canvas that fills its box at the screen's own resolution, and knows when it has lost its content. */
export class Surface {
  width = 0;
  height = 0;
  ratio = 1;
  /** @type {[x: number, y: number] | null} */
  mark = null;

  /**
   * @param {HTMLElement} host
   * @param {string} label what the picture shows, for screen readers
   */
  constructor(host, label) {
    this.host = host;
    this.canvas = make("canvas", { role: "img", "aria-label": label });
    // Read back at every update for the blank check, so it must not live on the GPU.
    this.context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { willReadFrequently: true }));
    host.append(this.canvas);
  }

  /** @param {(pointer: Pointer | null) => void} at where the pointer is over the picture, null when it has left */
  follow(at) {
    const tell = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const box = this.canvas.getBoundingClientRect();
      at({ x: clientX, y: clientY, left: clientX - box.left, top: clientY - box.top });
    };
    this.canvas.addEventListener("pointermove", tell);
    this.canvas.addEventListener("pointerdown", tell);
    this.canvas.addEventListener("pointerleave", () => at(null));
  }

  /** Fit to the box, clear, and scale to CSS pixels. Returns false when the box is not visible. */
  begin() {
    const width = this.host.clientWidth;
    const height = this.host.clientHeight;
    if (!width || !height) return false;
    const ratio = globalThis.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across;
      this.canvas.height = down;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, width, height);
    return true;
  }

  /**
   * Remember a place (CSS pixels) that now has ink: where to look whether the picture is still there.
   *
   * @param {number} x
   * @param {number} y
   */
  inked(x, y) {
    this.mark = [Math.floor(x * this.ratio), Math.floor(y * this.ratio)];
  }

  /** Whether something was drawn here and is gone. */
  blank() {
    if (!this.mark) return false;
    if (!this.canvas.isConnected || !this.canvas.width) return true;
    return this.context.getImageData(...this.mark, 1, 1).data[3] === 0;
  }
}
