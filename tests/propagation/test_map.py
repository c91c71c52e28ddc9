"""The map as browsers get it: beside measuring each network of it, and beside the theory."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.experiment import Experiment
from core.message import Invalid, Message
from core.propagation import measure
from core.propagation.map import SCALES, WORK, GradientMap
from core.propagation.question import DATA, NORMAL, Question
from core.theory import predict_map

pytestmark = pytest.mark.engine


def question(inputs: str = NORMAL, **choices: Any) -> Question:
    chosen = {"layers": (48,) * 6, "initializer": {"name": "normal", "scale": 0.1}, **choices}
    return Question(Experiment.model_validate(chosen), inputs)


def test_every_cell_is_a_measured_network() -> None:
    gradients = GradientMap.of(question())
    head, *rows, theory = map(json.loads, map(json.dumps, gradients.lines()))
    assert head == {"scales": list(gradients.scales), "depth": 50, "width": 48, "rows": 256, "note": None}
    assert [row["at"] for row in rows] == list(range(SCALES))
    assert SCALES >= 40 <= head["depth"]
    for at in (0, 20, 30):
        initializer = {"name": "normal", "scale": head["scales"][at]}
        network = Experiment.model_validate({"layers": (48,) * 50, "initializer": initializer})
        alone = measure(network, gradients.x)
        expected = np.log10(alone.gradient[0] / alone.gradient[-1])
        if np.isfinite(expected) and alone.gradient[0] > 1e-30:  # else single precision ended before
            assert rows[at]["reaching"][-1] == pytest.approx(expected, abs=0.01)
        assert rows[at]["reaching"][0] == 0
    predicted = predict_map(gradients.experiment, gradients.scales, 48).reaching
    assert np.array(theory["predicted"]) == pytest.approx(predicted, abs=1e-3)
    assert theory["critical"] == pytest.approx(48**-0.5, rel=1e-3), "sigma_w = 1 for tanh"
    assert len(theory["trainable"]) == SCALES


def test_scales_lie_around_where_it_happens_whatever_the_initializer() -> None:
    for initializer in (
        "he_normal",
        "glorot_uniform",
        "orthogonal",
        "uniform",
        "lsuv",
        "identity",
        "formula",
    ):
        gradients = GradientMap.of(question(initializer=initializer, layers=(20, 20)))
        assert len(gradients.scales) == SCALES
        assert list(gradients.scales) == sorted(set(gradients.scales))
        critical = (
            predict_map(gradients.experiment, [1.0], 20).critical
            if initializer not in {"lsuv", "identity"}
            else None
        )
        assert critical is None or gradients.scales[5] < critical < gradients.scales[-5]


def test_a_wide_network_gets_fewer_rows_and_a_deep_one_more_layers() -> None:
    assert len(GradientMap.of(question(layers=(600, 600))).x) < 256
    assert len(GradientMap.of(question(layers=(8,) * 51)).experiment.layers) == 100


@pytest.mark.parametrize("layers", [(1024,) * 100, (1024,) * 25, (1024,), (700,) * 60, (512,) * 100])
def test_the_work_of_a_map_is_bounded_whatever_the_network(
    monkeypatch: pytest.MonkeyPatch, layers: tuple[int, ...]
) -> None:
    monkeypatch.setattr("core.propagation.map.sweep_scales", lambda *given: iter(()))
    gradients = GradientMap.of(question(layers=layers))
    depth, width = len(gradients.experiment.layers), layers[-1]
    scales, rows = len(gradients.scales), len(gradients.x)
    assert 2 * scales * rows * depth * width**2 <= WORK
    assert depth >= len(layers) and scales >= 11
    head = next(gradients.lines())
    assert (head["note"] is None) is (scales == SCALES)
    assert scales == SCALES or f"{scales} scales" in str(Message.from_json(head["note"]))


def test_data_of_the_experiment_may_be_fed_in() -> None:
    gradients = GradientMap.of(question(DATA, dataset="iris", layers=(16,) * 3))
    assert gradients.x.shape[1] == 4
    assert gradients.variance == pytest.approx(1.0, abs=0.1), "standard scaling"


def test_without_a_theory_it_says_why_and_the_map_is_there() -> None:
    *_, last = GradientMap.of(question(initializer="identity")).lines()
    assert "identity" in str(last["note"]).lower()


def test_an_initializer_without_a_scale_has_no_map() -> None:
    with pytest.raises(Invalid, match="with a scale"):
        GradientMap.of(question(initializer="zeros"))
