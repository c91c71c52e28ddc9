"""What Keras has is in the menus, under Keras's own names too; or there is a reason why not."""

from __future__ import annotations

import inspect
import re
from types import ModuleType
from typing import Any

import keras
import pytest

from core.choices.activations import ACTIVATIONS
from core.choices.initializers import INITIALIZERS
from core.choices.losses import LOSSES
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Registry
from core.experiment import Experiment
from core.message import Invalid

MACHINERY = {"deserialize", "serialize", "get", "legacy", "schedules"}
EXCEPTIONS: dict[ModuleType, dict[str, str]] = {
    keras.activations: {
        "glu": "halves the width of a layer",
        "softmax": "mixes the units of a layer: it is the output layer's",
        "log_softmax": "as softmax",
        "sparsemax": "as softmax",
    },
    keras.initializers: {
        "Initializer": "the base class",
        "STFT": "Fourier transforms of sound",
        "STFTInitializer": "the same",
        "stft": "the same",
    },
    keras.losses: {
        "Loss": "the base class",
        "CTC": "sequences",
        "ctc": "sequences",
        "Circle": "compares the embeddings of a batch with each other",
        "circle": "the same",
        "Dice": "image segmentation: one number for a whole batch, not for each row",
        "dice": "the same",
        "Tversky": "as Dice",
        "tversky": "the same",
    },
    keras.optimizers: {
        "Optimizer": "the base class",
        "LossScaleOptimizer": "half precision, which the lab does not use",
        "MultiOptimizer": "another optimizer for each layer",
        "OptimizerMap": "the same",
        "ScheduleFreeAdamW": "Keras 3.15's forgets the initial weights at the first step of TensorFlow",
    },
}
MENUS: dict[ModuleType, Registry[Any]] = {
    keras.activations: ACTIVATIONS,
    keras.initializers: INITIALIZERS,
    keras.losses: LOSSES,
    keras.optimizers: OPTIMIZERS,
}


def public(module: ModuleType) -> list[str]:
    return [name for name in dir(module) if not name.startswith("_") and name not in MACHINERY]


@pytest.mark.parametrize("module", MENUS, ids=lambda module: module.__name__)
def test_everything_of_keras_is_in_a_menu_or_left_out_for_a_reason(module: ModuleType) -> None:
    menu, exceptions = MENUS[module], EXCEPTIONS[module]
    names = public(module)
    assert len(names) > 10
    assert {name for name in names if menu.key_of(name) is None} == set(exceptions)


@pytest.mark.parametrize("module", [keras.initializers, keras.losses, keras.optimizers], ids=str)
def test_a_name_of_keras_means_its_class(module: ModuleType) -> None:
    for name in public(module):
        key, kind = MENUS[module].key_of(name), getattr(module, name)
        if key is None or not inspect.isclass(kind):
            continue
        entry = MENUS[module][key]
        if entry.class_name == "VarianceScaling":  # Glorot, He and LeCun are this with fixed numbers
            assert issubclass(kind, keras.initializers.VarianceScaling)
        else:
            assert issubclass(getattr(module, entry.class_name), kind), name


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"initializer": "HeNormal"}, {"initializer": "he_normal"}),
        ({"initializer": "xavier"}, {"initializer": "glorot_uniform"}),
        ({"initializer": "xavier-normal"}, {"initializer": "glorot_normal"}),
        ({"optimizer": "Adam"}, {"optimizer": "adam"}),
        ({"activation": "swish"}, {"activation": "silu"}),
        ({"activation": "ReLU"}, {"activation": "relu"}),
        ({"loss": "BinaryCrossentropy"}, {"loss": "binary_crossentropy"}),
        ({"loss": "mse"}, {"loss": "mean_squared_error"}),
        (
            {"layer_activations": "ReLUx2, swish, LeakyReLU"},
            {"layer_activations": "relux2, silu, leaky_relu"},
        ),
        (
            {"activation": {"name": "LeakyReLU", "negative_slope": 0.3}},
            {"activation": {"name": "leaky_relu", "slope": 0.3}},
        ),
        (
            {"initializer": {"name": "RandomNormal", "stddev": 0.5}},
            {"initializer": {"name": "normal", "scale": 0.5}},
        ),
    ],
)
def test_keras_spellings_are_understood_and_not_kept(given: dict[str, Any], meant: dict[str, Any]) -> None:
    expected = Experiment(**meant)
    assert Experiment(**given) == expected
    assert expected.model_dump_json() == Experiment(**given).model_dump_json()
    ((field, value),) = given.items()
    texts = {field: value} if isinstance(value, str) else {field: value["name"]}
    for key, number in value.items() if isinstance(value, dict) else ():
        texts |= {f"{field}.{key}": str(number)} if key != "name" else {}
    read, errors = Experiment.lenient(texts)
    assert errors == {} and read == expected and read.changes() == expected.changes()


@pytest.mark.parametrize("name", ["", "_", "x" * 100, "adam" * 30, "Sgdd", None, 3])
def test_what_is_no_name_stays_none(name: Any) -> None:
    assert OPTIMIZERS.key_of(name) is None
    with pytest.raises(Invalid, match="Expected one of: sgd"):
        Experiment.model_fields["optimizer"].metadata[0].parse(name)


def test_no_two_entries_share_a_name() -> None:
    for menu in MENUS.values():
        for entry in menu.values():
            assert all(menu.key_of(alias) == entry.key for alias in entry.aliases)
            assert all(re.fullmatch(r"[a-z0-9_]+", alias) for alias in entry.aliases)
