"""Network, loss and optimizer of the exported program are those of the run, for every entry of every menu."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.bundle import prepare
from core.experiment import Experiment
from core.export.script import sections_of
from core.model.initial import initial_values
from core.model.losses import loss_of
from core.model.network import Network
from core.model.plan import plan_of
from tests.export.cases import MIXED, experiment, one_by_one, tables
from tests.keras_reference import optimizer_of

OF_NETWORK = (
    "convolutions",
    "activation",
    "initializer",
    "normalization",
    "bias_regularizer",
    "activity_regularizer",
    "noise",
    "kernel_constraint",
    "optimizer",
    "loss",
    "clipping",
    "averaging",
)
CASES = {name: case for name, case in one_by_one().items() if name.startswith(OF_NETWORK)}
CASES |= {**MIXED, "table-expanded": tables()["table-expanded"]}
CASES["bias"] = {"bias": 0.2, "bias_scale": 0.1}
CASES["bias-normalized"] = {"bias": 0.2, "bias_scale": 0.1, "normalization": "batch"}
CASES["formula-factor"] = {"initializer": {"name": "formula", "deviation": "1 / fan_in", "gain": 2}}
CASES["layers-factor"] = {"initializer": {"name": "per_layer", "spread": (1.0, 0.5), "gain": 2}}
CASES["factor"] = {"initializer": {"name": "he_normal", "gain": 0.5}, "layers": (4, 4, 4, 4)}


def built(chosen: Experiment) -> dict[str, Any]:
    """The variables of the program before it trains; its data are those of the run."""
    bundle = prepare(chosen)
    variables: dict[str, Any] = {"x_train": bundle.x_train, "y_train": bundle.y_train}
    for section in sections_of(chosen)[3:5]:
        exec("\n".join([*sorted(section.imports), section.code(str)]), variables)  # noqa: S102
    return variables


@pytest.mark.parametrize("name", CASES)
def test_weights_loss_and_optimizer_are_those_of_the_run(name: str) -> None:
    chosen = experiment(CASES[name])
    bundle = prepare(chosen)
    plan = plan_of(
        chosen,
        inputs=bundle.x_train.shape[1],
        rows=len(bundle.x_train),
        val_rows=len(bundle.x_val),
    )
    network = Network(plan)
    wanted = initial_values(network, chosen, bundle.x_train)
    found = built(chosen)
    model = found["model"]
    variables = [*model.trainable_variables, *model.non_trainable_variables]
    for variable, value in zip(variables, wanted, strict=True):
        np.testing.assert_allclose(variable.numpy(), value, rtol=2e-6, atol=1e-7, err_msg=variable.path)
    optimizer = optimizer_of({**plan.optimizer_config})
    optimizer.learning_rate = chosen.learning_rate
    apart = {"name", "learning_rate"}
    config = {key: value for key, value in model.optimizer.get_config().items() if key not in apart}
    assert config == {key: value for key, value in optimizer.get_config().items() if key not in apart}
    loss = loss_of(plan.loss_config)
    if isinstance(model.loss, keras.losses.Loss):
        assert type(model.loss) is type(loss)
        assert model.loss.get_config() == loss.get_config()
    else:
        y, outputs = np.array([[1.0], [-1.0], [1.0]]), np.array([[0.3], [0.5], [-0.2]])
        assert float(np.mean(model.loss(y, outputs))) == pytest.approx(float(loss(y, outputs)))
