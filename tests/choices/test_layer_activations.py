"""An activation for each hidden layer: how it is typed, and which layer gets which."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.choices.activations import ACTIVATIONS
from core.choices.fields import MAX_LAYERS
from core.engine.program.cache import program_for
from core.engine.training.trainer import Trainer
from core.experiment import FIELDS, Experiment
from core.message import Invalid
from tests.keras_reference import reference

FIELD = FIELDS["layer_activations"]
SMALL: dict[str, Any] = {"dataset": {"name": "circle", "samples": 80}, "batch_size": 20}


@given(st.lists(st.sampled_from(list(ACTIVATIONS)), max_size=MAX_LAYERS).map(tuple))
def test_what_is_written_reads_back_and_is_folded(names: tuple[str, ...]) -> None:
    text = FIELD.write(names)
    assert FIELD.parse(text) == names
    assert FIELD.parse(list(names)) == names
    parts = text.split(", ")
    assert all(one.split("x")[0] != other.split("x")[0] for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("  ", ()),
        ("tanh", ("tanh",)),
        ("Tanh, ReLU", ("tanh", "relu")),
        ("tanh relu;relu", ("tanh", "relu", "relu")),
        ("relux3", ("relu",) * 3),
        ("relu x 2, leaky_relu × 2", ("relu", "relu", "leaky_relu", "leaky_relu")),
        ("elux1,gelu*2", ("elu", "gelu", "gelu")),
    ],
)
def test_it_may_be_typed_in_several_ways(typed: str, expected: tuple[str, ...]) -> None:
    assert FIELD.parse(typed) == expected


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("tanh, rleu", "Expected one of: linear, sigmoid, tanh"),
        ("softmax2", "Received “softma”"),
        (["tanh", 3], "Received “3”"),
        ([None], "Received “None”"),
        ("2", "such as tanh, relux2, or nothing, received “2”"),
        ("tanh-relu", "received “tanh-relu”"),
        (5, "received “5”"),
        (None, "received “None”"),
        ("relux101", "at most 100 names"),
        ("relux999999", "at most 100 names"),
    ],
)
def test_what_is_wrong_is_told(wrong: Any, told: str) -> None:
    with pytest.raises(Invalid) as error:
        FIELD.parse(wrong)
    assert told in str(error.value.message)


def test_which_layer_gets_which() -> None:
    slope = {"name": "leaky_relu", "slope": 0.01}
    plain = Experiment(layers=(4, 4, 4), activation=slope)
    assert plain.activations == (ACTIVATIONS.pick("leaky_relu", slope=0.01),) * 3
    assert plain.one_activation == plain.activation
    mixed = Experiment(layers=(4, 4, 4), activation=slope, layer_activations="tanh, leaky_relu")
    # Those by layer have their parameters at the defaults; the last one is for all that follow.
    assert mixed.activations == (ACTIVATIONS.pick("tanh"), *[ACTIVATIONS.pick("leaky_relu")] * 2)
    assert mixed.activation_of(50) == ACTIVATIONS.pick("leaky_relu") and mixed.one_activation is None
    shallow = mixed.model_copy(update={"layers": (4,)})
    assert shallow.activations == (ACTIVATIONS.pick("tanh"),) == (shallow.one_activation,)
    none = mixed.model_copy(update={"layers": ()})
    assert none.activations == () and none.one_activation == ACTIVATIONS.pick("tanh")


def test_the_same_in_all_layers_is_the_same_program() -> None:
    one = Trainer(Experiment(**SMALL, layers=(3, 3), activation="relu"))
    other = Trainer(Experiment(**SMALL, layers=(3, 3), activation="tanh", layer_activations="relu"))
    longer = Trainer(Experiment(**SMALL, layers=(3, 3), layer_activations="relux2, tanh"))
    assert one.plan == other.plan == longer.plan
    assert program_for(one.plan) is program_for(longer.plan)


def test_each_layer_is_looked_at_by_its_own() -> None:
    names = ("sigmoid", "tanh", "relu", "selu")
    trainer = Trainer(Experiment(**SMALL, layers=(5, 5, 5, 5), layer_activations=names))
    for name, layer in zip(names, trainer.layout.layers, strict=False):
        entry, edges = ACTIVATIONS[name], layer.activations
        assert edges.low == entry.low or np.isinf(entry.low)
        assert edges.high == entry.high or np.isinf(entry.high)
    model = reference(trainer)
    value = trainer.bundle.x_train
    for layer in model.layers[:-1]:
        value = np.asarray(layer(value))
    frame = trainer.frame()
    assert frame.layers[3].activation_mean == pytest.approx(value.mean(), rel=1e-4)


def test_biases_and_weights_do_not_depend_on_the_activations() -> None:
    one = Trainer(Experiment(**SMALL, layers=(4, 4), layer_activations="relu, tanh"))
    other = Trainer(Experiment(**SMALL, layers=(4, 4), activation="selu"))
    for first, second in zip(one.variables()[:6], other.variables()[:6], strict=True):
        np.testing.assert_array_equal(first, second)
