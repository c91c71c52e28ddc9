// What the pictures of a race are drawn from.
import type { Course, Way } from "./race.js";
import type { Racer } from "./racers.js";
import type { Step } from "./written.js";

/** An optimizer and its way. */
export interface Run {
  racer: Racer;
  way: Way;
  /** Among all optimizers, for its colour. */
  at: number;
}

export interface Scene {
  /** Differs when the surface does. */
  surface: string;
  course: Course;
  /** Those that are drawn, the one that is followed last. */
  runs: Run[];
  followed: Run;
  /** All optimizers, in the order of their colours. */
  racers: Racer[];
  /** The step that is shown. */
  t: number;
  /** That of the optimizer that is followed: the last one it took, if it has diverged before `t`. */
  step: Step;
  /** The largest stable rate of the optimizer that is followed, where there is one. */
  limit: number | undefined;
  view: { turn: number; tilt: number };
}
