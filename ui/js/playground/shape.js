// The hidden layers as they are written: widths (8-8-4, 8x3) and an activation function for each.

/** Units of each hidden layer; null when the text makes no sense. */
export function widthsOf(text) {
  const written = String(text ?? "").trim();
  if (written === "" || written === "0") return [];
  const widths = [];
  for (const part of written.split(/[\s,-]+/)) {
    const [, width, times] = /^(\d{1,4})(?:[x×*](\d{1,3}))?$/i.exec(part) ?? [];
    if (!Number(width)) return null;
    widths.push(...Array(Number(times ?? 1)).fill(Number(width)));
  }
  return widths;
}

/** Widths as they are written, equal neighbours folded. */
export function textOf(widths) {
  return folded(widths, "-") || "0";
}

/** The activation function of each of `layers` hidden layers: a layer without one of its own has the last one. */
export function activationsOf({ activation, layer_activations: written }, layers, known) {
  const own = [];
  for (const part of String(written ?? "").split(/[\s,]+/).filter(Boolean)) {
    const [, key, times] = /^(.+)[x×*](\d{1,3})$/.exec(part) ?? [];
    if (known.has(part) || !key) own.push(part);
    else own.push(...Array(Number(times)).fill(key));
  }
  if (!own.length) own.push(activation);
  return Array.from({ length: layers }, (_, layer) => own[Math.min(layer, own.length - 1)]);
}

/** Activation functions by layer as they are written; "" where all are `activation`. */
export function activationsText(keys, activation) {
  return keys.every((key) => key === activation) ? "" : folded(keys, ", ");
}

function folded(values, between) {
  const parts = [];
  for (const value of values) {
    if (parts.at(-1)?.[0] === value) parts.at(-1)[1] += 1;
    else parts.push([value, 1]);
  }
  return parts.map(([value, times]) => (times > 1 ? `${value}x${times}` : `${value}`)).join(between);
}
