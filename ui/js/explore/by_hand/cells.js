// The diagram's cells: one for each number of the network, told to those who see it and to those who hear it.
import { make, setText } from "../../shared/element.js";

/**
 * A number that can be pressed: its derivation is shown then.
 *
 * @typedef {object} Cell
 * @property {string} key of the quantity
 * @property {string} part what of it: "value", "sum", "gradient"
 * @property {string} name
 * @property {HTMLButtonElement} node
 * @property {(text: string) => void} write
 */

/**
 * @param {object} parts
 * @param {string} parts.key
 * @param {string} parts.part
 * @param {string} parts.name as it is written
 * @param {string} [parts.said] as it is said
 * @param {(key: string, part: string) => void} parts.pick
 * @returns {Cell}
 */
export function cell({ key, part, name, said = name, pick }) {
  const number = make("span", { class: "num" });
  const label = part === "gradient" ? null : make("span", { class: "sym", text: name });
  const node = make("button", { type: "button", class: `cell ${part}`, tabindex: "-1", "data-at": key, "data-part": part, title: said, on: { click: () => pick(key, part) } }, label, number);
  return {
    key,
    part,
    name,
    node,
    write(text) {
      setText(number, text);
      node.setAttribute("aria-label", `${said}: ${text}`);
    },
  };
}

const KEYS = new Map(Object.entries({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }));

/**
 * Arrow keys lead from cell to cell: to the nearest in their direction.
 *
 * @param {HTMLElement} root
 * @param {() => Cell[]} cells
 */
export function walk(root, cells) {
  root.addEventListener("keydown", (event) => {
    const way = KEYS.get(event.key);
    const from = event.target;
    if (!way || !(from instanceof HTMLElement) || !from.classList.contains("cell")) return;
    event.preventDefault();
    const next = nearestIn(way, from, cells().map(({ node }) => node));
    if (!next) return;
    for (const { node } of cells()) node.tabIndex = node === next ? 0 : -1;
    next.focus();
  });
}

/**
 * @param {number[]} way
 * @param {HTMLElement} from
 * @param {HTMLElement[]} nodes
 */
function nearestIn([across, down], from, nodes) {
  const centre = (/** @type {HTMLElement} */ node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return [(left + right) / 2, (top + bottom) / 2];
  };
  const [x, y] = centre(from);
  /** @type {HTMLElement | null} */
  let best = null;
  let least = Infinity;
  for (const node of nodes) {
    const [dx, dy] = [centre(node)[0] - x, centre(node)[1] - y];
    const ahead = dx * across + dy * down;
    const aside = Math.abs(dx * down) + Math.abs(dy * across);
    if (ahead < 3 || ahead + 3 * aside >= least) continue;
    least = ahead + 3 * aside;
    best = node;
  }
  return best;
}
