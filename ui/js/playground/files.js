// Keeping a network and handing it on: save, load, and an address that opens the same for others.
import { button } from "../shared/controls/button.js";
import { make, setText } from "../shared/element.js";
import { windowed } from "./explain.js";

const LARGEST = 2_000_000; // bytes; what the server reads
const TOLD = 2000;
const SIZE = 'width="1280" height="760" style="border:0"';

export class Files {
  constructor({ model, words, menus }) {
    Object.assign(this, { model, words });
    this.save = button("save", "save", words.c_save, words.c_save_help, () => this.#save());
    this.load = button("load", "open", words.c_load, words.c_load_help, () => this.picker.click());
    this.share = button("share", "share", words.c_share, words.c_share_help, () => this.#open());
    this.picker = make("input", { type: "file", accept: ".json,application/json", hidden: "", on: { change: () => this.#load(this.picker.files[0]) } });
    this.node = make("span", { class: "group" }, this.save, this.load, this.share, this.picker);
    this.link = copied(words, words.c_link, words.c_link_help);
    this.embed = copied(words, words.c_embed, words.c_embed_help);
    this.boxes = menus.hideable.map(([name, label]) => [name, make("input", { type: "checkbox", on: { change: () => this.#write() } }), label]);
    const checks = this.boxes.map(([, box, label]) => make("label", { class: "check" }, box, make("span", { text: label })));
    const hiding = make("fieldset", {}, make("legend", { text: words.c_hide }), make("p", { class: "hint", text: words.c_hide_help }), make("div", { class: "boxes" }, ...checks));
    this.dialog = windowed(words, "share", words.c_share, this.link.node, this.embed.node, hiding);
  }

  draw() {
    this.save.disabled = this.load.disabled = !this.model.hello;
  }

  async #save() {
    const { model, words } = this;
    try {
      const response = await fetch(model.url(`/lab/play/${encodeURIComponent(model.hello.play)}/file`), { credentials: "same-origin", headers: model.connection.named });
      if (!response.ok) throw new Error((await response.json()).error);
      const url = URL.createObjectURL(await response.blob());
      make("a", { href: url, download: "gradient-lab.json" }).click();
      setTimeout(() => URL.revokeObjectURL(url), TOLD);
    } catch (error) {
      model.complain(error instanceof TypeError ? words.unreachable : error.message);
    }
  }

  /** The file's experiment and weights go to the server, which judges them. */
  async #load(file) {
    this.picker.value = "";
    if (!file) return;
    const { model, words } = this;
    if (file.size > LARGEST) return model.complain(words.c_file_large);
    let told;
    try {
      told = JSON.parse(await file.text());
    } catch {
      return model.complain(words.c_file_wrong);
    }
    if (!told?.gradient_lab || !told.experiment) return model.complain(words.c_file_wrong);
    await model.send("load", { experiment: told.experiment, weights: told.weights ?? [] });
  }

  #open() {
    for (const [name, box] of this.boxes) box.checked = this.model.hidden.has(name);
    this.#write();
    this.dialog.showModal();
  }

  /** The address of what is on the screen, without the controls that shall not be seen. */
  #write() {
    const hidden = this.boxes.filter(([, box]) => box.checked).map(([name]) => name);
    const address = new URL(location.href);
    for (const name of ["hide", "embed"]) address.searchParams.delete(name);
    if (hidden.length) address.searchParams.set("hide", hidden.join(","));
    this.link.write(spell(address));
    address.searchParams.set("embed", "true");
    this.embed.write(`<iframe src="${spell(address).replaceAll("&", "&amp;")}" ${SIZE}></iframe>`);
  }
}

/** An address as people would write it: commas stay commas. */
function spell(address) {
  return address.href.replaceAll("%2C", ",").replaceAll('"', "%22");
}

/** A text with a button that copies it. */
function copied(words, label, help) {
  const field = make("input", { type: "text", readonly: "", "aria-label": label, on: { focus: () => field.select() } });
  const copy = make("button", { type: "button", class: "control", on: { click: () => take() } }, make("span", { text: words.c_copy }));
  async function take() {
    field.select();
    let done;
    try {
      await navigator.clipboard.writeText(field.value);
      done = true;
    } catch {
      done = document.execCommand("copy"); // pages that are not served securely have no clipboard
    }
    setText(copy.firstChild, done ? words.c_copied : words.c_copy_yourself);
    setTimeout(() => setText(copy.firstChild, words.c_copy), TOLD);
  }
  const node = make("div", { class: "copied" }, make("strong", { text: label }), make("p", { class: "hint", text: help }), make("span", { class: "pair" }, field, copy));
  return { node, write: (text) => (field.value = text) };
}
