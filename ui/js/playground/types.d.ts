// What the modules of the page "Playground" tell each other, and what they get from the server.
import type { ComponentData } from "../shared/component.d.ts";
import type { Contents } from "../shared/container.js";
import type { RUN_STATUSES } from "../shared/constants.js";
import type { Choice, Entry, Menus as SharedMenus, Task, Texts } from "../shared/menus.d.ts";
import type { Range } from "../shared/ranges.js";
import type { Tooltip } from "../shared/tooltip.js";
import type { Columns, Layer as SharedLayer, Points, Theme, Words } from "../shared/types.d.ts";
import type { Selection } from "./selection.js";
import type { Model } from "./model.js";
import type { PlayedNumber } from "./past.js";

/** How the network is shown: see ui/playground/options.py. */
export interface Options {
  /** Validation points are drawn. */
  validation?: boolean;
  /** Only the winning side is. */
  discretize?: boolean;
  logLoss?: boolean;
  speed?: string;
  /** What is seen of the layers: dL/dz, dL/dW or weights. */
  flow?: "g" | "dw" | "w";
  /** Of which points the confusion matrix is. */
  matrix?: "training" | "validation";
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
  menus: Menus;
  setting: Setting;
  /** Differs when the setting replaces what is chosen in the browser. */
  opened: number;
}

/** A layer as a greeting describes it. */
export interface Layer extends SharedLayer {
  /** Key of its activation function; of the output, softmax too. */
  activation: string;
}

/** A greeting: everything about a network that does not change with each scene (`NetworkChannel.hello` in core/live/sessions/network_channel.py). */
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
  columns: Columns;
  task: Task;
  metric: string;
  classes: string[];
  /** Of what is learnt. */
  range: Range;
  points: Points | null;
  extent: number;
  steps_per_epoch: number;
  history: Partial<Record<PlayedNumber, (number | null)[]>>;
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

/** Where a network stands (`NetworkChannel.status` in core/live/sessions/network_channel.py). */
export interface Status {
  status: (typeof RUN_STATUSES)[number];
  speed: string;
  /** Why it came to rest by itself. */
  cause: string | null;
  findings: Finding[];
  undo: number;
}

/** What comes of the network, and how the connection stands. */
export interface Events {
  receive: {
    hello(hello: Hello): void;
    status(status: Status): void;
    scene(contents: Contents): void;
  };
  /** Whether news are coming in; `busy`: not now, because the server has no time. */
  connected(yes: boolean, busy?: boolean): void;
  /** The server does not know the network any more. */
  gone(): void;
}

/** What the server says to a command. */
export interface Answer {
  /** Id of a new network. */
  play?: string;
  /** Of a weight or a bias that was asked for; null is not a finite number. */
  value?: number | null;
  /** Points of a table, as the text that choices hold. */
  points?: string;
}

/** The way to the server, see connection.js. What is asked throws `Refused` when the server says no. */
export interface Connected {
  /** Id of the network that is followed. */
  play: string | null;
  /** A new network; resolves to its id. */
  create(experiment: Texts, speed?: string): Promise<string>;
  follow(play: string | null): void;
  command(verb: string, value?: unknown): Promise<Answer>;
  /** Points of a table that was pasted, as the text that choices hold. */
  points(table: string): Promise<string>;
  /** The network as a file. */
  file(): Promise<Blob>;
  close(): void;
}

export type Connect = (events: Events) => Connected;

/** What can be selected: an input by its key, or a unit of a layer, counted from the first hidden one. */
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
  selection: Selection;
  /** Draw at the next screen frame. */
  schedule: () => void;
  /** Draw when there is time. */
  animate: () => void;
  /** Open the window to paste points. */
  paste: () => void;
}

/** One of the parts. */
export interface Part {
  node: HTMLElement;
  draw(theme: Theme): void;
  /** How many of its pictures are found gone. */
  blank?: () => boolean | number;
  destroy?: () => void;
}
