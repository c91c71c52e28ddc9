"""Singular values as the page draws them, beside NumPy's and the theory's."""

from __future__ import annotations

import re

import numpy as np
import pytest

from core.experiment import Experiment
from core.message import rendered
from core.propagation.answer import measured
from core.propagation.isometry import isometry
from core.propagation.kernels import drawn_kernels
from core.propagation.question import Question
from core.theory import Propagation, predict
from ui.language import translator

pytestmark = pytest.mark.engine


def found(predicted: Propagation | None = None, **choices: object) -> dict[str, object]:
    experiment = Experiment.model_validate({"layers": (40,) * 4, "activation": "linear", **choices})
    return isometry(experiment, Question(experiment).rows(), predicted)


def test_they_are_those_of_the_product_of_the_kernels() -> None:
    choices = {"initializer": {"name": "normal", "scale": 0.2}}
    experiment = Experiment.model_validate({"layers": (40,) * 4, "activation": "linear", **choices})
    # Drawn for a scale of 1; in double precision, without which the smallest values are rounding.
    kernels = [np.float64(np.float32(0.2)) * kernel for kernel in drawn_kernels(experiment, 40)]
    expected = np.linalg.svd(np.linalg.multi_dot(kernels), compute_uv=False)
    told = found(**choices)
    np.testing.assert_allclose(told["logs"], np.log10(expected), atol=2e-3)
    assert told["size"] == pytest.approx(np.sqrt(np.mean(expected**2)), rel=1e-3)
    assert (told["zeros"], told["predicted"]) == (0, None)


def test_orthogonal_weights_keep_every_change_and_zeros_keep_none() -> None:
    logs = found(initializer="orthogonal")["logs"]
    assert len(logs) == 40 and not np.any(logs)
    assert found(initializer="zeros") == {"logs": [], "zeros": 40, "size": 0.0, "predicted": None}


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_theory_gives_their_root_mean_square(activation: str) -> None:
    experiment = Experiment(
        layers=(400,) * 6, activation=activation, initializer={"name": "normal", "scale": 0.06}
    )
    told = isometry(experiment, Question(experiment).rows(), predict(experiment, 400))
    assert told["predicted"] == pytest.approx(told["size"], rel=0.15)


def test_theory_is_silent_where_widths_change() -> None:
    experiment = Experiment(layers=(30, 20), initializer="normal")
    assert isometry(experiment, Question(experiment).rows(), predict(experiment, 30))["predicted"] is None


def test_with_batch_normalization_it_says_why_there_are_none() -> None:
    experiment = Experiment(layers=(8, 8), normalization="batch")
    told = isometry(experiment, Question(experiment).rows(), None)
    assert told.keys() == {"note"} and re.search("[가-힣]", rendered(told, translator("ko"))["note"])


def test_they_come_when_the_dial_rests() -> None:
    experiment = Experiment(layers=(8, 8))
    assert measured(Question(experiment))["jacobian"] is None
    assert len(measured(Question(experiment, seeds=2))["jacobian"]["logs"]) == 8
