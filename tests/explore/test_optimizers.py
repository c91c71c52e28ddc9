"""The optimizers' steps in the browser are those of Keras, and the formulas beside them say how."""

from __future__ import annotations

import re
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.choices.fields import Number, Switch
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Picked
from tests.explore.javascript import called

RULES = "explore/optimizers/rules.js"
STEPS = 50

Pairs = npt.NDArray[np.float32]


def numbers(picked: Picked) -> dict[str, float]:
    """Parameters as the browser reads them."""
    return {key: float(value) for key, value in picked.parameters}


def of_keras(key: str, picked: Picked, rate: float, start: Pairs, gradients: Pairs) -> Pairs:
    """The weights after each step of Keras's optimizer, for a kernel of one unit with two inputs."""
    config = OPTIMIZERS[key].keras_config(picked)
    optimizer = getattr(keras.optimizers, config["class_name"])(learning_rate=rate, **config["config"])
    kernel = keras.Variable(start.reshape(2, 1), name="kernel")
    found = []
    for gradient in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(gradient.reshape(2, 1))], [kernel])
        found.append(kernel.numpy().ravel())
    return np.array(found)


def parameters(key: str) -> st.SearchStrategy[Picked]:
    """Parameters of an optimizer from all of their ranges that float32 can bear for some steps."""
    drawn: dict[str, Any] = {}
    for each in OPTIMIZERS[key].parameters:
        if isinstance(each, Switch):
            drawn[each.key] = st.booleans()
        elif isinstance(each, Number) and each.integer:
            drawn[each.key] = st.integers(int(each.low), int(each.high))
        elif isinstance(each, Number):
            high = min(each.high, 0.99) if each.high < 1 else min(each.high, 2.0)
            drawn[each.key] = st.sampled_from(
                [each.default, *(mark for mark in each.marks if mark <= high)]
            ) | st.floats(each.low, high)
    return st.fixed_dictionaries(drawn).map(lambda chosen: OPTIMIZERS.pick(key, **chosen))


def course(seed: int, size: float) -> tuple[Pairs, Pairs]:
    """Where the weights begin, and gradients: slowly turning ones with noise, as on a way down."""
    random = np.random.default_rng(seed)
    steps = np.arange(STEPS)[:, None]
    gradients = size * (np.cos(steps / 7 + random.uniform(0, 6, 2)) + 0.3 * random.normal(size=(STEPS, 2)))
    return random.normal(size=2).astype(np.float32), gradients.astype(np.float32)


def ours(key: str, picked: Picked, rate: float, start: Pairs, gradients: Pairs) -> list[dict[str, Any]]:
    """The same steps, with their terms, as the browser computes them."""
    (steps,) = called(RULES, "walked", [[key, numbers(picked), rate, start.tolist(), gradients.tolist()]])
    found: list[dict[str, Any]] = steps
    return found


@pytest.mark.parametrize("key", OPTIMIZERS)
@settings(max_examples=4, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_step_is_that_of_keras(key: str, data: st.DataObject) -> None:
    usual = OPTIMIZERS.pick(key)
    picked = data.draw(st.just(usual) | parameters(key))
    rate = data.draw(st.sampled_from([1e-3, 0.01, 0.1, 1.0]))
    start, gradients = course(data.draw(st.integers(0, 1000)), data.draw(st.sampled_from([0.01, 1.0, 30.0])))
    theirs = of_keras(key, picked, rate, start, gradients)
    steps = ours(key, picked, rate, start, gradients)
    # A few roundings of the largest weight on the way: the order of sums in Keras's products is its own.
    rounding = 2e-6 * np.abs(theirs).max()
    np.testing.assert_allclose([step["w"] for step in steps], theirs, rtol=1e-6, atol=rounding)


SIGNS = {
    "β₁": "beta_1",
    "β₂": "beta_2",
    "ε": "epsilon",
    "ρ": "rho",
    "μ": "momentum",
    "λ": "weight_decay",
    "γ": "beta_2_decay",  # noqa: RUF001
    "d": "clip_threshold",
    "p": "learning_rate_power",
    "λ₁": "l1",
    "λ₂": "l2",
}


def newton_schulz(column: Pairs, steps: int) -> Pairs:
    """Jordan's quintic, which makes matrices orthogonal (Muon, 2024)."""
    x = column / (np.linalg.norm(column) + 1e-7)
    for _ in range(steps):
        size = x @ x
        x = 3.4445 * x + (-4.775 * size + 2.0315 * size**2) * x
    return np.asarray(x)


def evaluated(formula: str, values: dict[str, Any], steps: int) -> Any:
    """What a formula says, with NumPy."""
    functions = ["max", "min", "mean", "rms", "sign", "clip", "NS"]
    signs = sorted(values, key=len, reverse=True)
    text = formula.replace("−", "-").replace("·", "*").replace("²", "**2").replace("^", "**")
    text = re.sub(r"‖(\w+)‖", r"norm(\1)", re.sub(r"\|(\w+)\|", r"abs(\1)", text))
    text = re.sub(
        "|".join(map(re.escape, [*functions, "norm", "abs", "1e", *signs])),
        lambda found: found[0] if found[0] not in values else f"values['{found[0]}']",
        text,
    )
    text = re.sub(r"√(values\['[^']+'\]|\d)", r"sqrt(\1)", text).replace("√", "sqrt")
    spelled = {
        "values": values,
        "max": np.maximum,
        "min": np.minimum,
        "mean": np.mean,
        "rms": lambda x: np.sqrt(np.mean(np.square(x))),
        "sign": np.sign,
        "clip": np.clip,
        "sqrt": np.sqrt,
        "norm": np.linalg.norm,
        "abs": np.abs,
        "NS": lambda x: newton_schulz(x, steps),
    }
    return eval(text, {"__builtins__": {}}, spelled)  # noqa: S307 (the lab's own formulas)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_formulas_on_screen_give_the_numbers_beside_them(key: str) -> None:
    switches = [each.key for each in OPTIMIZERS[key].parameters if isinstance(each, Switch)]
    more = {"weight_decay": 0.01} | ({"l1": 0.01, "l2": 0.1} if key == "ftrl" else {})
    rolling = {"momentum": 0.8} if "momentum" in dict(OPTIMIZERS.pick(key).parameters) else {}
    start, gradients = course(3, 1.0)
    for on in [False, True]:
        picked = OPTIMIZERS.pick(key, **more, **rolling, **dict.fromkeys(switches, on))
        chosen = numbers(picked)
        for at, step in enumerate(ours(key, picked, 0.05, start, gradients[:8])):
            values = {sign: chosen[name] for sign, name in SIGNS.items() if name in chosen}
            values |= {"w": step["before"], "η": 0.05, "t": at + 1, **step["earlier"]}
            values = {sign: np.asarray(value, dtype=float) for sign, value in values.items()}
            for term in step["terms"]:
                if term["formula"]:
                    found = evaluated(term["formula"], values, int(chosen.get("ns_steps", 0)))
                    np.testing.assert_allclose(term["value"], found, rtol=3e-5, atol=1e-7, err_msg=str(term))
                values[term["symbol"]] = np.asarray(term["value"], dtype=float)
