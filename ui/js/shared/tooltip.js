import { make } from "./element.js";

/** One small box beside the pointer, shared by all canvases of a panel. */
export class Tooltip {
  text = "";

  /** @param {HTMLElement} root what it must stay inside of */
  constructor(root) {
    this.root = root;
    this.node = make("div", { class: "tooltip", role: "tooltip", hidden: "" });
    root.append(this.node);
  }

  /**
   * @param {number} x of the pointer, on the screen
   * @param {number} y
   * @param {string[]} lines the first one emphasized
   */
  show(x, y, lines) {
    const text = lines.join("\n");
    if (this.text !== text) {
      this.node.replaceChildren(...lines.map((line, index) => make(index ? "div" : "strong", { text: line })));
      this.text = text;
    }
    this.node.hidden = false;
    const frame = this.root.getBoundingClientRect();
    const left = Math.min(x - frame.left + 14, frame.width - this.node.offsetWidth - 4);
    const above = y - frame.top - this.node.offsetHeight - 10;
    this.node.style.transform = `translate(${Math.max(0, left)}px, ${above > 0 ? above : y - frame.top + 16}px)`;
  }

  hide() {
    this.node.hidden = true;
  }
}
