// Keeping a network and handing it on: save, load, and an address that opens the same for others.
import { button } from "../shared/controls/button.js";
import { make, setText } from "../shared/element.js";
import { windowed } from "./explain.js";
import { Refused } from "./refusal.js";
import { savedNetwork, sharedAddresses } from "./sharing.js";

/** @import { Words } from "../shared/types.d.ts" */
/** @import { Common } from "./types.d.ts" */

const LARGEST = 2_000_000; // bytes; what the server reads
const TOLD = 2000;

export class Files {
  /** @param {Common} common */
  constructor({ model, words, menus }) {
    this.model = model;
    this.words = words;
    this.save = button("save", "save", words.c_save, words.c_save_help, () => void this.#save());
    this.load = button("load", "open", words.c_load, words.c_load_help, () => this.picker.click());
    this.share = button("share", "share", words.c_share, words.c_share_help, () => this.#open());
    this.picker = make("input", { type: "file", accept: ".json,application/json", hidden: "", on: { change: () => void this.#load(this.picker.files?.[0]) } });
    this.node = make("span", { class: "group" }, this.save, this.load, this.share, this.picker);
    this.link = copied(words, words.c_link, words.c_link_help);
    this.embed = copied(words, words.c_embed, words.c_embed_help);
    this.boxes = menus.hideable.map(([name, label]) => ({ name, label, box: make("input", { type: "checkbox", on: { change: () => this.#write() } }) }));
    const checks = this.boxes.map(({ box, label }) => make("label", { class: "check" }, box, make("span", { text: label })));
    const hiding = make("fieldset", {}, make("legend", { text: words.c_hide }), make("p", { class: "hint", text: words.c_hide_help }), make("div", { class: "boxes" }, ...checks));
    this.dialog = windowed(words, "share", words.c_share, this.link.node, this.embed.node, hiding);
  }

  draw() {
    this.save.disabled = this.load.disabled = !this.model.hello;
  }

  async #save() {
    const { model, words } = this;
    try {
      const url = URL.createObjectURL(await model.connection.file());
      make("a", { href: url, download: "gradient-lab.json" }).click();
      setTimeout(() => URL.revokeObjectURL(url), TOLD);
    } catch (error) {
      model.complain((error instanceof Refused && error.message) || words.unreachable);
    }
  }

  /** @param {File} [file] */
  async #load(file) {
    this.picker.value = "";
    if (!file) return;
    const { model, words } = this;
    if (file.size > LARGEST) return model.complain(words.c_file_large);
    const saved = savedNetwork(await file.text());
    if (!saved) return model.complain(words.c_file_wrong);
    await model.send("load", saved);
  }

  #open() {
    for (const { name, box } of this.boxes) box.checked = this.model.hidden.has(name);
    this.#write();
    this.dialog.showModal();
  }

  #write() {
    const hidden = this.boxes.filter(({ box }) => box.checked).map(({ name }) => name);
    const { link, embed } = sharedAddresses(location.href, hidden);
    this.link.write(link);
    this.embed.write(embed);
  }
}

/**
 * A text with a button that copies it.
 *
 * @param {Words} words
 * @param {string} label
 * @param {string} help
 */
function copied(words, label, help) {
  const field = make("input", { type: "text", readonly: "", "aria-label": label, on: { focus: () => field.select() } });
  const said = make("span", { text: words.c_copy });
  const copy = make("button", { type: "button", class: "control", on: { click: () => void take() } }, said);
  async function take() {
    field.select();
    let done;
    try {
      await navigator.clipboard.writeText(field.value);
      done = true;
    } catch {
      done = document.execCommand("copy"); // pages that are not served securely have no clipboard
    }
    setText(said, done ? words.c_copied : words.c_copy_yourself);
    setTimeout(() => setText(said, words.c_copy), TOLD);
  }
  const node = make("div", { class: "copied" }, make("strong", { text: label }), make("p", { class: "hint", text: help }), make("span", { class: "pair" }, field, copy));
  return { node, write: (/** @type {string} */ text) => (field.value = text) };
}
