// What the rules of optimizers, and who shows them, tell each other.
import type { Pair, Value } from "./pairs.js";

/** What a term is, for its name and its colour: a word `race_term_…` of ui/explore/words/optimizers.py. */
export type Kind =
  | "gradient"
  | "decay"
  | "momentum"
  | "second"
  | "corrected"
  | "look_ahead"
  | "sum"
  | "rate"
  | "scaled"
  | "clipped"
  | "trust"
  | "orthogonal"
  | "past_steps"
  | "mean_gradient"
  | "update"
  | "weights";

/** One named number, or pair, of a step. */
export interface Term {
  kind: Kind;
  /** Its sign, as in papers. */
  symbol: string;
  /** What it is made of, in signs; "" of the gradient, which is given. */
  formula: string;
  value: Value;
  /** Times this it is a way in the plane of the weights. */
  arrow?: number;
}

/** Names a term; returns its value. */
export type Say = <V extends Value>(kind: Kind, symbol: string, formula: string, value: V, arrow?: number) => V;

/** What a step is given. */
export interface Given {
  w: Pair;
  /** Of the loss, at `w` before weights decay. */
  g: Pair;
  /** From 1. */
  t: number;
  /** Learning rate. */
  rate: number;
}

/** Parameters by the keys of the lab's registry; a switch is 1 or 0. */
export type Parameters = Record<string, number>;

/** What an optimizer remembers, by its sign. */
export type State = Record<string, Value>;

/** An optimizer: what it remembers at first, and a step of it. */
export interface Rule {
  begin(parameters: Parameters): State;
  /** Returns the new weights and the new state; names every term on the way, in the order in which they are computed. */
  step(given: Given, state: State, parameters: Parameters, say: Say): { w: Pair; state: State };
}
