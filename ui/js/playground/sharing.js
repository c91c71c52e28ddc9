// What is handed on: addresses that open the same, and files with a network.

/** @import { Texts } from "../shared/menus.d.ts" */

const SIZE = 'width="1280" height="760" style="border:0"';

/**
 * The address of what is on the screen, without the controls that shall not be seen, and the tag that embeds it.
 *
 * @param {string} href of the page
 * @param {string[]} hidden names of controls
 */
export function sharedAddresses(href, hidden) {
  const address = new URL(href);
  for (const name of ["hide", "embed"]) address.searchParams.delete(name);
  if (hidden.length) address.searchParams.set("hide", hidden.join(","));
  const link = written(address);
  address.searchParams.set("embed", "true");
  return { link, embed: `<iframe src="${written(address).replaceAll("&", "&amp;")}" ${SIZE}></iframe>` };
}

/**
 * An address as people would write it: commas stay commas.
 *
 * @param {URL} address
 */
function written(address) {
  return address.href.replaceAll("%2C", ",").replaceAll('"', "%22");
}

/**
 * Experiment and weights of a saved network; null where the text is none. The server judges what they say.
 *
 * @param {string} text
 * @returns {{ experiment: Texts, weights: unknown[] } | null}
 */
export function savedNetwork(text) {
  try {
    const { gradient_lab, experiment, weights = [] } = JSON.parse(text);
    return gradient_lab && experiment ? { experiment, weights } : null;
  } catch {
    return null;
  }
}
