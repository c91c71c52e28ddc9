"""What frames of real runs tell for claims: the weights that decay and L2 make, step by step."""

from __future__ import annotations

import numpy as np

from core.claims.decay import STEPS_PER_FRAME, differences, experiments
from core.engine.training.trainer import Trainer
from core.frame import Frame

FRAMES = 6


def frames_of(trainer: Trainer) -> list[Frame]:
    frames = [trainer.frame()]
    for _ in range(FRAMES):
        trainer.advance_steps(trainer.epoch_end - trainer.step)
        frames.append(trainer.frame())
    return frames


def test_weight_decay_is_l2_under_plain_gradient_descent_and_not_under_adam() -> None:
    """Loshchilov & Hutter 2019, propositions 1 and 2."""
    runs = []
    for experiment in experiments():
        trainer = Trainer(experiment, compiles=False, tells_weights=True)
        runs.append(frames_of(trainer))
        told, trainable = runs[-1][-1].weights, trainer.variables()[:6]
        np.testing.assert_array_equal(told, np.concatenate([each.ravel() for each in trainable]))
    sgd, adam = differences(runs[0], runs[1]), differences(runs[2], runs[3])
    assert len(sgd) == FRAMES + 1 and sgd[2, 0] == 2 * STEPS_PER_FRAME
    assert sgd[0, 1] == adam[0, 1] == 0
    assert sgd[-1, 1] < 1e-5
    assert adam[-1, 1] > 1e-3


def test_weights_are_told_where_they_are_asked_for_alone() -> None:
    assert Trainer(experiments()[0], compiles=False).frame().weights is None
