"""Trainers whose steps a population takes; each of them shows and stores itself."""

from __future__ import annotations

import time
from collections.abc import Sequence

from core.engine.population.population import Population, fits
from core.engine.training.trainer import Trainer

FEWEST_STEPS = 16
"""The part of the steps of a call that a turn takes at least, however slow the machine is: what a call needs
besides would take most of the time."""


class Companions:
    """Several trainers that are trained by one compiled function, and stand where they would by themselves.

    Not thread-safe: one thread at a time, for the trainers too.

    Arguments:
        trainers: at least one, each at the learning rate of its experiment, from where they stand.

    Raises:
        ValueError: they do not fit together (see `fits`).
    """

    def __init__(self, trainers: Sequence[Trainer]) -> None:
        self._trainers = list(trainers)
        experiments = [trainer.experiment for trainer in self._trainers]
        self._population = Population(experiments, [trainer.state() for trainer in self._trainers], threads=1)
        self._speed = 0.0
        for trainer in self._trainers:
            trainer.compiles = False  # what it shows is little, and its steps are taken here

    def compile(self) -> None:
        """Compile what takes the steps: some seconds, unless the like of it was compiled before."""
        self._population.compile()

    def advance(self, seconds: float) -> None:
        """Take steps of all trainers for about so long, at least one; none past its end."""
        began = time.perf_counter()
        most = self._population.call_steps
        steps = max(most // FEWEST_STEPS, min(int(self._speed * seconds), most), 1)
        self._population.advance_steps(steps)
        for at, trainer in enumerate(self._trainers):
            state = self._population.state(at)
            if self._population.trains(at) and state is not trainer.state():
                trainer.stand(state, diverged=self._population.diverged[at])
        self._speed = steps / max(time.perf_counter() - began, 1e-6)

    def let_go(self, trainer: Trainer) -> None:
        """Take no more steps of `trainer`: it may go on by itself."""
        self._population.leave(next(at for at, each in enumerate(self._trainers) if each is trainer))
        trainer.compiles = True


def companions_of(trainers: Sequence[Trainer]) -> Companions | None:
    """What takes the steps of `trainers`; None where they do not fit together.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """
    return Companions(trainers) if fits([trainer.experiment for trainer in trainers]) else None
