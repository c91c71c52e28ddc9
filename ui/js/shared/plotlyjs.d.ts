// What of plotly.js the charts use.
import type { Range } from "./ranges.js";

export interface PlotlyAxis {
  range: Range;
}

/** A div that plotly.js has drawn into. */
export interface PlotlyDiv extends HTMLElement {
  layout?: { xaxis: PlotlyAxis; yaxis: PlotlyAxis; width: number; height: number; margin: { l: number; r: number; t: number; b: number } };
  on(event: "plotly_relayout", handler: (change: Record<string, unknown>) => void): void;
  on(event: "plotly_doubleclick", handler: () => void): void;
}

export interface PlotlyLibrary {
  react(div: HTMLElement, traces: object[], layout: object, config: object): Promise<unknown>;
  purge(div: HTMLElement): void;
  /** The figure as a picture: its address. */
  toImage(figure: { data: object[]; layout: object }, how: { format: "png"; width: number; height: number; scale: number }): Promise<string>;
}

declare global {
  /** Set by the script plotly.js. */
  var Plotly: PlotlyLibrary | undefined;
}
