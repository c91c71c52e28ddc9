// The run's past as growable typed arrays: what the line charts are drawn from.
import { bytesOf } from "./bytes.js";

export const STATS = ["a_std", "saturated", "dead", "g_rms", "dw_norm", "ratio"];
const RUN = ["step", "epoch", "loss", "metric", "val_loss", "val_metric"];
// Hours at ten frames a second would fill the memory of a tab; beyond this every second point is dropped.
const MOST = 16384;

export class History {
  constructor(layers) {
    this.layers = layers;
    this.length = 0;
    this.capacity = 256;
    this.columns = new Map(RUN.map((name) => [name, new Float64Array(this.capacity)]));
    for (const stat of STATS) {
      for (let layer = 0; layer < layers; layer++) this.columns.set(`${stat}:${layer}`, new Float32Array(this.capacity));
    }
  }

  column(name) {
    return this.columns.get(name);
  }

  layer(stat, index) {
    return this.columns.get(`${stat}:${index}`);
  }

  /** Take over what the server remembers (`hello.history`): rows of `RUN`, and of `STATS` of each layer. */
  load(past) {
    const numbers = new Float64Array(bytesOf(past.numbers).buffer);
    const layers = new Float32Array(bytesOf(past.layers).buffer);
    for (let index = 0; index < numbers.length / RUN.length; index++) {
      const row = Object.fromEntries(RUN.map((name, at) => [name, numbers[index * RUN.length + at]]));
      this.#add(row, (layer, stat) => layers[(index * this.layers + layer) * STATS.length + stat]);
    }
  }

  append(frame) {
    // A frame from before the newest one means that the run went back: what came after is gone.
    const steps = this.column("step");
    while (this.length > 0 && steps[this.length - 1] >= frame.step) this.length--;
    this.#add(frame, (layer, stat) => frame.layers[layer]?.stats[stat]);
  }

  last(name) {
    return this.length ? this.column(name)[this.length - 1] : NaN;
  }

  #add(row, statistic) {
    if (this.length === this.capacity) this.#makeRoom();
    const at = this.length++;
    for (const name of RUN) this.column(name)[at] = row[name] ?? NaN;
    for (let layer = 0; layer < this.layers; layer++) {
      for (let stat = 0; stat < STATS.length; stat++) this.layer(STATS[stat], layer)[at] = statistic(layer, stat) ?? NaN;
    }
  }

  #makeRoom() {
    if (this.capacity >= MOST) {
      for (const column of this.columns.values()) {
        for (let at = 0; at < this.length / 2; at++) column[at] = column[2 * at];
      }
      this.length = Math.ceil(this.length / 2);
      return;
    }
    this.capacity *= 2;
    for (const [name, column] of this.columns) {
      const larger = new column.constructor(this.capacity);
      larger.set(column);
      this.columns.set(name, larger);
    }
  }
}

/**
 * At most about `most` points that keep every bucket's lowest and highest value.
 *
 * Buckets hold a power of two of points and start at the first one, so that what is drawn of the past
 * stays as it is while the line grows. Gaps (NaN) become null.
 */
export function thin(x, y, length, most = 300) {
  const result = { x: [], y: [] };
  const put = (at) => {
    result.x.push(x[at]);
    result.y.push(Number.isFinite(y[at]) ? y[at] : null);
  };
  let size = 1;
  while (length > most && (2 * length) / size > most) size *= 2;
  for (let start = 0; start < length; start += size) {
    const end = Math.min(start + size, length);
    let low = -1;
    let high = -1;
    for (let at = start; at < end; at++) {
      if (!Number.isFinite(y[at])) continue;
      if (low < 0 || y[at] < y[low]) low = at;
      if (high < 0 || y[at] > y[high]) high = at;
    }
    if (low < 0) put(start);
    else if (low === high) put(low);
    else [Math.min(low, high), Math.max(low, high)].forEach(put);
  }
  if (size > 1 && result.x.at(-1) !== x[length - 1]) put(length - 1);
  return result;
}
