// What the modules of the page "Playground" tell each other, and what they get from the server.
import type { ComponentData } from "../shared/component.d.ts";
import type { Choice, Entry, Menus as SharedMenus, Task, Texts } from "../shared/menus.d.ts";
import type { Range } from "../shared/ranges.js";
import type { Tooltip } from "../shared/tooltip.js";
import type { Frame, Layer as SharedLayer, Points, Theme, Words } from "../shared/types.d.ts";
import type { Looking } from "./looking.js";
import type { Model } from "./model.js";
import type { Remembered } from "./past.js";

/** How the network is shown: see ui/playground/options.py. */
export interface Options {
  /** Validation points are drawn. */
  validation?: boolean;
  /** Only the winning side is. */
  discretize?: boolean;
  logLoss?: boolean;
  speed?: string;
  flow?: string;
  matrix?: string;
}

/** `Setting` of ui/playground/setting.py. */
export interface Setting {
  experiment: Texts;
  options: Options;
  /** Names of controls, of ui/playground/hiding.py. */
  hide: string[];
}

/** See ui/playground/menus.py. */
export interface Menus extends SharedMenus {
  fields: Record<string, Choice> & Record<"features" | "activation" | "initializer" | "dataset" | "loss", Choice & { entries: Entry[] }>;
  speeds: [key: string, label: string, help: string][];
  presets: { key: string; label: string; help: string; experiment: Texts }[];
  limits: { layers: number; units: number };
  hideable: [name: string, label: string][];
}

/** See `playground_panel` in ui/playground/panel.py. */
export interface PlayData extends ComponentData {
  visitor: string | null;
  menus: Menus;
  setting: Setting;
  /** Differs when the setting replaces what is chosen in the browser. */
  opened: string;
}

/** A layer as a greeting describes it. */
export interface Layer extends SharedLayer {
  /** Key of its activation function; of the output, softmax too. */
  activation: string;
}

/** A greeting: everything about a network that does not change with each scene (`hello` in core/play/telling.py). */
export interface Hello {
  /** Id of the network. */
  play: string;
  /** Of the greeting: scenes name it. */
  number: number;
  experiment: Texts;
  /** Keys of its inputs. */
  inputs: string[];
  /** The last is the output. */
  layers: Layer[];
  task: Task;
  metric: string;
  classes: string[];
  /** Of what is learnt. */
  range: Range;
  points: Points | null;
  extent: number;
  steps_per_epoch: number;
  history: Remembered;
  /** Changes that can be taken back. */
  undo: number;
}

/** What is pointed out about a network, with the change that mends it. */
export interface Finding {
  key: string;
  text: string;
  help: string;
  /** What the button says. */
  remedy: string | null;
  change: Texts | null;
  /** The network begins anew with it. */
  reset: boolean;
}

/** Where a network stands (`status` in core/play/telling.py). */
export interface Status {
  status: "preparing" | "playing" | "paused" | "failed";
  speed: string;
  /** Why it came to rest by itself. */
  cause: string | null;
  findings: Finding[];
  undo: number;
}

/** One moment of a network, see scene.js; null is not a finite number, or not there. */
export interface Scene {
  /** Of the greeting that it belongs to. */
  number: number;
  epoch: number;
  step: number;
  loss: number | null;
  metric: number | null;
  val_loss: number | null;
  val_metric: number | null;
  r2: number | null;
  val_r2: number | null;
  frame: Frame;
  /** Keys of the inputs, and units of each layer; the last is the output. */
  inputs: string[];
  units: number[];
  /** By layer: of each unit; and row by row, from the units before to these. */
  biases: Float32Array[];
  weights: Float32Array[];
  /** By layer: what each unit answers, unit by unit, `thumb` x `thumb` levels each. */
  thumbs: Uint8Array[];
  thumb: number;
  /** Counts, row by row: training, validation. */
  confusion: Uint32Array[];
  classes: number;
  /** What the large picture shows: `side` x `side` levels of a unit; layer -1 is the output. */
  picture: Uint8Array;
  side: number;
  layer: number;
  unit: number;
}

/** A unit that is looked at: an input by its key, or a unit of a layer, counted from the first hidden one. */
export type Unit = { input: string; layer?: undefined; unit?: undefined } | { input?: undefined; layer: number; unit: number };

/** A unit's place in the diagram; columns count from the inputs. */
export interface Place {
  column: number;
  row: number;
}

/** A column of units in the diagram, in pixels: centres, side of a unit, and of the square that is its bias. */
export interface Column {
  x: number;
  size: number;
  ys: number[];
  bias: number;
}

/** A weight, or with `from` null a bias: `from` counts the layer's inputs, `to` its units. */
export interface Link {
  layer: number;
  from: number | null;
  to: number;
}

/** Rows of the diagram's first column; those that are `chosen` are the network's. */
export interface Inputs {
  keys: string[];
  labels: string[];
  chosen: Set<string>;
}

/** What the parts of the page are made with. */
export interface Common {
  model: Model;
  words: Words;
  menus: Menus;
  tooltip: Tooltip;
  looking: Looking;
  /** Draw at the next screen frame. */
  schedule: () => void;
  /** Draw when there is time. */
  animate: () => void;
}

/** One of the parts. */
export interface Part {
  node: HTMLElement;
  draw(theme: Theme): void;
  /** How many of its pictures are found gone. */
  blank?: () => boolean | number;
  destroy?: () => void;
}
