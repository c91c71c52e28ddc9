// Every optimizer of the lab as one entry: what it remembers in, named terms out. Numbers are Keras's own, to the rounding of
// float32, for a kernel of two rows and one column: the two weights of one unit (tests/explore/test_optimizers.py).
import { adam, adamax, lamb, lion, nadam } from "./moments.js";
import { add, div, each, f, mul, norm, square, sub, sum, ZERO } from "./pairs.js";
import { adadelta, adafactor, adagrad, ftrl, rmsprop } from "./scaled.js";

/** @import { Pair } from "./pairs.js" */
/** @import { Given, Parameters, Rule, Say, State, Term } from "./types.d.ts" */

/** @type {Rule} */
const sgd = {
  begin: () => ({ v: ZERO }),
  step({ g, w, rate }, state, { momentum, nesterov }, say) {
    if (!momentum) {
      const step = mul(g, rate);
      say("update", "Δw", "−η·g", each(step, (a) => -a), 1);
      return { w: sub(w, step), state };
    }
    const share = f(momentum);
    const v = say("momentum", "v", "μ·v − η·g", sub(mul(/** @type {Pair} */ (state.v), share), mul(g, rate)), 1);
    const step = nesterov ? sub(mul(v, share), mul(g, rate)) : v;
    say("update", "Δw", nesterov ? "μ·v − η·g" : "v", step, 1);
    return { w: add(w, step), state: { v } };
  },
};

/**
 * Newton and Schulz's iteration, which brings all singular values near 1; a column has one, its length.
 *
 * @param {Pair} b
 * @param {number} steps
 */
function orthogonal(b, steps) {
  const [first, third, fifth] = [f(3.4445), f(-4.775), f(2.0315)];
  let x = div(b, f(norm(b) + f(1e-7)));
  for (let at = 0; at < steps; at++) {
    const gram = sum(square(x));
    x = add(mul(first, x), mul(f(f(third * gram) + f(f(fifth * gram) * gram)), x));
  }
  return x;
}

/** Of a kernel; a bias moves as with AdamW. @type {Rule} */
const muon = {
  begin: () => ({ m: ZERO }),
  step({ g, w, rate }, state, p, say) {
    const before = /** @type {Pair} */ (state.m);
    const m = say("momentum", "m", "μ·m + g", add(before, add(g, mul(before, f(p.momentum - 1)))), -rate);
    const b = p.nesterov ? say("look_ahead", "b", "g + μ·m", add(g, mul(f(p.momentum), m))) : m;
    const O = say("orthogonal", "O", `NS(${p.nesterov ? "b" : "m"})`, orthogonal(b, p.ns_steps));
    const step = mul(mul(mul(rate, O), f(Math.SQRT2)), f(0.2));
    say("update", "Δw", "−η·√2·0.2·O", each(step, (a) => -a), 1);
    return { w: sub(w, step), state: { m } };
  },
};

/** By the key of the lab's registry. @type {Record<string, Rule>} */
export const RULES = { sgd, rmsprop, adagrad, adadelta, adam, adamw: adam, adamax, nadam, lion, adafactor, lamb, ftrl, muon };

/** What a parameter is called in formulas. @type {Record<string, string>} */
export const SIGNS = {
  beta_1: "β₁",
  beta_2: "β₂",
  epsilon: "ε",
  rho: "ρ",
  momentum: "μ",
  weight_decay: "λ",
  beta_2_decay: "γ",
  clip_threshold: "d",
  learning_rate_power: "p",
  l1: "λ₁",
  l2: "λ₂",
};

/**
 * One step, with all its terms: the gradient first, the new weights last.
 *
 * @param {string} key of the optimizer
 * @param {Given} given
 * @param {State} state
 * @param {Parameters} parameters
 */
export function told(key, given, state, parameters) {
  /** @type {Term[]} */
  const terms = [];
  const after = stepped(key, given, state, parameters, (kind, symbol, formula, value, arrow) => {
    terms.push({ kind, symbol, formula, value, arrow });
    return value;
  });
  return { ...after, terms };
}

/** @type {Say} */
const silent = (_kind, _symbol, _formula, value) => value;

/**
 * One step.
 *
 * @param {string} key of the optimizer
 * @param {Given} given
 * @param {State} state
 * @param {Parameters} parameters
 * @param {Say} [say]
 */
export function stepped(key, given, state, parameters, say = silent) {
  const rate = f(given.rate);
  const g = say("gradient", "g", "", /** @type {Pair} */ ([f(given.g[0]), f(given.g[1])]), -rate);
  const decay = f(parameters.weight_decay);
  const w = decay ? say("decay", "w", "w − w·λ·η", sub(given.w, mul(mul(given.w, decay), rate))) : given.w;
  const after = RULES[key].step({ w, g, t: given.t, rate }, state, parameters, say);
  say("weights", "w", "w + Δw", after.w);
  return after;
}

/**
 * The weights after each of some gradients that are given, with all terms: what the tests hold to Keras.
 *
 * @param {string} key
 * @param {Parameters} parameters
 * @param {number} rate
 * @param {Pair} start
 * @param {Pair[]} gradients
 */
export function walked(key, parameters, rate, start, gradients) {
  let state = RULES[key].begin(parameters);
  let w = /** @type {Pair} */ ([f(start[0]), f(start[1])]);
  return gradients.map((g, at) => {
    const [before, earlier] = [w, state];
    const after = told(key, { w, g, t: at + 1, rate }, state, parameters);
    ({ w, state } = after);
    return { ...after, before, earlier };
  });
}
