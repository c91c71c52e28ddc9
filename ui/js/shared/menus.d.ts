// Choices as Python describes them from its registries (`ui/menus.py`).

/** What is chosen, as texts by path: `initializer` is its key, `initializer.scale` a parameter of it. */
export type Texts = Record<string, string>;

/** One choice. */
export interface Choice {
  label: string;
  help: string;
  /** What its value is, as the name of the Python class in lower case. */
  kind: "number" | "switch" | "words" | "menu" | "widths" | "several" | "points" | "formula" | "perlayer" | "numbers" | "numbertable" | "optionalnumber" | "layerchoices";
  /** Its default. */
  value: string;
  /** Those for which it means something; null: all. */
  tasks: Task[] | null;
  /** Whether it is set without a control of its own. */
  elsewhere?: boolean;
  /** Which part of a form, or of an explorer, shows it; empty: all. */
  group?: string;
  /** Of a number: values that people look for. */
  marks?: string[];
  /** Of words: keys and labels. */
  options?: [key: string, label: string][];
  /** Of a menu, and of what names several of them. */
  entries?: Entry[];
}

/** One of a menu. */
export interface Entry {
  key: string;
  label: string;
  help: string;
  parameters: (Choice & { key: string })[];
  /** Of an activation function: the initializer that is usual with it. */
  partner?: string | null;
  /** Of one: outside these its values count as saturated; null: never. */
  flat?: [below: number | null, above: number | null];
  /** Of one: its values count as dead up to this size; null: never. */
  dead?: number | null;
  /** Of a normalization: its name where there is little room. */
  short?: string;
  /** Of a data set. */
  task?: Task;
  /** Of a loss: those that it fits. */
  tasks?: Task[];
}

export type Task = "binary" | "multiclass" | "regression";

/** The parameter of an initializer that multiplies all weights. */
export interface Dial {
  key: string;
  low: number;
  high: number;
}

/** What every page with choices is told. */
export interface Menus {
  fields: Record<string, Choice>;
  /** By initializer; some have none. */
  dials: Record<string, Dial | undefined>;
}
