"""The same experiment gives the same frames: whatever the turns, the company, the interruptions."""

from __future__ import annotations

import threading
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import Boundary, Frame, Histogram, LayerFrame

SMALL: dict[str, Any] = {"dataset": {"name": "circle", "samples": 313}, "layers": (8, 8), "batch_size": 10}
DEEP: dict[str, Any] = {"dataset": "digits", "layers": (32,) * 3, "batch_size": 32}
CASES: dict[str, dict[str, Any]] = {
    "adam": {**SMALL, "optimizer": "adam"},
    "leftover and limit": {**SMALL, "batch_size": 12, "steps_per_epoch": 8},
    "everything": {
        **DEEP,
        "dropout": 0.2,
        "normalization": "batch_layer",
        "optimizer": "nadam",
        "l1": 0.001,
    },
    "threaded": {**DEEP, "layers": (700, 600), "optimizer": "adam"},  # products that take several cores
    "early stopping": {
        **DEEP,
        "learning_rate": 0.02,
        "stopping": {"name": "early", "patience": 2},
        "epochs": 60,
    },
}
FAST = {"leftover and limit", "early stopping"}
EACH = [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in CASES]


def values_of(part: Any) -> Any:
    """Everything in a frame but the time it took, as plain values that compare to the bit."""
    if isinstance(part, Frame | LayerFrame | Histogram | Boundary):
        return {field.name: values_of(getattr(part, field.name)) for field in fields(part)}
    if isinstance(part, tuple):
        return [values_of(each) for each in part]
    return part.tobytes() if isinstance(part, np.ndarray) else repr(part)


def told(frame: Frame) -> Any:
    return values_of(replace(frame, seconds=0.0))


def trainer_of(name: str, **changes: Any) -> Trainer:
    trainer = Trainer(Experiment(**{**CASES[name], **changes}))
    trainer.wait_until_compiled()
    return trainer


def frames_at(trainer: Trainer, steps: list[int]) -> list[Any]:
    frames = []
    for step in steps:
        trainer.advance_steps(step - trainer.step)
        frames.append(told(trainer.frame()))
    return frames


@pytest.mark.parametrize("name", EACH)
def test_frames_do_not_depend_on_the_turns(name: str) -> None:
    whole, pieces = trainer_of(name), trainer_of(name)
    expected = frames_at(whole, [7, 90, 240])
    for step in (1, 2, 7, 30, 31, 32, 89, 90, 201):
        pieces.advance_steps(step - pieces.step)
        if step in (7, 90):
            assert told(pieces.frame()) == expected[0 if step == 7 else 1]
    assert frames_at(pieces, [240]) == expected[2:]


@pytest.mark.parametrize("name", EACH)
def test_a_stored_state_goes_on_to_the_bit(name: str) -> None:
    """From every kind of place: the beginning, the middle and the end of an epoch."""
    whole = trainer_of(name)
    states = []
    for step in (0, 5, 43, whole.batches.first_step(3)):
        whole.advance_steps(step - whole.step)
        states.append(whole.state().to_bytes())
    whole.advance_steps(150 - whole.step)
    expected, ending = told(whole.frame()), whole.state().to_bytes()
    for data in states:
        resumed = Trainer(whole.experiment, state=TrainState.from_bytes(data))
        assert resumed.state().to_bytes() == data
        resumed.advance_steps(150 - resumed.step)
        assert told(resumed.frame()) == expected
        assert resumed.state().to_bytes() == ending


def test_a_resumed_run_stops_early_at_the_same_epoch() -> None:
    whole = trainer_of("early stopping")
    while not whole.finished:
        whole.advance_steps(50)
    assert whole.ending is not None and whole.epoch < 60
    for part in (0.4, 0.9):
        half = trainer_of("early stopping")
        half.advance_steps(int(part * whole.step))
        resumed = Trainer(whole.experiment, state=TrainState.from_bytes(half.state().to_bytes()))
        while not resumed.finished:
            resumed.advance_steps(17)
        assert (resumed.step, str(resumed.ending)) == (whole.step, str(whole.ending))
        assert told(resumed.frame()) == told(whole.frame())


def test_a_run_is_the_same_however_long_compiling_took() -> None:
    experiment = Experiment(**{**SMALL, "layers": (7, 6, 5)}, weight_seed=5)
    hasty = Trainer(experiment)
    hasty.advance_steps(4)  # the program is new: these steps are not compiled
    early = hasty.frame()
    hasty.wait_until_compiled()
    hasty.advance_steps(46)
    patient = Trainer(experiment)
    patient.wait_until_compiled()
    patient.advance_steps(4)
    assert early.loss == pytest.approx(patient.frame().loss, rel=1e-5)
    patient.advance_steps(46)
    assert hasty.state().to_bytes() == patient.state().to_bytes()
    assert told(hasty.frame()) == told(patient.frame())


@pytest.mark.parametrize("name", EACH)
def test_frames_are_the_same_among_others(name: str) -> None:
    """Four runs of one program, and one of another, at the same time in five threads."""
    steps = [20, 120]
    seeds = [0, 1, 2, 3]
    alone = {seed: frames_at(trainer_of(name, weight_seed=seed), steps) for seed in seeds}
    other = trainer_of("adam", layers=(6, 5))
    together: dict[int, list[Any]] = {}
    trainers = {seed: trainer_of(name, weight_seed=seed) for seed in seeds}

    def run(seed: int) -> None:
        together[seed] = frames_at(trainers[seed], steps)

    threads = [threading.Thread(target=run, args=(seed,)) for seed in seeds]
    threads.append(threading.Thread(target=other.advance_steps, args=(2000,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == alone
    assert other.step == 2000
