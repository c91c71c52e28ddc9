"""Every optimizer as a pure function beside Keras's own, on variables of its own: nothing is compiled."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.choices.optimizers import OPTIMIZERS
from core.engine.program.stateless_optimizer import stateless_optimizer
from core.experiment import Experiment
from core.model.plan import plan_of
from tests.keras_reference import optimizer_of

SHAPES, STEPS = [(4, 3), (3,), (3, 2), (2,)], 7
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "clipvalue": {"clipping": {"name": "clipvalue", "limit": 0.3}},
    "clipnorm": {"clipping": {"name": "clipnorm", "limit": 0.5}},
    "global_clipnorm": {"clipping": {"name": "global_clipnorm", "limit": 0.7}},
    "accumulated": {"gradient_accumulation_steps": 3},
    "averaged": {"averaging": {"name": "ema", "momentum": 0.8, "overwrite_frequency": 2}},
    "averaged-accumulated": {
        "gradient_accumulation_steps": 2,
        "clipping": {"name": "clipnorm", "limit": 0.5},
        "averaging": {"name": "ema", "momentum": 0.8, "overwrite_frequency": 3},
    },
}
PARAMETERS: dict[str, dict[str, Any]] = {
    "nesterov": {"name": "sgd", "momentum": 0.9, "nesterov": True},
    "amsgrad": {"name": "adamw", "amsgrad": True},
    "centered": {"name": "rmsprop", "centered": True, "momentum": 0.5},
    "decayed-muon": {"name": "muon", "weight_decay": 0.1},
    "undecayed-muon": {"name": "muon", "weight_decay": 0},
    "penalized-ftrl": {"name": "ftrl", "l1": 0.1, "l2": 0.2, "learning_rate_power": -0.3},
    "absolute-adafactor": {"name": "adafactor", "relative_step": False, "clip_threshold": 0.5},
    "decayed": {"name": "lion", "weight_decay": 0.1},
}
CASES = {
    **{key: {"optimizer": key} for key in OPTIMIZERS},
    **{key: {"optimizer": picked} for key, picked in PARAMETERS.items()},
    **{f"{key}-adam": {"optimizer": "adam", **chosen} for key, chosen in OPTIONS.items()},
    "averaged-accumulated-lamb": {"optimizer": "lamb", **OPTIONS["averaged-accumulated"]},
    "accumulated-decayed-sgd": {
        "optimizer": {"name": "sgd", "momentum": 0.9, "weight_decay": 0.1},
        **OPTIONS["accumulated"],
    },
}


def numbers(seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [rng.normal(size=shape).astype(np.float32) for shape in SHAPES]


@pytest.mark.parametrize("name", CASES)
def test_steps_are_those_of_keras(name: str) -> None:
    config = plan_of(Experiment(**CASES[name]), inputs=2, rows=100, val_rows=10).optimizer_config
    config["config"]["learning_rate"] = 0.05

    theirs = [keras.Variable(value) for value in numbers(0)]
    optimizer = optimizer_of(config)
    optimizer.build(theirs)

    built = [keras.Variable(value) for value in numbers(0)]
    pure = stateless_optimizer(config)
    pure.build(built)
    state = [tf.convert_to_tensor(each) for each in (*built, *pure.variables)]
    before = [np.array(each) for each in state]

    for step in range(STEPS):
        gradients = [tf.constant(each) for each in numbers(step + 1)]
        optimizer.apply(gradients, theirs)
        given = list(zip([*built, *pure.variables], state, strict=True))
        with keras.StatelessScope(state_mapping=given) as scope:
            pure.apply(gradients, built)
        state = [tf.convert_to_tensor(scope.get_current_value(variable)) for variable, _ in given]
        for found, expected in zip(state, [*theirs, *optimizer.variables], strict=True):
            np.testing.assert_allclose(
                found.numpy(), expected.numpy(), rtol=2e-5, atol=1e-6, err_msg=str(step)
            )
    for variable, value in zip([*built, *pure.variables], before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)  # nothing was written
    assert not np.allclose(state[0].numpy(), numbers(0)[0])
