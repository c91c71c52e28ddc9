// What the panel knows of the run that it shows: the latest of everything, and the past.
import { readFrame } from "../shared/frame.js";
import { History } from "./history.js";

/** @import { Contents } from "../shared/container.js" */
/** @import { Frame } from "../shared/types.d.ts" */
/** @import { Hello, Validation } from "./types.d.ts" */

/**
 * Whether two runs' pictures have the same parts, so that one can take the other's place without a gap.
 *
 * @param {Run | null} run
 * @param {Run} other
 */
export function sameShape(run, other) {
  const shape = (/** @type {Run} */ { layers, plane, line, task, maps }) => JSON.stringify([layers.map((layer) => layer.name), Boolean(plane), Boolean(line), task, maps]);
  return run !== null && shape(run) === shape(other);
}

export class Run {
  /** @type {Frame | null} */
  frame;
  /** @type {Validation | null} */
  validation;

  /**
   * @param {Hello} hello the stream's greeting
   * @param {Run | null} earlier what was known of the same run before a reconnection
   */
  constructor(hello, earlier) {
    this.id = hello.id;
    this.layers = hello.layers;
    this.columns = hello.columns;
    this.task = hello.task;
    this.title = hello.title;
    this.epochs = hello.epochs;
    this.owner = hello.owner;
    /** Of somebody's own program: it can be looked at, and nothing can be asked of it. */
    this.recorded = hello.recorded ?? false;
    this.dies = hello.dies;
    this.dropouts = hello.dropouts ?? [];
    this.stopping = hello.stopping ?? null;
    this.maps = hello.maps ?? null;
    this.plane = hello.plane && { ...hello.plane, regression: hello.task === "regression" };
    this.targets = hello.targets ?? [];
    this.scaled = hello.scaled_target ?? false;
    /** Errors times it are in the own unit of each target. */
    this.deviations = hello.target_std ?? [];
    this.line = hello.line ?? null;
    this.history = new History(hello.layers.length);
    this.history.load(hello.history);
    this.frame = earlier?.frame ?? null;
    this.validation = earlier?.validation ?? this.#remembered();
  }

  /**
   * Take a frame as it came. Validation numbers stay until newer ones come: large data are not evaluated every time.
   *
   * @param {Contents} contents
   */
  take(contents) {
    const frame = readFrame(contents, this);
    this.history.append(frame);
    const boundary = frame.boundary ?? this.frame?.boundary ?? null;
    this.frame = { ...frame, boundary };
    const validation = validationOf(frame);
    if (validation || frame.loss === null) this.validation = validation;
  }

  /**
   * The run as it was when it showed `frame`.
   *
   * @param {Frame} frame
   * @returns {Run}
   */
  at(frame) {
    const history = this.history.until(frame.step);
    return Object.assign(Object.create(this), { frame, history, validation: validationOf(frame) ?? lastOf(history) });
  }

  #remembered() {
    return lastOf(this.history);
  }
}

/**
 * The numbers of the validation part, where it was looked at for `frame`.
 *
 * @param {Frame} frame
 * @returns {Validation | null}
 */
function validationOf(frame) {
  return frame.unvalidated ? null : { val_loss: frame.val_loss, val_metric: frame.val_metric };
}

/**
 * The newest numbers of the validation part that a past has.
 *
 * @param {History} history
 * @returns {Validation | null}
 */
function lastOf(history) {
  const val_loss = history.last("val_loss");
  return Number.isFinite(val_loss) ? { val_loss, val_metric: history.last("val_metric") } : null;
}
