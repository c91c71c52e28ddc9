// To another page of the lab, without losing the session, in one entry of the browser's history.

/**
 * Go to the Train page. Streamlit follows the browser's history, forward as well as back.
 *
 * @param {string} base address of the lab
 * @param {string} query of the page's address, with its question mark; "" for none
 * @param {Window} [browser]
 */
export function visitTrain(base, query, browser = window) {
  const { history, location } = browser;
  const parts = new URLSearchParams(query);
  // How the page is embedded in another one stays.
  for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith("embed")) parts.append(name, value);
  const found = String(parts);
  history.pushState({}, "", `${base}/${found && `?${found}`}`);
  browser.dispatchEvent(new PopStateEvent("popstate"));
}
