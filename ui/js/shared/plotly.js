// Brings plotly.js, once per page.

/** @import { PlotlyLibrary } from "./plotlyjs.d.ts" */

/** @type {Promise<PlotlyLibrary> | null} */
let arriving = null;

/**
 * plotly.js from `url`, or from its source text where routes do not get through.
 *
 * @param {string} url
 * @param {string} [source]
 * @returns {Promise<PlotlyLibrary>}
 */
export function plotly(url, source) {
  arriving ??= new Promise((resolve, reject) => {
    const failed = () => {
      arriving = null;
      reject(new Error(`cannot load ${url}`));
    };
    const script = document.createElement("script");
    script.src = source ? URL.createObjectURL(new Blob([source], { type: "text/javascript" })) : url;
    script.onload = () => (globalThis.Plotly ? resolve(globalThis.Plotly) : failed());
    script.onerror = failed;
    document.head.append(script);
  });
  return arriving;
}
