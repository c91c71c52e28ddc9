"""One step by hand, against a real Keras model, tape and optimizer; the perceptron against scikit-learn."""

from __future__ import annotations

import math
import re
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from sklearn.linear_model import Perceptron

from core.choices.fields import Number, Switch
from core.choices.registry import Entry, Registry
from core.explorers.by_hand import (
    ACTIVATIONS_BY_HAND,
    BY_HAND_EXPLORER,
    LOSSES_BY_HAND,
    OPTIMIZERS_BY_HAND,
    QUANTITIES,
)
from tests.conftest import EXAMPLES
from tests.explore.javascript import called
from tests.keras_reference import layer_of, optimizer_of

Texts = dict[str, str]
STRIDES = {"w": 4, "v": 2, "x": 4, "y": 2}


def worked(*texts: Texts) -> list[dict[str, Any]]:
    complete = []
    for each in texts:
        read, errors = BY_HAND_EXPLORER.read(each)
        assert not errors
        complete.append([read])
    return called("explore/by_hand/derivation.js", "worked", complete)


def read(texts: Texts) -> Texts:
    return BY_HAND_EXPLORER.read(texts)[0]


def matrix(texts: Texts, key: str, down: int, across: int) -> np.ndarray:
    field = next(each for each in BY_HAND_EXPLORER.fields if each.key == key)
    numbers = np.array(field.parse(texts[key]), np.float32)
    return numbers.reshape(-1, STRIDES[key])[:down, :across] if key in STRIDES else numbers[:across]


class Reference:
    """The same network of Keras's own layers, moved by Keras's own optimizer."""

    def __init__(self, texts: Texts) -> None:
        inputs, hidden, outputs, rows = (int(texts[key]) for key in ("inputs", "hidden", "outputs", "rows"))
        picked = ACTIVATIONS_BY_HAND.pick(texts["activation"], **parameters(texts, "activation"))
        activation = ACTIVATIONS_BY_HAND[picked.name].keras_config(picked)
        layers = [keras.layers.Input((inputs,))]
        if hidden:
            layers += [keras.layers.Dense(hidden), layer_of(activation)]
        layers.append(keras.layers.Dense(outputs))
        of_error = texts["loss"] == "mean_squared_error"
        if of_error and texts["output"] == "activation":
            layers.append(layer_of(activation))
        self.model = keras.Sequential(layers)
        given_weights = [matrix(texts, "v", hidden or inputs, outputs), matrix(texts, "c", 1, outputs)]
        if hidden:
            given_weights[:0] = [matrix(texts, "w", inputs, hidden), matrix(texts, "b", 1, hidden)]
        self.model.set_weights(given_weights)
        self.x, self.y = matrix(texts, "x", rows, inputs), matrix(texts, "y", rows, outputs)
        loss = LOSSES_BY_HAND[texts["loss"]]
        self.loss = keras.losses.deserialize(loss.keras_config(LOSSES_BY_HAND.pick(loss.key)))
        rule = OPTIMIZERS_BY_HAND.pick(texts["optimizer"], **parameters(texts, "optimizer"))
        config = OPTIMIZERS_BY_HAND[rule.name].keras_config(rule)
        config["config"]["learning_rate"] = float(texts["learning_rate"])
        self.optimizer = optimizer_of(config)

    def gradients(self) -> tuple[float, list[np.ndarray]]:
        with tf.GradientTape() as tape:
            loss = self.loss(self.y, self.model(self.x, training=True))
        found = tape.gradient(loss, self.model.trainable_variables)
        return float(loss), [np.asarray(each) for each in found]

    def step(self) -> None:
        _loss, found = self.gradients()
        self.optimizer.apply([tf.constant(each) for each in found], self.model.trainable_variables)


def parameters(texts: Texts, menu: str) -> dict[str, str]:
    return {path.split(".")[1]: text for path, text in texts.items() if path.startswith(f"{menu}.")}


def flat(layers: list[dict[str, Any]]) -> list[np.ndarray]:
    return [np.array(each[part]) for each in layers for part in ("kernel", "bias")]


def some(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high, allow_nan=False).map(lambda value: round(value, 3))


@st.composite
def parameters_of(draw: st.DrawFn, menu: str, registry: Registry[Any], key: str) -> Texts:
    """Any entry, some of its parameters elsewhere than at their defaults."""
    entry: Entry = registry[key]
    found = {menu: key}
    for each in entry.parameters:
        if not draw(st.booleans()):
            continue
        path = f"{menu}.{each.key}"
        if isinstance(each, Switch):
            found[path] = "1"
        elif isinstance(each, Number):
            found[path] = each.write(draw(st.sampled_from([each.default, *each.marks])))
    return found


@st.composite
def networks(draw: st.DrawFn) -> Texts:
    texts = draw(
        parameters_of("activation", ACTIVATIONS_BY_HAND, draw(st.sampled_from(list(ACTIVATIONS_BY_HAND))))
    )
    texts |= draw(
        parameters_of("optimizer", OPTIMIZERS_BY_HAND, draw(st.sampled_from(list(OPTIMIZERS_BY_HAND))))
    )
    texts["loss"] = draw(st.sampled_from(list(LOSSES_BY_HAND)))
    texts["output"] = draw(st.sampled_from(["activation", "linear"]))
    for key, low, high in (
        ("inputs", 1, 4),
        ("hidden", 0, 4),
        ("outputs", 1, 2),
        ("rows", 1, 4),
        ("row", 1, 4),
        ("step", 0, 3),
    ):
        texts[key] = str(draw(st.integers(low, high)))
    for key, count in {"w": 16, "b": 4, "v": 8, "c": 2, "x": 16}.items():
        texts[key] = ", ".join(map(repr, draw(st.lists(some(-2, 2), min_size=count, max_size=count))))
    shares = draw(st.lists(some(0, 1), min_size=4, max_size=4))
    texts["y"] = ", ".join(f"{share}, {round(1 - share, 3)}" for share in shares)
    if texts["loss"] == "categorical_crossentropy":
        texts["outputs"] = "2"  # over one output softmax is always 1, of which Keras warns
    texts["learning_rate"] = repr(draw(st.sampled_from([0.01, 0.1, 0.5])))
    return texts


KINKS = np.array([0.0, 1.0, -1.0, 3.0, -3.0, 6.0])


def is_smooth(texts: Texts, passes: list[dict[str, Any]]) -> bool:
    """Whether no sum is so near to a corner of the function that rounding decides on which side it is."""
    kinks = np.append(KINKS, [sign * float(texts.get("activation.threshold", 0.5)) for sign in (1, -1)])
    sums = np.concatenate([np.ravel(z) for each in passes for z in each["sums"]])
    return bool(
        np.isfinite(sums).all() and np.abs(sums).max() < 50 and np.abs(sums[:, None] - kinks).min() > 1e-4
    )


@settings(max_examples=max(10, EXAMPLES // 2))
@given(networks())
def test_every_number_is_that_of_keras(texts: Texts) -> None:
    texts = read(texts)
    steps = int(texts["step"])
    way = worked(*({**texts, "step": str(at)} for at in range(steps + 1)))
    assume(all(is_smooth(texts, each["passes"]) for each in way))
    keras.utils.set_random_seed(0)
    reference = Reference(texts)
    smallest = np.inf
    for found in way:
        loss, gradients = reference.gradients()
        for ours, theirs in zip(flat(found["gradients"]), gradients, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)
        assert found["loss"] == pytest.approx(loss, rel=1e-4, abs=1e-5)
        outputs = [each["sums"][-1] for each in found["passes"]]
        activated = reference.model(reference.x)
        if texts["loss"] == "mean_squared_error":
            outputs = [each["values"][-1] for each in found["passes"]]
        np.testing.assert_allclose(outputs, activated, rtol=1e-4, atol=1e-5)
        reference.step()
        smallest = np.minimum(smallest, np.concatenate([np.abs(each).ravel() for each in gradients]))
    # What is divided by its own size turns rounding of a small gradient into a step.
    adaptive = texts["optimizer"] != "sgd"
    allowed = 1e-4 + adaptive * float(texts["learning_rate"]) * np.minimum(
        2 * len(way), 1e-5 / np.maximum(smallest, 1e-12)
    )
    ours, theirs = (
        np.concatenate([np.ravel(each) for each in some])
        for some in (flat(way[-1]["next"]), reference.model.get_weights())
    )
    assert (np.abs(ours - theirs) <= allowed * np.maximum(1, np.abs(theirs))).all()


MAZUR = {
    "z₁": 0.3775,
    "h₁": 0.593269992,
    "h₂": 0.596884378,
    "s₁": 1.105905967,
    "o₁": 0.75136507,
    "o₂": 0.772928465,
    "L": 0.298371109,
    "∂L/∂o₁": 0.74136507,
    "∂o₁/∂s₁": 0.186815602,
    "∂L/∂s₁": 0.138498562,
    "∂L/∂v₁₁": 0.082167041,
    "∂L/∂h₁": 0.036350306,
    "∂h₁/∂z₁": 0.241300709,
    "∂L/∂w₁₁": 0.000438568,
    "v₁₁⁺": 0.35891648,
    "v₂₁⁺": 0.408666186,
    "v₁₂⁺": 0.511301270,
    "v₂₂⁺": 0.561370121,
    "w₁₁⁺": 0.149780716,
    "w₂₁⁺": 0.19956143,
    "w₁₂⁺": 0.24975114,
    "w₂₂⁺": 0.29950229,
}
"""The numbers that Mazur 2015, "A Step by Step Backpropagation Example", writes."""


def test_at_first_the_numbers_are_those_of_a_well_known_example() -> None:
    (found,) = worked({"rows": "1"})
    told = {line["name"]: line["value"] for each in found["derivations"] for line in each["lines"]}
    for name, value in MAZUR.items():
        assert told[name] == pytest.approx(value, abs=4e-8 if name.endswith("⁺") else 6e-9), name


FUNCTIONS = {"exp": math.exp, "tanh": math.tanh, "ln": math.log, "sqrt": math.sqrt, "max": max, "abs": abs}


def evaluated(factors: str) -> float:
    """The value of a formula with numbers, as it stands on screen."""
    number = r"[\d.]+(?:e−?\d+)?"
    text = re.sub(rf"√({number})", r"sqrt(\1)", factors).replace("√(", "sqrt(")
    text = re.sub(rf"ln ({number})", r"ln(\1)", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    for sign, plain in {"·": "*", "−": "-", "²": "**2", "^": "**"}.items():
        text = text.replace(sign, plain)
    return float(eval(text, {"__builtins__": {}}, FUNCTIONS))  # noqa: S307 (the lab's own formulas)


@settings(max_examples=max(10, EXAMPLES // 2))
@given(networks())
def test_what_is_written_gives_what_is_said(texts: Texts) -> None:
    """Up to the five digits that are written: a sum of them may lose as much as its largest term has.

    The optimizer's own lines, whose names have a space, are those of the explorer of optimizers.
    """
    (found,) = worked(texts)
    assume(is_smooth(read(texts), found["passes"]))
    checked = 0
    for line in (line for each in found["derivations"] for line in each["lines"]):
        if (
            " " in line["id"]
            or "φ" in line["factors"]
            or not line["factors"]
            or not math.isfinite(line["value"])
        ):
            continue
        sizes = [
            abs(float(each.replace("−", "-"))) for each in re.findall(r"[\d.]+(?:e−?\d+)?", line["factors"])
        ]
        if max(sizes) > 20 or "(1 − 1)" in line["factors"]:
            continue  # far out, five digits are not enough
        error = 3e-4 * max(1.0, *sizes) ** 2
        assert evaluated(line["factors"]) == pytest.approx(line["value"], abs=error, rel=2e-3), line
        checked += 1
    assert checked or texts["hidden"] != "0"


def test_all_that_can_be_derived_can_be_chosen() -> None:
    (large, flat_one) = worked({"inputs": "4", "hidden": "4"}, {"inputs": "4", "hidden": "0"})
    assert {each["key"] for each in large["derivations"]} == set(QUANTITIES)
    assert {each["key"] for each in flat_one["derivations"]} < set(QUANTITIES)


def test_a_number_has_one_value_in_all_derivations() -> None:
    (found,) = worked({"rows": "3", "optimizer": "adam", "step": "2"})
    values: dict[str, set[float]] = {}
    for line in (line for each in found["derivations"] for line in each["lines"]):
        values.setdefault(line["id"], set()).add(line["value"])
    assert [name for name, each in values.items() if len(each) > 1] == []


Rows = list[dict[str, Any]]
LABELLED = st.lists(
    st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.sampled_from([-1, 1])), min_size=2, max_size=7
)


def perceptron(name: str, *arguments: Any) -> Any:
    return called("explore/by_hand/perceptron.js", name, [arguments])[0]


@given(LABELLED, st.integers(1, 6))
def test_the_learning_rule_is_that_of_scikit_learn(points: list[tuple[int, int, int]], epochs: int) -> None:
    x, y = np.array([each[:2] for each in points], float), np.array([each[2] for each in points])
    assume(len(set(y)) == 2)
    theirs = Perceptron(eta0=1.0, shuffle=False, tol=None, max_iter=epochs, penalty=None).fit(x, y)
    rows = [{"x": each.tolist(), "target": int(target)} for each, target in zip(x, y, strict=True)]
    last = perceptron("visited", rows, epochs * len(rows))[-1]["after"]
    np.testing.assert_allclose(last, [*theirs.coef_[0], theirs.intercept_[0]], atol=1e-12)


@given(LABELLED)
def test_it_makes_no_more_mistakes_than_novikoff_allows(points: list[tuple[int, int, int]]) -> None:
    rows = [{"x": [first, second], "target": target} for first, second, target in points]
    found = perceptron("boundOf", rows)
    signed = np.array([[first * target, second * target, target] for first, second, target in points], float)
    if found is None:
        best = minimize(lambda u: np.maximum(0, 1 - signed @ u).sum(), np.zeros(3), method="Nelder-Mead")
        assert (signed @ best.x).min() < 1 - 1e-6, "no line parts these rows"
        return
    assert (signed @ found["line"]).min() >= 1 - 1e-6
    shortest = minimize(
        lambda u: u @ u,
        np.array(found["line"]) * 2,
        jac=lambda u: 2 * u,
        constraints={"type": "ineq", "fun": lambda u: signed @ u - 1, "jac": lambda _u: signed},
        method="SLSQP",
    )
    assert shortest.success
    assert found["line"] == pytest.approx(shortest.x, abs=1e-4)
    assert found["bound"] == pytest.approx((signed**2).sum(1).max() * shortest.fun, rel=1e-4)
    assume(found["bound"] < 500)
    visits = perceptron("visited", rows, 500 * len(rows))
    assert sum(each["mistake"] for each in visits) <= found["bound"] + 1e-9


@pytest.mark.parametrize(("gate", "bound"), [("and", 51), ("or", 27)])
def test_gates_that_a_line_parts_are_learnt(gate: str, bound: float) -> None:
    rows = perceptron("rowsOf", gate)
    assert perceptron("boundOf", rows)["bound"] == pytest.approx(bound)
    shown = perceptron("settledAfter", rows, 200)
    visits = perceptron("visited", rows, shown)
    assert not any(each["mistake"] for each in visits[-4:])
    assert all(np.sign(np.dot(visits[-1]["after"], [*row["x"], 1])) == row["target"] for row in rows)


def test_of_xor_no_line_is_found_and_the_weights_come_round() -> None:
    rows = perceptron("rowsOf", "xor")
    assert perceptron("boundOf", rows) is None
    assert perceptron("settledAfter", rows, 200) is None
    found = perceptron("roundOf", rows, 50)
    before, after = (perceptron("visited", rows, 4 * found[end])[-1:] for end in ("from", "to"))
    assert after[0]["after"] == (before[0]["after"] if before else [0, 0, 0])
    signed = np.array([[row["target"] * each for each in (*row["x"], 1)] for row in rows])
    assert (signed[0] + signed[3] + signed[1] + signed[2] == 0).all(), "the four inequalities add up to 0 > 0"
