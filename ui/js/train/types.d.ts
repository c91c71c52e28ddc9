// What the Train page's modules tell each other, and what they get from the server.
import type { ComponentData } from "../shared/component.d.ts";
import type { Texts } from "../shared/menus.d.ts";
import type { PlotlyLibrary } from "../shared/plotlyjs.d.ts";
import type { Picture } from "../shared/page.js";
import type { RUN_STATUSES, RUN_VERBS } from "../shared/constants.js";
import type { Server } from "../shared/server.js";
import type { Tooltip } from "../shared/tooltip.js";
import type { Columns, Layer, Past, Points as PlanePoints, Theme, Words } from "../shared/types.d.ts";
import type { Statistic } from "./history.js";
import type { Run } from "./run.js";

export type Task = "classification" | "regression";

/** Data in the plane. */
export interface Points extends PlanePoints {
  /** The plane goes from minus this to this. */
  extent: number;
  classes: string[];
  regression?: boolean;
}

/** Points, and what the lowest and the highest level of a boundary stand for. */
export interface PlaneData extends Points {
  low: number;
  high: number;
}

/** Data with one input and one number, see core/line.py: rows, and the inputs at which the curve is asked. */
export interface LineData {
  x: number[];
  y: number[];
  /** 0 training, 1 validation. */
  part: number[];
  at: number[];
  names: [x: string, y: string];
}

/** Everything about a run that does not change with each frame, and its past: see `hello` in core/wire.py. */
export interface Hello {
  id: string;
  owner: boolean;
  /** A run of somebody's own program: nothing can be asked of it. */
  recorded?: boolean;
  title: string;
  task: Task;
  /** Names of the numbers that are predicted; none for classes. */
  targets: string[];
  scaled_target?: boolean;
  /** Of each target that is standardized: its standard deviation, in its own unit. */
  target_std?: number[];
  /** A unit of one of its layers can die. */
  dies: boolean;
  /** The dropout rate of each hidden layer, where any has one. */
  dropouts?: number[];
  /** The arguments of early stopping, where there is any. */
  stopping?: { monitor: "loss" | "val_loss" | "metric" | "val_metric"; patience: number; start_from_epoch: number; baseline: number | null };
  epochs: number;
  layers: Layer[];
  columns: Columns;
  plane: PlaneData | null;
  line: LineData | null;
  history: Past[];
  /** The convolutional layers that are shown, if there are any. */
  maps?: MapsLayer[];
}

/** Height, width, channels. */
export type MapShape = [height: number, width: number, channels: number];

/** A convolutional layer as frames bring it: see `ShownLayer` in core/feature_maps.py. */
export interface MapsLayer {
  inputs: MapShape;
  /** What the convolution makes of it. */
  sums: MapShape;
  /** What is left after pooling. */
  outputs: MapShape;
  /** How many of its filters are shown, the first ones. */
  maps: number;
  kernel_size: number;
  strides: number;
  /** Zeros above and left of the inputs. */
  before: [y: number, x: number];
  pooling: "none" | "max" | "average";
  pool_size: number;
  /** Its activation, in words. */
  activation: string;
  /** Names and shapes of its arrays, in the order in which they come. */
  arrays: [name: string, shape: number[]][];
}

export type RunStatus = (typeof RUN_STATUSES)[number];

export type Verb = (typeof RUN_VERBS)[number];

/** Where a run stands, see `status` in core/wire.py. */
export interface Status {
  status: RunStatus;
  /** In the queue, from 1. */
  place: number | null;
  lr: number | null;
  /** Epochs per second at most; 0: no limit. */
  speed: number | null;
  cause: string | null;
  advice: string | null;
  /** Where the first number of a run that diverged stopped being finite, in words. */
  nonfinite?: string;
  store: string | null;
  /** What is wrong at its end, the most pressing first. */
  findings: Finding[];
  /** The epoch whose weights are back in place at the end, from 1. */
  best: number | null;
  /** Validation loss and metric of the last epoch, where other weights are back in place. */
  measured: [number | null, number | null] | null;
}

/** Something that is wrong, and the choices that help. */
export interface Finding {
  key: string;
  text: string;
  help: string;
  remedy: { label: string; change: Texts } | null;
}

/** Losses and metrics of the validation part, when it was last looked at; null is not a finite number. */
export interface Validation {
  val_loss: number | null;
  val_metric: number | null;
}

/** A feature's values, or one part of it: counts between `low` and `high`. */
export interface Bars {
  low: number;
  high: number;
  counts: number[];
}

/** The data of an experiment before training, see ui/train/data.py. */
export interface Preview {
  title: string;
  rows: { train: number; val: number };
  features: { name: string; before: Bars; after: Bars }[];
  points: Points | null;
  line: LineData | null;
  images: { side: number; pixels: string[]; labels: string[] } | null;
}

/** See `live_panel` in ui/train/panel.py. */
export interface TrainData extends ComponentData {
  run: string | null;
  owner: boolean;
  preview: Preview | null;
  /** It is of somebody's own program. */
  recorded?: boolean;
  /** What stands in place of the title of `run`. */
  title: string | null;
}

/** Hands on what was pressed: see `carry_out` in ui/routes/live.py. */
export type Send = (verb: Verb, value?: number) => void;

/** What is chosen in the pictures; it outlasts runs. */
export interface Choices {
  lossScale: "linear" | "log";
  validation: boolean;
  sharp: boolean;
  units: Extract<Statistic, "saturated" | "dead">;
  flow: Extract<Statistic, "preactivation_gradient_std" | "weight_gradient_norm">;
  ratio: "update_ratio" | "rate";
}

/** What views are made with. */
export interface Common {
  words: Words;
  server: Server;
  tooltip: Tooltip;
  redraw: () => void;
  choices: Choices;
}

/** What views draw: `run` is null before there is one, `Plotly` until it has come. */
export interface Scene {
  Plotly: PlotlyLibrary | null;
  theme: Theme;
  run: Run | null;
  /** Which weights the run has at its end. */
  kept: (Pick<Status, "best" | "measured"> & Partial<Pick<Status, "status">>) | null;
  preview: Preview | null;
}

/** One of the tabs. */
export interface View {
  node: HTMLElement;
  /** Another run is shown from now on. */
  begin(run: Run): void;
  /** Whether the run has what it shows; left out where every run has. */
  offers?(run: Run): boolean;
  draw(scene: Scene): void;
  /** Its pictures. */
  all(): (Picture & { destroy?: () => void })[];
}

