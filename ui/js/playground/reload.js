// The network of this browser tab, kept for when the page is loaded again. A tab may forbid storage.
//
// It lies in the tab's storage only while no page is there to hold it: a tab that is duplicated gets a copy of the
// storage, and would steer the same network.

/** @import { Texts } from "../shared/menus.d.ts" */

const KEY = "gradient-lab:play";

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store */
/** @typedef {{ play: string, texts: Texts }} Kept */

/** What this page holds, until it goes. @type {Kept | null} */
let held = null;

/**
 * Put what is held where the next page of this tab finds it.
 *
 * @param {() => Store} [store]
 */
export function leave(store = () => sessionStorage) {
  if (!held) return;
  try {
    store().setItem(KEY, JSON.stringify(held));
  } catch {
    // without storage a reload begins anew
  }
}

/**
 * Take it back, when the page goes on after all.
 *
 * @param {() => Store} [store]
 */
export function comeBack(store = () => sessionStorage) {
  try {
    if (held) store().removeItem(KEY);
  } catch {
    // nothing was put there
  }
}

globalThis.addEventListener?.("pagehide", () => leave());
globalThis.addEventListener?.("pageshow", () => comeBack());

/**
 * Id of the network of before, and what was chosen; null if there was none.
 *
 * @param {() => Store} [store]
 * @returns {Kept | null}
 */
export function remembered(store = () => sessionStorage) {
  if (held) return held;
  try {
    const kept = JSON.parse(store().getItem(KEY) ?? "null");
    store().removeItem(KEY);
    return kept?.play && kept.texts ? kept : null;
  } catch {
    return null;
  }
}

/** @param {{ play: string, experiment: Texts }} hello */
export function remember({ play, experiment }) {
  held = { play, texts: experiment };
}
