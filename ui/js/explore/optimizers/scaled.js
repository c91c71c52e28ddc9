// Optimizers that divide each gradient by the size of those before it, as Keras computes them.
import { add, div, each, f, max, mean, mul, pow, rest, rms, root, square, sub, ZERO } from "./pairs.js";

/** @import { Pair } from "./pairs.js" */
/** @import { Rule } from "./types.d.ts" */

/** @param {Pair} a */
const minus = (a) => each(a, (one) => -one);

/** @type {Rule} */
export const rmsprop = {
  begin: () => ({ v: ZERO, "ḡ": ZERO, b: ZERO }),
  step({ g, w, rate }, state, p, say) {
    const { v: size, "ḡ": average, b: rolled } = /** @type {Record<string, Pair>} */ (state);
    const [rho, left] = [f(p.rho), f(1 - p.rho)];
    const v = say("second", "v", "ρ·v + (1 − ρ)·g²", add(mul(rho, size), mul(left, square(g))));
    const mid = p.centered ? say("mean_gradient", "ḡ", "ρ·ḡ + (1 − ρ)·g", add(mul(rho, average), mul(left, g))) : ZERO;
    const under = p.centered ? sub(v, square(mid)) : v;
    const scaled = div(mul(rate, g), root(add(under, f(p.epsilon))));
    const formula = p.centered ? "g/√(v − ḡ² + ε)" : "g/√(v + ε)";
    if (!(p.momentum > 0)) {
      say("update", "Δw", `−η·${formula}`, minus(scaled), 1);
      return { w: sub(w, scaled), state: { v, "ḡ": mid, b: ZERO } };
    }
    const b = say("momentum", "b", `μ·b + η·${formula}`, add(mul(f(p.momentum), rolled), scaled), -1);
    say("update", "Δw", "−b", minus(b), 1);
    return { w: sub(w, b), state: { v, "ḡ": mid, b } };
  },
};

/** @type {Rule} */
export const adagrad = {
  begin: ({ initial_accumulator_value: start }) => ({ G: [f(start), f(start)] }),
  step({ g, w, rate }, state, p, say) {
    const sum = say("second", "G", "G + g²", add(/** @type {Pair} */ (state.G), square(g)));
    const step = div(mul(rate, g), root(add(sum, f(p.epsilon))));
    say("update", "Δw", "−η·g/√(G + ε)", minus(step), 1);
    return { w: sub(w, step), state: { G: sum } };
  },
};

/** @type {Rule} */
export const adadelta = {
  begin: () => ({ v: ZERO, D: ZERO }),
  step({ g, w, rate }, state, p, say) {
    const { v: size, D: steps } = /** @type {Record<string, Pair>} */ (state);
    const [rho, left, epsilon] = [f(p.rho), f(1 - p.rho), f(p.epsilon)];
    const v = say("second", "v", "ρ·v + (1 − ρ)·g²", add(mul(rho, size), mul(left, square(g))));
    const way = say("scaled", "d", "−√(D + ε)·g/√(v + ε)", minus(div(mul(root(add(steps, epsilon)), g), root(add(v, epsilon)))));
    const D = say("past_steps", "D", "ρ·D + (1 − ρ)·d²", add(mul(rho, steps), mul(left, square(way))));
    const step = say("update", "Δw", "η·d", mul(rate, way), 1);
    return { w: add(w, step), state: { v, D } };
  },
};

/** Of a kernel of two rows and one column, as the two weights of one unit are. @type {Rule} */
export const adafactor = {
  begin: () => ({ r: ZERO, c: 0 }),
  step({ g, w, rate, t }, state, p, say) {
    const slow = f(1 / f(Math.sqrt(t)));
    const length = say("rate", "α", "max(0.001, rms(w))·min(η, 1/√t)", mul(Math.max(f(1e-3), rms(w)), Math.min(rate, slow)));
    const beta = say("rate", "β", "1 − t^γ", rest(pow(t, f(p.beta_2_decay))));
    const squares = add(square(g), f(1e-30));
    const rows = say("second", "r", "β·r + (1 − β)·(g² + 1e−30)", add(mul(beta, /** @type {Pair} */ (state.r)), mul(rest(beta), squares)));
    const column = say("second", "c", "β·c + (1 − β)·mean(g² + 1e−30)", add(mul(beta, /** @type {number} */ (state.c)), mul(rest(beta), mean(squares))));
    // Keras takes the mean over a row, which is one number long here: r divided by itself, column by column.
    const v = say("second", "v", "r/mean(r)·c", mul(div(rows, mean(rows)), column));
    const u = say("scaled", "u", "g/√v", div(g, root(v)));
    const clipped = say("clipped", "û", "u/max(1, rms(u)/d)", div(u, max(1, f(rms(u) / f(p.clip_threshold)))));
    const step = mul(length, clipped);
    say("update", "Δw", "−α·û", minus(step), 1);
    return { w: sub(w, step), state: { r: rows, c: column } };
  },
};

/** @type {Rule} */
export const ftrl = {
  begin: ({ initial_accumulator_value: start }) => ({ n: [f(start), f(start)], z: ZERO }),
  step({ g, w, rate }, state, p, say) {
    const { n, z: linear } = /** @type {Record<string, Pair>} */ (state);
    const power = f(-p.learning_rate_power);
    const total = say("second", "n′", "n + g²", add(n, square(g)));
    const [before, after] = [pow(n, power), pow(total, power)];
    const z = say("sum", "z", "z + g − (n′^(−p) − n^(−p))/η·w", add(linear, sub(g, mul(div(sub(after, before), rate), w))));
    const kept = f(p.l1);
    const clipped = each(z, (a) => Math.min(Math.max(a, -kept), kept));
    const moved = div(sub(clipped, z), add(div(after, rate), f(2 * p.l2)));
    say("update", "Δw", "(clip(z, −λ₁, λ₁) − z)/(n′^(−p)/η + 2·λ₂) − w", sub(moved, w), 1);
    return { w: moved, state: { n: total, z } };
  },
};
