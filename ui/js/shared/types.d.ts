// What modules tell each other.
import type { Range } from "./ranges.js";

/** Sentences and words on screen, by their key: every page has its own (`words` in its Python folder). */
export type Words = Record<string, string>;

/** Red, green and blue, 0 to 255. */
export type Rgb = [red: number, green: number, blue: number];

/** The page's colours and letters, from .streamlit/config.toml. */
export interface Theme {
  text: Rgb;
  background: Rgb;
  /** Words that are less important. */
  muted: Rgb;
  /** Axes and frames. */
  line: Rgb;
  /** Grid lines and what is empty. */
  faint: Rgb;
  warning: Rgb;
  /** Training first, validation second. */
  categorical: Rgb[];
  /** First layer to last. */
  sequential: Rgb[];
  /** Low to high; the ends are the first two classes. */
  diverging: Rgb[];
  font: string;
  /** Of letters, in pixels. */
  size: number;
  /** Differs whenever anything else does. */
  id: string;
}

/** Where the pointer is: `x`, `y` on the screen, `left`, `top` in the picture. */
export interface Pointer {
  x: number;
  y: number;
  left: number;
  top: number;
}

/** A histogram of a layer: "a" activations, "g" gradients of them, "dw" of the weights, "w" weights. */
export type HistogramKey = "a" | "g" | "dw" | "w";

/** Fixed edges of a histogram: `bins` equal steps from `low` to `high` (log10 where the histogram is logarithmic). */
export type Edges = [low: number, high: number, bins: number];

/** A list of numbers, an array or a typed one. */
export type Numbers = Iterable<number> & ArrayLike<number>;

/** A layer of a network as a greeting describes it; the output layer's name is "out". */
export interface Layer {
  name: string;
  units: number;
  edges: Record<HistogramKey, Edges>;
}

/**
 * A layer in a frame: counts by bin and, under `…_out`, how many values were below the edges, above them, and not
 * finite. `stats` are its numbers, by the names that a greeting's columns give them; null is not a finite number.
 */
export type LayerFrame = { stats: Record<string, number | null> } & { [Key in HistogramKey | `${HistogramKey}_out`]?: Numbers };

/** What a plane's picture shows in each point of `side` x `side`, smallest x2 first: see levels.js. */
export interface Boundary {
  side: number;
  levels: Uint8Array;
}

/**
 * What a network answers along its only input, in the target's own units: the sum of `parts`, a list for each of `units`,
 * and `rest`. See `Curve` in core/frame.py.
 */
export interface Curve {
  values: Numbers;
  units: Numbers;
  parts: Numbers[];
  rest: Numbers;
}

/** Points in the plane. */
export interface Points {
  x: number[];
  y: number[];
  /** A class's index, or the number to be learnt. */
  label: number[];
  /** 0 training, 1 validation; without it all are training. */
  part?: number[];
}

/** What the colours of a plane mean: classes by name, or a scale. */
export type PlaneKey = { classes: string[] } | { classes?: undefined; low: string; high: string; stops?: Rgb[] };

/** What a picture of the plane shows. */
export interface PlaneContent {
  /** The plane goes from minus this to this. */
  extent: number;
  boundary: Boundary | null;
  /** Colours of its levels: 256 pixels. Another `id`, other colours. */
  palette: { id: string; colours(theme: Theme): Uint32Array };
  points: Points | null;
  /** Of labels that are numbers; null: classes. */
  range: Range | null;
  /** Show the validation points. */
  validation: boolean;
  key: PlaneKey;
  /** What a level says, in words. */
  say: ((level: number) => string) | null;
}

/** One look at a network; null is not a finite number, or not there. */
export interface Frame {
  step: number;
  epoch: number;
  seconds: number;
  lr: number;
  loss: number | null;
  metric: number | null;
  val_loss: number | null;
  val_metric: number | null;
  /** The validation part was not looked at: else numbers of it that are null were not finite. */
  unvalidated?: true;
  layers: LayerFrame[];
  boundary: Boundary | null;
  /** Of data with one input and one number. */
  curve?: Curve;
  /** Further metrics of the validation part, by key, where they are asked for. */
  measures?: Record<string, number | null>;
  /** Where the best weights are kept, the epoch that has them so far. */
  best?: number;
  /** With batch normalization, the `MOMENTS` of each hidden layer. */
  moments?: Numbers[];
  /** With dropout, what the next step sets to 0 (1) of the first rows of its batch and the first units of a layer. */
  dropped?: Dropped;
  /** Of convolutional networks, the feature maps of one row and what they are made of. */
  maps?: Float32Array;
}

/** Rows by units of each hidden layer, row by row. */
export interface Dropped {
  rows: number;
  units: number;
  layers: Numbers[];
}

/** A row of a run's past. */
export type Past = Pick<Frame, "step" | "epoch" | "loss" | "metric" | "val_loss" | "val_metric" | "lr" | "measures" | "moments"> & { layers: Pick<LayerFrame, "stats">[] };

/** What the columns of a frame's arrays are: a greeting says it once for all frames. */
export interface Columns {
  run: string[];
  layers: string[];
}

/**
 * One look at a network that is played with. Lists are by layer, the output layer last: weights row by row, from the units
 * before to these; `thumbs` unit by unit, `thumb` x `thumb` levels each. First rows of pictures are the smallest x2.
 */
export interface Scene extends Frame {
  /** Of the greeting that it belongs to. */
  number: number;
  inputs: string[];
  units: number[];
  r2: number | null;
  val_r2: number | null;
  classes: number;
  /** `classes` x `classes` counts of the training and the validation part: a row is a true class, a column a prediction. */
  confusion: Int32Array[];
  biases: Float32Array[];
  weights: Float32Array[];
  thumb: number;
  thumbs: Uint8Array[];
  /** The large picture: `side` x `side` levels of unit `unit` of layer `layer`, which is -1 for the output. */
  picture: Uint8Array;
  side: number;
  layer: number;
  unit: number;
}
