// What a page's part in the browser and Streamlit say to each other.
import type { Reply } from "./tunnel.js";
import type { Words } from "./types.d.ts";

/** What Streamlit calls a component with (`st.components.v2`). */
export interface StreamlitComponent {
  /** Where it draws. */
  parentElement: HTMLElement | ShadowRoot;
  /** See `told` of ui/component.py. */
  data: [ComponentData];
  /** Tells Python, which runs the page again. */
  setTriggerValue(name: string, value: unknown): void;
}

/** What Python tells the part of every page; each page has more of its own. */
export interface ComponentData {
  /** Path of the app, as `/lab`; empty at the root. */
  base: string;
  /** Of all assets. */
  version: string;
  /** Name of the page's script, as `train.js`. */
  script: string;
  /** Its text, where routes do not get through. */
  source?: string;
  /** Source text of plotly.js, there too. */
  plotly?: string;
  /** Who is asking, where browsers keep the cookie back. */
  visitor?: string | null;
  /** To requests over Streamlit's channel. */
  answer?: Reply | null;
  /** Tell when the page is drawn. */
  announce?: boolean;
  /** How many addresses the session has followed, and what the latest said. */
  arrivals: { count: number; query: Record<string, string> };
  lang: string;
  words: Words;
  /** What can be chosen, where the page has menus. */
  menus?: unknown;
}

/** What `update` of a page's entry is called with. */
export interface Args<Data extends ComponentData = ComponentData> extends Omit<StreamlitComponent, "data"> {
  data: Data;
  /** Address of the assets. */
  folder: string;
  /** Our routes do not get through. */
  cut: boolean;
}

/** What a page's entry exports. */
export interface Page {
  update(args: Args): void;
  unmount(parent: Node): void;
}
