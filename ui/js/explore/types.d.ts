// What the page "Explore" and its explorers tell each other.
import type { ComponentData } from "../shared/component.js";
import type { Choice, Texts } from "../shared/menus.js";
import type { Server } from "../shared/server.js";
import type { Tooltip } from "../shared/tooltip.js";
import type { Theme, Words } from "../shared/types.js";

/** One explorer, as `explorer_menus` of ui/explore/panel.py tells it. */
export interface ExplorerMenu {
  key: string;
  label: string;
  help: string;
  fields: Record<string, Choice>;
}

/** What the page shows: `ExploreSetting.to_json` of ui/explore/state.py. */
export interface ExploreSetting {
  view: string;
  /** All choices of every explorer. */
  chosen: Record<string, Texts>;
}

export interface ExploreData extends ComponentData {
  setting: ExploreSetting;
  /** Changes when the setting comes from anywhere but the page's own controls. */
  opened: number;
  menus: { explorers: ExplorerMenu[] };
}

/** What an explorer is made of. */
export interface Parts {
  words: Words;
  menu: ExplorerMenu;
  server: Server;
  tooltip: Tooltip;
  /** Draw at the next screen frame. */
  redraw: () => void;
  /** Draw again when these change their size. */
  watch: (...nodes: Element[]) => void;
  /** Take over choices, as when something is dragged; the controls and `show` follow. */
  put: (texts: Texts) => void;
}

/** One idea by itself: computed and drawn in the browser. */
export interface Explorer {
  /** Pictures and all else but the row of controls above them. */
  node: HTMLElement;
  /** The choices are these, all of them and all legal. */
  show(texts: Texts): void;
  /** What else changes where a control has changed the choices `before` into `after`. */
  adjusted?(before: Texts, after: Texts): Texts;
  /** By the path of a number's slider, the value that is marked on it, beyond which things go wrong. */
  limits?(): Record<string, number | undefined>;
  draw(theme: Theme): void;
  /** Those that are seen now. */
  pictures(): { blank(): boolean | number }[];
  /** What browser tests and curious people read off the host element. */
  report(): Record<string, string | number>;
  close(): void;
}

export type ExplorerMaker = new (parts: Parts) => Explorer;
