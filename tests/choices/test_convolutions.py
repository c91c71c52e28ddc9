"""Choosing convolutional layers: shapes, what does not fit, and how it is told."""

from __future__ import annotations

from typing import Any

import pytest

from core.choices.convolutions import CONVOLUTIONS, MOST_CONVOLUTIONS, Convolution, convolutions_of
from core.experiment import DEFAULT, Experiment
from core.feature_maps import MOST_MAPS, MOST_NUMBERS, shown_layers
from core.message import Invalid
from core.model.size import training_bytes, weights
from core.propagation.question import Question
from core.theory import predict
from ui.form.choices import Choices

CNN = {"name": "conv2d", "filters": "8, 16"}


def layers(image: int = 8, **parameters: Any) -> tuple[Convolution, ...]:
    found = convolutions_of(CONVOLUTIONS.pick("conv2d", **parameters), (image, image))
    assert isinstance(found, tuple)
    return found


def test_shapes_are_those_of_keras() -> None:
    assert [(each.inputs, each.sums, each.outputs) for each in layers()] == [
        ((8, 8, 1), (8, 8, 8), (4, 4, 8)),
        ((4, 4, 8), (4, 4, 16), (2, 2, 16)),
    ]
    (one,) = layers(28, filters="5", kernel_size=5, strides=2, padding="valid", pooling="none")
    assert one.sums == one.outputs == (12, 12, 5)
    assert one.weights == 125 and one.work == 144 * 125 and one.before == (0, 0)
    (one,) = layers(8, filters="5", kernel_size=3, strides=2)
    assert one.before == (0, 0)  # TensorFlow puts the one zero behind


@pytest.mark.parametrize(
    ("choices", "path"),
    [
        ({"convolutions": CNN}, "convolutions"),
        ({"dataset": "digits", "convolutions": {**CNN, "filters": "4x4"}}, "convolutions.filters"),
        (
            {"dataset": "digits", "convolutions": {**CNN, "padding": "valid", "kernel_size": 7}},
            "convolutions.filters",
        ),
        ({"dataset": "digits", "convolutions": CNN, "decomposition": "pca"}, "decomposition"),
        ({"dataset": "digits", "convolutions": CNN, "initializer": "identity"}, "initializer"),
        (
            {"dataset": "digits", "convolutions.filters": "1x9", "convolutions": "conv2d"},
            "convolutions.filters",
        ),
        (
            {"dataset": "digits", "convolutions.kernel_size": "0", "convolutions": "conv2d"},
            "convolutions.kernel_size",
        ),
        (
            {"dataset": "digits", "convolutions": CNN, "normalization": {"name": "group", "groups": 16}},
            "normalization.groups",
        ),
    ],
)
def test_what_does_not_fit_is_told_beside_it(choices: dict[str, Any], path: str) -> None:
    experiment, errors = Experiment.lenient(choices)
    assert path in errors
    assert "xpected" in str(errors[path]) and "received" in str(errors[path])
    assert experiment.flat()


def test_by_layer_the_convolutional_ones_come_first() -> None:
    experiment = Experiment(
        dataset="digits",
        convolutions=CNN,
        layers=(32,),
        layer_activations="relu, tanh, sigmoid",
        layer_dropout=(0.1, 0.2, 0.3),
        layer_l2=(0.01, 0.02, 0.03, 0.04),
    )
    assert experiment.hidden_widths == (8, 16, 32)
    assert [each.name for each in experiment.activations] == ["relu", "tanh", "sigmoid"]
    assert experiment.dropouts == (0.1, 0.2, 0.3)
    assert [each.l2 for each in experiment.kernel_penalties] == [0.01, 0.02, 0.03, 0.04]


def test_a_link_has_them_only_where_they_are_chosen() -> None:
    assert "convolutions" not in Experiment(dataset="digits").changes()
    experiment = Experiment(dataset="digits", convolutions={**CNN, "pooling": "average"})
    assert experiment.changes() == {
        "dataset": "digits",
        "convolutions": "conv2d",
        "convolutions.pooling": "average",
    }
    assert Experiment.lenient(experiment.changes()) == (experiment, {})
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


def test_the_form_offers_them_for_pictures_and_keeps_what_has_to_be_taken_back() -> None:
    choices = Choices.read({"dataset": "digits", "convolutions": "conv2d"})
    shown = dict(choices.fields("network"))
    assert {"convolutions", "convolutions.filters", "convolutions.pooling"} <= shown.keys()
    choices.set("dataset", "spiral")
    assert "convolutions" in dict(choices.fields("network"))
    assert "convolutions" in choices.check()[1]
    choices.set("convolutions", "none")
    assert "convolutions" not in dict(choices.fields("network"))
    assert not choices.check()[1]


def test_theory_and_measurements_before_training_say_that_they_are_about_dense_layers() -> None:
    experiment = Experiment(dataset="digits", convolutions=CNN)
    with pytest.raises(Invalid, match="Dense"):
        predict(experiment, 64)
    with pytest.raises(Invalid, match="Dense"):
        Question.read({"experiment": experiment.flat()})
    assert predict(experiment.dense, 64).activation_std.shape == (3,)
    assert experiment.dense == Experiment(dataset="digits")
    assert DEFAULT.dense == DEFAULT


def test_memory_counts_maps_and_kernels() -> None:
    plain, convolutional = (
        Experiment(dataset="mnist", layers=(10,), convolutions=each) for each in ("none", CNN)
    )
    # Kernels and biases of 8 and 16 filters, and 7 x 7 x 16 columns for the first Dense layer.
    assert weights(convolutional) == 9 * 8 + 8 + 72 * 16 + 16 + 784 * 10 + 10 + 100 + 10
    more = training_bytes(convolutional) - training_bytes(plain)
    assert more > 4 * 32 * (28 * 28 * 8 + 14 * 14 * 16)


def test_a_frame_stays_small_whatever_the_network() -> None:
    for filters, image in (("8, 16", 28), ("32, 64", 28), ("128x8", 28), ("128x3", 8)):
        shown = shown_layers(
            layers(image, filters=filters, pooling="none" if "x" in filters else "max"),
            DEFAULT.normalization,
        )
        assert shown and sum(each.size for each in shown) <= MOST_NUMBERS
        assert all(each.maps <= MOST_MAPS for each in shown)
    assert [each.maps for each in shown_layers(layers(28), DEFAULT.normalization)] == [8, 8]
    assert (
        max(each.looked_at for each in layers(28, filters=f"128x{MOST_CONVOLUTIONS}", pooling="none")) <= 2048
    )
