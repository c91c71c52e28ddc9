// Links of TensorFlow Playground: their choices stand behind the "#". Python reads them (ui/playground/link.py).

/** What stands behind the "#", taken out of the address; "" where it is no such link. */
export function oldLink() {
  const text = location.hash.slice(1);
  if (!text.includes("=")) return "";
  history.replaceState(history.state, "", location.pathname + location.search);
  return text;
}
