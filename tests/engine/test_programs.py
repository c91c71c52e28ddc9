"""Programs: shared between runs of one shape, compiled once, and what compiles at all."""

from __future__ import annotations

from typing import Any

import pytest

from core.engine.program import cache as program_cache
from core.engine.program.cache import CACHED_PROGRAMS, program_for
from core.engine.program.functions import ProgramFunctions
from core.engine.training.trainer import Trainer
from core.experiment import FIELDS, Experiment
from tests.sampling import wanted

BASE: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 320},
    "layers": (5, 5),
    "batch_size": 32,
    "optimizer": "sgd",
    "dropout": 0.1,
}
VALUES: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 320, "noise": 20},
    "scaling": "minmax",
    "stratify": False,
    "split": "last",
    "balance": "over",
    "scale_target": False,
    "initializer": {"name": "normal", "scale": 0.5},
    "bias": 0.3,
    "bias_scale": 0.2,
    "stopping": "early",
    "exclude_from_weight_decay": True,
    "learning_rate": 0.2,
    "schedule": "plateau",
    "validation_freq": 3,
    "metrics": "precision",
    "epochs": 7,
    "steps_per_epoch": 3,
    "shuffle": False,
    "data_seed": 4,
    "weight_seed": 9,
    "batch_seed": 2,
}
"""Another value for every choice that compiles nothing."""
SHAPES: dict[str, Any] = {
    "validation_split": 0.3,
    "test_split": 0.1,
    "expansion": "polynomial",
    "decomposition": {"name": "pca", "count": 1},
    "validation_steps": 1,
    "features": "x1, x2, sin_x1",
    "convolutions": {"name": "conv2d", "filters": "2"},
    "layers": (5, 4),
    "activation": "relu",
    "layer_activations": ("tanh", "relu"),
    "residual": True,
    "normalization": "batch",
    "l1": 0.01,
    "l2": 0.01,
    "dropout": 0.2,
    "layer_l1": (0.01, 0.0),
    "layer_l2": (0.01, 0.0),
    "layer_dropout": (0.2, 0.1),
    "bias_regularizer": "l2",
    "activity_regularizer": "l1",
    "noise": "gaussian_noise",
    "kernel_constraint": "unit_norm",
    "label_smoothing": 0.1,
    "optimizer": "adam",
    "loss": "mean_squared_error",
    "clipping": "clipnorm",
    "gradient_accumulation_steps": 2,
    "averaging": "ema",
    "class_weight": "balanced",
    "batch_size": 16,
}
"""Another value for every choice that is part of the program."""
COMPILED = SHAPES if wanted("PROGRAMS") else {"l2", "convolutions", "class_weight", "averaging"}
"""Those whose program is compiled: what takes other arguments, or keeps more, and one that does not."""


def test_it_is_known_of_every_choice_whether_it_compiles() -> None:
    assert sorted({**VALUES, **SHAPES}) == sorted(FIELDS)


def traces(trainer: Trainer) -> int:
    trainer.wait_until_compiled()
    trainer.advance_steps(3)
    trainer.frame()
    return program_for(trainer.plan).traces


def test_values_compile_nothing() -> None:
    trainer = Trainer(Experiment(**BASE))
    program = program_for(trainer.plan)
    assert traces(trainer) == 1
    trainer.learning_rate = 0.5
    assert traces(trainer) == 1
    for choice, value in VALUES.items():
        other = Trainer(Experiment(**{**BASE, choice: value}))
        assert program_for(other.plan) is program, choice
        assert traces(other) == 1, choice


@pytest.mark.parametrize("choice", SHAPES)
def test_shapes_have_a_program_each_that_is_compiled_once(choice: str) -> None:
    base = BASE | ({"dataset": {"name": "digits", "samples": 320}} if FIELDS[choice].pictures else {})
    first = Trainer(Experiment(**base))
    changed = Experiment(**{**base, choice: SHAPES[choice]})
    other, again = Trainer(changed), Trainer(changed)
    assert program_for(other.plan) is not program_for(first.plan)
    assert program_for(again.plan) is program_for(other.plan)
    if choice in COMPILED:
        assert traces(other) == 1
        assert traces(again) == 1


def test_the_least_recently_used_program_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    class Counted:
        failed = False

        def __init__(self, plan: object) -> None:
            self.plan = plan

        def compile(self) -> None: ...

    monkeypatch.setattr(program_cache, "Program", Counted)
    monkeypatch.setattr(program_cache, "_programs", type(program_cache._programs)())
    made: list[Any] = [program_for(plan) for plan in range(CACHED_PROGRAMS)]  # type: ignore[arg-type]
    assert program_for(0) is made[0]  # type: ignore[arg-type]
    program_for(CACHED_PROGRAMS)  # type: ignore[arg-type]
    assert program_for(0) is made[0]  # type: ignore[arg-type]
    assert program_for(1) is not made[1]  # type: ignore[arg-type]


def test_a_program_that_cannot_be_compiled_fails_its_runs_and_is_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> ProgramFunctions:
        raise MemoryError("no room")

    experiment = Experiment(**{**BASE, "layers": (6, 2), "dropout": 0.0})
    with monkeypatch.context() as patch:
        patch.setattr(ProgramFunctions, "graph", refuse)
        trainer = Trainer(experiment)
        with pytest.raises(RuntimeError, match="could not be compiled: no room"):
            trainer.wait_until_compiled()
    with pytest.raises(RuntimeError, match="could not be compiled: no room"):
        trainer.advance_steps(1)
    again = Trainer(experiment)
    assert traces(again) == 1
