// The map: how much of the gradient reaches the first layer, measured, beside which networks really learn.
import { make } from "../shared/element.js";
import { MeasuredMap } from "./measuredmap.js";
import { TrainedMap } from "./trainedmap.js";

/** @import { Server } from "../shared/server.js" */
/** @import { Tooltip } from "../shared/tooltip.js" */
/** @import { Theme, Words } from "../shared/types.d.ts" */
/** @import { Texts } from "../shared/menus.d.ts" */
/** @import { DialReadings, Here, InitializationMenus, Setting } from "./types.d.ts" */

export class MapView {
  /**
   * @param {object} parts
   * @param {Words} parts.words
   * @param {Tooltip} parts.tooltip
   * @param {InitializationMenus} parts.menus
   * @param {Server} parts.server
   * @param {(scale: number, depth: number) => void} parts.go a cell of the measured map was pressed
   * @param {(texts: Texts) => void} parts.change the map is to be trained with other choices
   * @param {(sweep: string) => void} parts.keep another trained map is looked at
   * @param {(run: string) => void} parts.open a cell of it was pressed
   * @param {() => void} parts.schedule something new is to be drawn
   */
  constructor({ words, tooltip, menus, server, go, change, keep, open, schedule }) {
    this.measured = new MeasuredMap({ words, tooltip, server, go, schedule });
    this.trained = new TrainedMap({ words, tooltip, menus, server, change, keep, open, schedule });
    this.node = make("div", { class: "stage maps" }, this.measured.section, this.trained.node);
  }

  /**
   * Another setting, at rest.
   *
   * @param {Setting} setting
   * @param {string} parts what the measured map of it depends on
   */
  want(setting, parts) {
    this.measured.want(setting, parts);
    this.trained.show(setting);
  }

  /**
   * Another setting, which may change again.
   *
   * @param {string} parts what the measured map of it depends on
   */
  leave(parts) {
    this.measured.leave(parts);
  }

  /** The visitor's newest trained map; null where nobody has asked for it. */
  set latest(/** @type {string | null} */ sweep) {
    this.trained.latest = sweep;
  }

  /**
   * @param {Theme} theme
   * @param {DialReadings} readings
   * @param {number} depth of the network that the dial turns
   */
  draw(theme, readings, depth) {
    /** @type {Here | null} */
    const here = readings.value === null ? null : { scale: readings.value, depth };
    this.measured.draw(theme, here);
    this.trained.draw(theme, here, this.measured.theory, readings);
  }

  /** How many pictures were found gone. */
  blank() {
    return [this.measured, this.trained].filter((part) => part.blank()).length;
  }

  close() {
    this.measured.close();
    this.trained.close();
  }
}
