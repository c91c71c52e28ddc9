"""Experiments of lessons, trained once for all that is claimed of them."""

from __future__ import annotations

from functools import lru_cache

from core.claims.outcomes import Outcome
from core.engine.training.trainer import Trainer
from core.experiment import Experiment


@lru_cache(maxsize=64)
def outcome_of(experiment: Experiment) -> Outcome:
    """What a series of the lab shows: a frame before training, and one after each epoch."""
    trainer = Trainer(experiment)
    frames = [trainer.frame()]
    while not trainer.finished:
        trainer.advance_steps(trainer.epoch_end - trainer.step)
        frames.append(trainer.frame())
    return Outcome(tuple(frames), diverged=trainer.diverged, over=True, unit=trainer.layout.unit)
