// Optimizers that keep averages of gradients and of their squares, as Keras computes them.
import { add, div, each, f, max, mul, norm, pow, rest, root, square, sub, ZERO } from "./pairs.js";

/** @import { Pair } from "./pairs.js" */
/** @import { Given, Rule, Say } from "./types.d.ts" */

/** @typedef {{ m: Pair, v: Pair }} Moments */

const begin = () => ({ m: ZERO, v: ZERO });

/**
 * The average of the gradients after one more.
 *
 * @param {Given} given
 * @param {Moments} state
 * @param {number} left 1 − β₁
 * @param {Say} say
 */
function first({ g, rate }, { m }, left, say) {
  return say("momentum", "m", "β₁·m + (1 − β₁)·g", add(m, mul(sub(g, m), left)), -rate);
}

/**
 * The average of their squares.
 *
 * @param {Given} given
 * @param {Moments} state
 * @param {number} left 1 − β₂
 * @param {Say} say
 */
function second({ g }, { v }, left, say) {
  return say("second", "v", "β₂·v + (1 − β₂)·g²", add(v, mul(sub(square(g), v), left)));
}

/** @type {Rule} */
export const adam = {
  begin: () => ({ ...begin(), "v̄": ZERO }),
  step(given, state, p, say) {
    const { w, rate, t } = given;
    const m = first(given, /** @type {any} */ (state), f(1 - p.beta_1), say);
    const v = second(given, /** @type {any} */ (state), f(1 - p.beta_2), say);
    const peak = p.amsgrad ? say("second", "v̄", "max(v̄, v)", max(/** @type {Pair} */ (state["v̄"]), v)) : ZERO;
    const [left1, left2] = [rest(pow(f(p.beta_1), t)), rest(pow(f(p.beta_2), t))];
    say("corrected", "m̂", "m/(1 − β₁^t)", div(m, left1), -rate);
    const used = p.amsgrad ? peak : v;
    say("corrected", "v̂", p.amsgrad ? "v̄/(1 − β₂^t)" : "v/(1 − β₂^t)", div(used, left2));
    const alpha = div(mul(rate, f(Math.sqrt(left2))), left1);
    const step = div(mul(m, alpha), add(root(used), f(p.epsilon)));
    say("update", "Δw", "−η·m̂/(√v̂ + ε/√(1 − β₂^t))", each(step, (a) => -a), 1);
    return { w: sub(w, step), state: { m, v, "v̄": peak } };
  },
};

/** @type {Rule} */
export const adamax = {
  begin: () => ({ m: ZERO, u: ZERO }),
  step(given, state, p, say) {
    const { g, w, rate, t } = given;
    const m = first(given, /** @type {any} */ (state), f(1 - p.beta_1), say);
    const u = say("second", "u", "max(β₂·u, |g|)", max(mul(f(p.beta_2), /** @type {Pair} */ (state.u)), each(g, Math.abs)));
    const left = rest(pow(f(p.beta_1), t));
    say("corrected", "m̂", "m/(1 − β₁^t)", div(m, left), -rate);
    const step = div(mul(rate, m), mul(left, add(u, f(p.epsilon))));
    say("update", "Δw", "−η·m̂/(u + ε)", each(step, (a) => -a), 1);
    return { w: sub(w, step), state: { m, u } };
  },
};

/** Dozat's schedule of the momentum. @param {number} beta @param {number} t */
const warmed = (beta, t) => mul(beta, rest(f(0.5 * pow(f(0.96), t))));

/** @type {Rule} */
export const nadam = {
  begin: () => ({ ...begin(), "Π": 1 }),
  step(given, state, p, say) {
    const { g, w, rate, t } = given;
    const [beta1, beta2] = [f(p.beta_1), f(p.beta_2)];
    const before = /** @type {number} */ (state["Π"]);
    const now = say("rate", "μ", "β₁·(1 − 0.5·0.96^t)", warmed(beta1, t));
    const next = say("rate", "μ′", "β₁·(1 − 0.5·0.96^(t + 1))", warmed(beta1, t + 1));
    const product = say("rate", "Π", "Π·μ", mul(mul(before, beta1), rest(f(0.5 * pow(f(0.96), t)))));
    const m = first(given, /** @type {any} */ (state), rest(beta1), say);
    const v = second(given, /** @type {any} */ (state), rest(beta2), say);
    const ahead = add(div(mul(next, m), rest(mul(product, next))), div(mul(rest(now), g), rest(product)));
    say("corrected", "m̂", "μ′·m/(1 − Π·μ′) + (1 − μ)·g/(1 − Π)", ahead, -rate);
    const size = say("corrected", "v̂", "v/(1 − β₂^t)", div(v, rest(pow(beta2, t))));
    const step = div(mul(ahead, rate), add(root(size), f(p.epsilon)));
    say("update", "Δw", "−η·m̂/(√v̂ + ε)", each(step, (a) => -a), 1);
    return { w: sub(w, step), state: { m, v, "Π": product } };
  },
};

/** @type {Rule} */
export const lamb = {
  begin,
  step(given, state, p, say) {
    const { w, rate, t } = given;
    const m = first(given, /** @type {any} */ (state), f(1 - p.beta_1), say);
    const v = second(given, /** @type {any} */ (state), f(1 - p.beta_2), say);
    const mean = say("corrected", "m̂", "m/(1 − β₁^t)", div(m, rest(pow(f(p.beta_1), t))), -rate);
    const size = say("corrected", "v̂", "v/(1 − β₂^t)", div(v, rest(pow(f(p.beta_2), t))));
    const u = say("scaled", "u", "m̂/(√v̂ + ε)", div(mean, add(root(size), f(p.epsilon))));
    const [long, step] = [norm(w), norm(u)];
    const trust = say("trust", "r", "‖w‖/‖u‖", long > 0 && step > 0 ? f(long / step) : 1);
    const taken = mul(f(trust * rate), u);
    say("update", "Δw", "−η·r·u", each(taken, (a) => -a), 1);
    return { w: sub(w, taken), state: { m, v } };
  },
};

/** @type {Rule} */
export const lion = {
  begin: () => ({ m: ZERO }),
  step({ g, w, rate }, state, p, say) {
    const [beta1, beta2] = [f(p.beta_1), f(p.beta_2)];
    const m = /** @type {Pair} */ (state.m);
    const c = say("momentum", "c", "β₁·m + (1 − β₁)·g", add(mul(m, beta1), mul(g, rest(beta1))), -rate);
    const step = mul(rate, each(c, Math.sign));
    say("update", "Δw", "−η·sign(c)", each(step, (a) => -a), 1);
    const kept = say("momentum", "m", "β₂·m + (1 − β₂)·g", add(mul(m, beta2), mul(g, rest(beta2))));
    return { w: sub(w, step), state: { m: kept } };
  },
};
