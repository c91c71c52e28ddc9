// Small pictures of what units answer, all in one image: one transfer a screen frame, whatever the number of units.

export class Thumbs {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
  }

  /** Make room for `columns` x `rows` pictures of `side` x `side`. */
  lay(columns, rows, side) {
    if (this.columns === columns && this.rows === rows && this.side === side) return;
    Object.assign(this, { columns, rows, side });
    this.canvas.width = Math.max(1, columns * side);
    this.canvas.height = Math.max(1, rows * side);
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
  }

  /** Put a picture in its place. `levels`: `side` x `side`, first row lowest; `table`: 256 pixels. */
  put(column, row, levels, table) {
    const { pixels, side } = this;
    const stride = this.canvas.width;
    for (let line = 0; line < side; line++) {
      const to = (row * side + side - 1 - line) * stride + column * side;
      for (let at = 0; at < side; at++) pixels[to + at] = table[levels[line * side + at]];
    }
  }

  show() {
    this.context.putImageData(this.image, 0, 0);
  }

  draw(context, column, row, left, top, size) {
    const { side } = this;
    context.drawImage(this.canvas, column * side, row * side, side, side, left, top, size, size);
  }
}
