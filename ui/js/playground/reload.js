// The network of this browser tab, kept for when the page is loaded again. A tab may forbid storage.

/** @import { Texts } from "../shared/menus.d.ts" */

const KEY = "gradient-lab:play";

/** @typedef {Pick<Storage, "getItem" | "setItem">} Store */

/**
 * Id of the network of before, and what was chosen; null if there was none.
 *
 * @param {() => Store} [store]
 * @returns {{ play: string, texts: Texts } | null}
 */
export function remembered(store = () => sessionStorage) {
  try {
    const kept = JSON.parse(store().getItem(KEY) ?? "null");
    return kept?.play && kept.texts ? kept : null;
  } catch {
    return null;
  }
}

/**
 * @param {{ play: string, experiment: Texts }} hello
 * @param {() => Store} [store]
 */
export function remember({ play, experiment }, store = () => sessionStorage) {
  try {
    store().setItem(KEY, JSON.stringify({ play, texts: experiment }));
  } catch {
    // without storage a reload begins anew
  }
}
