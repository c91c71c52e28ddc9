// The histogram of a Jacobian's singular values on a logarithmic axis, and what it says in a sentence.
import { fill, number, power } from "../shared/format.js";

/** @import { Words } from "../shared/types.d.ts" */
/** @import { Note, Spectrum } from "./types.d.ts" */

export const BINS = 48;
const FURTHEST = -45; // decades; below it 32-bit numbers end

/** Half decades around the values, and 1 among them, and how many values each bin holds. */
export class SingularValues {
  /** @param {Spectrum | Note | null} found */
  constructor(found) {
    this.spectrum = found && "logs" in found ? found : null;
    const { logs = [], predicted = null, size = null } = this.spectrum ?? {};
    const marked = [predicted, size].flatMap((value) => (value !== null && value > 0 ? [Math.log10(value)] : []));
    const named = [0, ...logs.slice(0, 1), ...logs.slice(-1), ...marked];
    this.from = Math.floor(2 * Math.max(Math.min(...named), FURTHEST) - 0.2) / 2;
    this.to = Math.ceil(2 * Math.max(...named) + 0.2) / 2;
    this.counts = new Uint32Array(BINS);
    for (const log of logs) {
      const bin = Math.floor(this.share(log) * BINS);
      if (bin >= 0) this.counts[Math.min(bin, BINS - 1)] += 1;
    }
  }

  /**
   * Where on the axis, 0 to 1, a logarithm is.
   *
   * @param {number} log
   */
  share(log) {
    return (log - this.from) / (this.to - this.from);
  }

  /**
   * The value at an edge of the bins.
   *
   * @param {number} at 0 to `BINS`
   */
  edge(at) {
    return 10 ** (this.from + (at / BINS) * (this.to - this.from));
  }

  /** Whole powers of ten on the axis, at most about seven. */
  get ticks() {
    const every = Math.max(1, Math.ceil((this.to - this.from) / 7));
    const ticks = [];
    for (let at = Math.ceil(this.from / every) * every; at <= this.to; at += every) ticks.push(at);
    return ticks;
  }

  /**
   * What is read in a bin, a line each; none where nothing is known.
   *
   * @param {number} bin
   * @param {Words} words
   */
  told(bin, words) {
    const { spectrum } = this;
    if (!spectrum || !(bin >= 0 && bin < BINS)) return [];
    const lines = [
      fill(words.jacobian_between, { low: number(this.edge(bin), 2), high: number(this.edge(bin + 1), 2), count: this.counts[bin] }),
      fill(words.jacobian_size, { size: number(spectrum.size) }),
    ];
    if (spectrum.predicted !== null) lines.push(fill(words.predicted_value, { value: number(spectrum.predicted) }));
    if (spectrum.zeros) lines.push(fill(words.jacobian_zeros, { count: spectrum.zeros }));
    return lines;
  }
}

/**
 * What the spectrum says, or why there is none.
 *
 * @param {Spectrum | Note | null} found
 * @param {Words} words
 */
export function spectrumCaption(found, words) {
  if (!found) return words.jacobian_caption;
  if (!("logs" in found)) return found.note;
  const { logs, zeros } = found;
  if (!logs.length) return zeros ? words.jacobian_none : words.jacobian_caption;
  const spread = logs[0] - logs[logs.length - 1];
  const sentence = zeros ? words.jacobian_beyond : words.jacobian_spread;
  return fill(sentence, { spread: spread < 4 ? number(10 ** spread, 2) : power(Math.floor(spread)) });
}
