/** @import { Cells, SweepProgress } from "../../initialization/types.d.ts" */

/**
 * How far a map of two scales and two depths is. `measure` says what the metric is, `whole` where all of it stands.
 *
 * @param {Partial<Cells> & { id?: string, measure?: SweepProgress["metric"], whole?: SweepProgress["status"] }} [parts]
 * @param {Partial<SweepProgress>} [more]
 * @returns {SweepProgress}
 */
export function progress({ id = "sweep", measure = "accuracy", whole = "running", ...cells } = {}, more = {}) {
  const none = [null, null, null, null];
  return {
    id,
    owner: true,
    status: whole,
    done: 1,
    total: 4,
    remaining: null,
    experiment: {},
    dial: "scale",
    metric: measure,
    scales: [0.1, 1],
    depths: [2, 4],
    steps: 100,
    store: null,
    cells: {
      run: none,
      status: ["running", "queued", "queued", "queued"],
      step: none,
      loss: none,
      metric: none,
      val_loss: none,
      val_metric: none,
      ...cells,
    },
    ...more,
  };
}
