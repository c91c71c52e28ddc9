// What the server says of a loss landscape: `answer` of core/landscape/answer.py.

/** A run: the loss of its weights at some steps. */
export interface Way {
  steps: number[];
  losses: number[];
  epochs: number;
  diverged: boolean;
}

export type LandscapeLine =
  | { way: number; steps: number[]; losses: (number | null)[]; epochs: number; diverged: boolean }
  | { a: number[]; b: number[]; places: [a: number, b: number][][]; beside: number[] }
  | { row: number; losses: (number | null)[] }
  | { sharp: number; step: number; value: number | null; limit: number | null };
