"""Every data set, scaling, initializer, example and odd shape builds, trains a step, and can be looked at."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core.choices.initializers import INITIALIZERS
from core.choices.normalizations import NORMALIZATIONS
from core.choices.regularization import CONSTRAINTS, NOISES, PENALTIES
from core.data.balancing import SAMPLERS
from core.data.catalogue import DATASETS
from core.data.expansion import EXPANSIONS
from core.data.scaling import SCALERS
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.images import IMAGES
from core.data.split_choices import SPLITS
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.presets import PRESETS

SMALL: dict[str, Any] = {"layers": (6, 5)}
FOUR_POINTS = "AAAA0__AA1AA__1____0"
SHAPES: dict[str, dict[str, Any]] = {
    "no-hidden-layer": {"layers": ()},
    "one-unit": {"layers": (1,)},
    "wide": {"dataset": "digits", "layers": (1024,)},
    "deep": {"layers": (4,) * 100},
    "batch-larger-than-data": {"dataset": "iris", "batch_size": 4096, **SMALL},
    "single-rows": {"dataset": "iris", "batch_size": 1, **SMALL},
    "few-rows": {"dataset": {"name": "spiral", "samples": 20}, "validation_split": 0.9, **SMALL},
    "four-points": {"dataset": {"name": "points", "points": FOUR_POINTS}, **SMALL},
    "points-of-three-classes": {"dataset": {"name": "points", "points": FOUR_POINTS[:-1] + "2"}, **SMALL},
    "features": {"dataset": "clouds", "features": "x2 x1_squared sin_x1", **SMALL},
    "one-feature": {"dataset": "plane", "features": "x1x2", **SMALL},
    "squared-error-for-classes": {"dataset": "iris", "loss": "mean_squared_error", **SMALL},
    "two-outputs-in-the-plane": {"loss": "categorical_crossentropy", **SMALL},
    "half-the-squared-error-of-a-target": {"dataset": "hills", "loss": "half_squared_error", **SMALL},
    "mixed-activations": {"layer_activations": "relu, tanh", **SMALL},
    "target-in-its-own-unit": {"dataset": "diabetes", "scale_target": False, **SMALL},
    "components-in-the-plane": {"expansion": "sine", "decomposition": "pca", "test_split": 0.2, **SMALL},
    "everything": {
        "dataset": "wine",
        "normalization": "batch_layer",
        "dropout": 0.5,
        "l1": 0.01,
        "l2": 0.01,
        "stopping": {"name": "early", "patience": 0},
        "optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        **SMALL,
    },
}
ELSEWHERE = {*IMAGES, *FETCHED, "points", "table"}
"""What has tests of its own, since it has no data of its own."""
CASES: dict[str, dict[str, Any]] = (
    {f"dataset-{key}": {"dataset": key, **SMALL} for key in DATASETS if key not in ELSEWHERE}
    | {f"scaling-{key}": {"dataset": "wine", "scaling": key, **SMALL} for key in SCALERS}
    | {f"normalization-{key}": {"normalization": key, "layers": (6, 4)} for key in NORMALIZATIONS}
    | {f"noise-{key}": {"noise": key, **SMALL} for key in NOISES}
    | {f"constraint-{key}": {"kernel_constraint": key, **SMALL} for key in CONSTRAINTS}
    | {f"penalty-{key}": {"bias_regularizer": key, "activity_regularizer": key, **SMALL} for key in PENALTIES}
    | {f"initializer-{key}": {"initializer": key, **SMALL} for key in INITIALIZERS}
    | {f"example-{key}": preset.choices for key, preset in PRESETS.items() if key != "mnist"}
    | {f"balance-{key}": {"dataset": "wine", "balance": key, **SMALL} for key in SAMPLERS if key != "none"}
    | {f"split-{key}": {"split": key, **SMALL} for key, entry in SPLITS.items() if not entry.by_column}
    | {f"expansion-{key}": {"expansion": key, "features": "x2", **SMALL} for key in EXPANSIONS}
    | SHAPES
)
SLOW = {"everything", "deep", "wide"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name in SLOW else name for name in CASES]
)
def test_it_builds_and_trains(name: str) -> None:
    trainer = Trainer(Experiment(**CASES[name]), compiles=False)  # three steps are over before it is compiled
    before = trainer.variables()
    first = trainer.frame()
    assert first.step == 0 and math.isfinite(first.loss) and first.val_loss is not None
    assert [layer.units for layer in first.layers] == list(trainer.plan.widths)
    assert all(math.isfinite(layer.activation_std) for layer in first.layers)
    trainer.advance_steps(3)
    after = trainer.frame()
    assert after.step == 3
    assert any(not np.array_equal(old, new) for old, new in zip(before, trainer.variables(), strict=True))
    assert (after.boundary is not None) == trainer.experiment.dataset_entry.plane
