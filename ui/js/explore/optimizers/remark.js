// What is to be said of a race: the largest stable rate, and who has left.
import { fill } from "../../shared/format.js";
import { short } from "./written.js";

/** @import { Words } from "../../shared/types.d.ts" */
/** @import { Scene } from "./scene.d.ts" */

/**
 * @param {Words} words
 * @param {Pick<Scene, "course" | "followed" | "limit">} scene
 */
export function remarkOf(words, { course, followed, limit }) {
  const { racer, way } = followed;
  const optimizer = racer.label;
  const gone = way.diverged === null ? "" : fill(words.race_diverged, { optimizer, step: way.diverged });
  const said = gone && limit === undefined ? "" : limitSaid(words, course, racer, limit);
  return { text: [said, gone].filter(Boolean).join(" "), warned: Boolean(gone) || (limit !== undefined && course.rate > limit) };
}

/**
 * @param {Words} words
 * @param {Scene["course"]} course
 * @param {Scene["followed"]["racer"]} racer
 * @param {number | undefined} limit
 */
function limitSaid(words, { rate, surface }, { key, label, parameters }, limit) {
  if (limit === undefined) return key === "sgd" ? words.race_limit_varies : fill(words.race_limit_none, { optimizer: label });
  const { momentum, nesterov, weight_decay: decay } = parameters;
  const steep = momentum && nesterov ? "(1 + 2·μ)·λₘₐₓ" : "λₘₐₓ";
  const over = decay ? `(${steep} + ${momentum ? "(1 + μ)·" : ""}λ)` : steep;
  const formula = `${momentum ? "2·(1 + μ)" : "2"}/${steep !== "λₘₐₓ" && !decay ? `(${steep})` : over}`;
  const said = fill(words.race_limit, { optimizer: label, formula, limit: short(limit), steep: short(surface.curvatures?.[1] ?? NaN) });
  return `${said} ${fill(rate > limit ? words.race_limit_above : surface.noise ? words.race_limit_noisy : words.race_limit_below, { rate: short(rate), times: short(rate / limit) })}`;
}
