// Which cells the next map gets.

/** @import { DialRange } from "./dialscale.js" */
/** @import { DialReadings, Grid, TrainingMenus } from "./types.d.ts" */

const REACH = 4; // scales go from the critical one over this to it times this
const WIDER = 8; // where there is no critical one

/**
 * Where the cells of a map are: scales evenly spread on a logarithmic axis, depths evenly up to the deepest.
 *
 * @param {DialRange} dial
 * @param {DialReadings} readings
 * @param {Pick<TrainingMenus, "scales" | "depths">} counts
 * @param {number} deepest
 * @returns {Grid}
 */
export function plannedGrid(dial, { unit, critical, width }, { scales, depths }, deepest) {
  const [std, reach] = critical ? [critical, REACH] : [Math.sqrt(1.5 / width), WIDER];
  const middle = unit ? std / unit : 1; // not drawn at random: the scale itself is what counts
  const [low, high] = [Math.max(dial.low, middle / reach), Math.min(dial.high, middle * reach)];
  return {
    scales: Array.from({ length: scales }, (_, at) => Number((low * (high / low) ** (at / (scales - 1))).toPrecision(4))),
    depths: Array.from({ length: depths }, (_, at) => Math.max(1, Math.round((deepest * (at + 1)) / depths))),
  };
}
