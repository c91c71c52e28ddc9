// What the Train page's modules tell each other, and what they get from the server.
import type { ComponentData } from "../shared/component.d.ts";
import type { Texts } from "../shared/menus.d.ts";
import type { PlotlyLibrary } from "../shared/plotlyjs.d.ts";
import type { Picture } from "../shared/page.js";
import type { RUN_STATUSES, RUN_VERBS } from "../shared/constants.js";
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

/** Everything about a run that does not change with each frame, and its past: see `hello` in core/wire.py. */
export interface Hello {
  id: string;
  owner: boolean;
  title: string;
  task: Task;
  /** A unit of one of its layers can die. */
  dies: boolean;
  epochs: number;
  layers: Layer[];
  columns: Columns;
  plane: PlaneData | null;
  history: Past[];
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

/** Losses and metrics of the validation part, when it was last looked at. */
export interface Validation {
  val_loss: number;
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
  images: { side: number; pixels: string[]; labels: string[] } | null;
}

/** See `live_panel` in ui/train/panel.py. */
export interface TrainData extends ComponentData {
  run: string | null;
  owner: boolean;
  preview: Preview | null;
  /** Source text of plotly.js, where routes do not get through. */
  plotly?: string;
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
  kept: Pick<Status, "best" | "measured"> | null;
  preview: Preview | null;
}

/** One of the tabs. */
export interface View {
  node: HTMLElement;
  /** Another run is shown from now on. */
  begin(run: Run): void;
  draw(scene: Scene): void;
  /** Its pictures. */
  all(): (Picture & { destroy?: () => void })[];
}

