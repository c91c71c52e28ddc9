// Links of TensorFlow Playground: their choices stand behind the "#". Python reads them (ui/playground/link.py).

/**
 * The choices of such a link; "" where it is none.
 *
 * @param {string} hash of the address, "#" included
 */
export function oldLink(hash) {
  const text = hash.slice(1);
  return text.includes("=") ? text : "";
}
