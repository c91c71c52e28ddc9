/** @import { Theme } from "../../shared/types.d.ts" */

/** @type {Theme} colours that are easy to tell apart */
export const THEME = {
  text: [0, 0, 0],
  background: [255, 255, 255],
  muted: [90, 90, 90],
  line: [160, 160, 160],
  faint: [220, 220, 220],
  warning: [250, 0, 120],
  categorical: [[10, 20, 200], [200, 20, 10]],
  sequential: [[0, 0, 100], [0, 200, 100]],
  diverging: [[200, 100, 0], [0, 100, 200]],
  font: "sans-serif",
  size: 14,
  id: "test",
};
