// What the page "Initialization" and its server tell each other.
import type { ComponentData } from "../shared/component.js";
import type { RUN_STATUSES } from "../shared/constants.js";
import type { Choice, Entry, Menus, Texts } from "../shared/menus.js";
import type { Edges } from "../shared/types.js";

/** What is fed into the networks: normal numbers or the experiment's data. */
export type Inputs = "normal" | "data";

export type ViewName = "layers" | "map" | "comparison";

/** What the page shows: `Setting.told` of ui/initialization/state.py. */
export interface Setting {
  experiment: Texts;
  inputs: Inputs;
  view: ViewName;
  /** What each network side by side has for itself. */
  columns: Texts[];
  /** The column that the controls stand for. */
  at: number;
  /** Id of the trained map that is looked at; "" for the visitor's newest. */
  sweep: string;
}

/** A number per layer; null is not a finite number. */
export type PerLayer = (number | null)[];

/** One number of every layer: mean, lowest and highest over the networks, and what theory says. */
export interface Profile {
  mean: PerLayer;
  low: PerLayer;
  high: PerLayer;
  theory: PerLayer | null;
}

export type ProfileName = "activation" | "preactivation" | "gradient" | "weight_gradient";

/** Singular values of the input-output Jacobian (`isometry` of core/propagation/isometry.py): log10 of them, largest first. */
export interface Spectrum {
  logs: number[];
  /** How many are 0, as far as can be computed. */
  zeros: number;
  /** Root mean square. */
  size: number | null;
  predicted: number | null;
}

/** Why there is nothing, in a sentence. */
export interface Note {
  note: string;
}

/** The dial and how it reads (`dial` of core/propagation/answer.py): standard deviations of a weight. */
export interface DialReadings {
  value: number | null;
  /** At a scale of 1; null where it is not known. */
  unit: number | null;
  width: number;
  he: number;
  glorot: number;
  critical: number | null;
}

/** What happens, and the choices that help; null: all is well, or nothing is known to. */
export interface Verdict {
  kind: string;
  what: string;
  why: string;
  remedy: { label: string; change: Texts } | null;
}

/** What the server measures (`measured` of core/propagation/answer.py). */
export interface Measurement {
  /** Of every layer. */
  units: number[];
  /** How many networks. */
  seeds: number;
  lines: Record<ProfileName, Profile>;
  /** Shares of units; null where they cannot be. */
  saturated: PerLayer | null;
  saturated_theory: PerLayer | null;
  dead: PerLayer | null;
  histograms: { edges: Edges; counts: number[][]; out: number[][] };
  jacobian: Spectrum | Note | null;
  /** How much networks differ by theory. */
  differing: { shares: PerLayer | null; note: string } | null;
  dial: DialReadings;
  verdict: Verdict;
  notes: string[];
}

/** One of what the map from the server consists of, in this order (`GradientMap.lines` of core/propagation/map.py). */
export type MapLine = MapHead | MapColumn | MapTheory | Note;

export interface MapHead {
  scales: number[];
  /** Layers of the deepest network; there is one of every depth from 1. */
  depth: number;
  /** That there are fewer scales than usual, and why. */
  note?: string | null;
}

/** log10 of what reaches the first layer of networks of every depth, at the scale number `at`; null is out of range. */
export interface MapColumn {
  at: number;
  reaching: PerLayer;
}

/** By theory: the same as measured, by scale; how deep networks are trainable; the critical scale. */
export interface MapTheory {
  predicted: PerLayer[];
  trainable: PerLayer | null;
  critical: number | null;
}

/** What a map draws of theory. */
export interface TheoryLines extends Omit<MapTheory, "predicted"> {
  scales: number[];
}

/** Where the dial stands on a map. */
export interface Here {
  scale: number;
  depth: number;
}

export type CellStatus = (typeof RUN_STATUSES)[number];

/** Of every cell, depth by depth and by rising scale within a depth; null is missing or not a finite number. */
export interface Cells {
  /** Id of its run, null before it has begun. */
  run: (string | null)[];
  status: CellStatus[];
  step: PerLayer;
  loss: PerLayer;
  metric: PerLayer;
  val_loss: PerLayer;
  val_metric: PerLayer;
}

/** How far a trained map is (`told_of` of ui/routes/sweeps.py). */
export interface SweepProgress {
  id: string;
  owner: boolean;
  /** A map of the reader's own is being trained, this one or another: no other can begin. */
  busy?: boolean;
  status: "running" | "finished" | "stopped" | "interrupted";
  done: number;
  total: number;
  /** Seconds. */
  remaining: number | null;
  experiment: Texts;
  /** Key of the parameter that the initializer's dial turns. */
  dial: string;
  metric: "accuracy" | "error";
  scales: number[];
  depths: number[];
  steps: number;
  cells: Cells;
  /** What is wrong with the store. */
  store: string | null;
}

/** Which cells a map has. */
export interface Grid {
  scales: number[];
  depths: number[];
}

export type Option = [key: string, text: string];

/** Comparisons ready to press. */
export interface Example {
  key: string;
  label: string;
  help: string;
  experiment: Texts;
  inputs: Inputs;
  columns: Texts[];
}

/** `training_menus` of ui/initialization/training.py. */
export interface TrainingMenus {
  dataset: { label: string; help: string; options: Option[] };
  optimizer: { label: string; help: string; options: Option[] };
  learning_rate: { label: string; help: string };
  steps: { label: string; help: string; options: Option[] };
  deepest: Option[];
  /** How many cells there are. */
  scales: number;
  depths: number;
  start: { steps: string; deepest: string };
  /** How every choice is called, by path. */
  names: Record<string, string>;
  /** How the entries of every menu are called. */
  entries: Record<string, Record<string, string>>;
}

export type EntryKey = "activation" | "initializer" | "normalization";
export type OtherKey = "layers" | "layer_activations" | "residual" | "bias_scale" | "weight_seed";

/** What can be chosen: `menus` of ui/initialization/menus.py. */
export interface InitializationMenus extends Menus {
  fields: Record<EntryKey, Choice & { entries: Entry[] }> & Record<OtherKey, Choice>;
  datasets: Option[];
  /** Most hidden layers. */
  depth: number;
  widths: number[];
  /** Fields that differ beside each other. */
  own: string[];
  /** Layers of the map, unless the network has more. */
  map_depth: number;
  training: TrainingMenus;
  examples: Example[];
  /** How many there may be side by side. */
  columns: number;
}

/** What Python tells the page. */
export interface InitializationData extends ComponentData {
  menus: InitializationMenus;
  setting: Setting;
  /** The controls follow `setting` whenever this is new. */
  opened: number;
  /** Id of the visitor's newest trained map; null where nobody has asked for it. */
  latest: string | null;
  /** The query of the Train page, which is gone to now; null: nobody leaves. */
  leave: string | null;
}
