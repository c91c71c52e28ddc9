// The map: how much of the gradient reaches the first layer, measured, beside which networks really learn.
import { Atlas } from "./atlas.js";
import { make } from "../shared/element.js";
import { Training } from "./training.js";

export class MapView {
  /**
   * `base`: where the app is served. `go(scale, depth)`: a cell of the measured map was pressed. `keep(sweep)`: another
   * trained map is looked at. `open(run)`: a cell of it was pressed. `schedule()`: something new is to be drawn.
   * `change(texts)`: the map is to be trained with other choices, by path.
   */
  constructor({ words, tooltip, menus, base, lang, go, change, keep, open, schedule }) {
    const at = (path) => `${base}${path}?lang=${encodeURIComponent(lang)}`;
    this.atlas = new Atlas({ words, tooltip, url: at("/lab/propagation/map"), go, schedule });
    this.training = new Training({ words, tooltip, menus, at, change, keep, open, schedule });
    this.node = make("div", { class: "stage maps" }, this.atlas.section, this.training.node);
  }

  /** Another setting, at rest. `parts`: what the measured map of it depends on, as text. */
  want(setting, parts) {
    this.atlas.want(setting, parts);
    this.training.show(setting);
  }

  /** The visitor's newest trained map. */
  set latest(sweep) {
    this.training.latest = sweep;
  }

  /** `dial`: its readings (`core.propagation.answer.dial`). */
  draw(theme, here, dial) {
    this.atlas.draw(theme, here);
    this.training.draw(theme, here, this.atlas.theory, dial);
  }

  blank() {
    return [this.atlas, this.training].filter((part) => part.blank()).length;
  }

  close() {
    this.atlas.close();
    this.training.close();
  }
}
