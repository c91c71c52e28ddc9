"""Training without a page: the same engine for notebooks and scripts."""

from __future__ import annotations

import time
from collections.abc import Iterator

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import Frame


def train(experiment: Experiment, *, frames_per_second: float = 10.0) -> Iterator[Frame]:
    """Train `experiment` and yield what a viewer would see.

    The first frame shows the state at initialization, the last one the end; between them come up to
    `frames_per_second`. Training goes on only while the caller asks for frames.

    Arguments:
        experiment: what to train.
        frames_per_second: upper bound, above 0.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.

    Example:
        >>> for frame in train(Experiment(dataset="spiral", epochs=20)):
        ...     print(frame.step, frame.loss)
    """
    trainer = Trainer(experiment)
    interval = 1.0 / frames_per_second
    yield trainer.frame()
    due = time.perf_counter() + interval
    while not trainer.finished:
        left = due - time.perf_counter()
        if left > 0:
            trainer.advance(left)
        else:
            yield trainer.frame()
            # A look, or a caller, that takes long leaves time to train.
            due = max(due + interval, time.perf_counter() + interval / 2)
    yield trainer.frame()
