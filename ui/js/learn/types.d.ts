// What the modules of the page "Learn" tell each other, and what Python tells them.
import type { ComponentData } from "../shared/component.d.ts";

/** An upright axis of a sketch. */
export interface Axis {
  low: number;
  high: number;
  scale: "linear" | "log";
  /** Shares are written in percent. */
  share: boolean;
}

/** See ui/lessons/component.py. */
export interface LearnData extends ComponentData {
  /** A curve to draw, or what stands at the top of a step. */
  kind: "sketch" | "top";
  /** Name of the step: where it changes, the page goes to its top. */
  step?: string;
  /** Offer to print. */
  print?: boolean;
  axis?: Axis;
  /** What the points are called, first to last. */
  names?: string[];
  /** The same in short, below the axis. */
  marks?: string[];
  /** What the axis below says. */
  across?: string;
  /** The curve so far; null: nothing is drawn. */
  drawn?: number[] | null;
  /** It can be changed no more. */
  locked?: boolean;
}
