// Names of inputs on a canvas. Small digits are drawn by hand, since many fonts lack them or set them apart.

/** The digit, and how far down it stands in letters' sizes. @type {Record<string, [digit: string, down: number]>} */
const SMALL = { "₁": ["1", 0.22], "₂": ["2", 0.22], "²": ["2", -0.3] };

/**
 * A name in parts, each in one size and at one height. `stacked`: it stands above the part before, as a raised digit
 * does above a lowered one.
 *
 * @param {string} text
 */
export function partsOf(text) {
  const parts = (text.match(/[₁₂²]|[^₁₂²]+/g) ?? []).map((part) => {
    const [glyphs, down] = SMALL[part] ?? [part, 0];
    return { glyphs, down, stacked: false };
  });
  for (const [at, part] of parts.entries()) part.stacked = part.down < 0 && at > 0 && parts[at - 1].down > 0;
  return parts;
}

/**
 * Write a name so that it ends at `right`.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {{ right: number, middle: number, em: number, font: string }} how
 */
export function writeFormula(context, text, { right, middle, em, font }) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  const parts = partsOf(text).map((part) => {
    const face = `${part.down ? 0.7 * em : em}px ${font}`;
    context.font = face;
    return { ...part, face, wide: context.measureText(part.glyphs).width };
  });
  let left = right - parts.reduce((sum, { wide, stacked }) => sum + (stacked ? 0 : wide), 0);
  for (const [at, { glyphs, down, stacked, face, wide }] of parts.entries()) {
    if (stacked) left -= parts[at - 1].wide;
    context.font = face;
    context.fillText(glyphs, left, middle + down * em);
    left += wide;
  }
}
