"""The lab's side of the training benchmarks: the engine with all diagnostics, and without a look."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import Frame

FRAMES_PER_SECOND = 10.0
_INTERVAL = 1 / FRAMES_PER_SECOND
_WARM_SECONDS = 1.5


class Engine:
    """One experiment that is trained in one thread, and looked at.

    As where the lab trains one run (`core.live.scheduling.task`), a look goes on in another thread while the
    run trains.
    Frames come by the clock. It is compiled and warm before anything is measured.

    Arguments:
        experiment: with more epochs than can be done.
        window: seconds of one measurement, where nothing else is said.
    """

    def __init__(self, experiment: Experiment, window: float) -> None:
        self._window = window
        self._trainer = Trainer(experiment)
        self._trainer.wait_until_compiled()
        self._beginning = self._trainer.state()
        self.rows = self._trainer.plan.rows
        self.frame_rates: list[float] = []
        self._looking = ThreadPoolExecutor(1, thread_name_prefix="look")
        self._watched(_WARM_SECONDS)
        self._unwatched(_WARM_SECONDS)
        self.frame_rates.clear()

    def watched(self, window: float | None = None) -> float:
        """Epochs per second with all diagnostics, ten times a second."""
        return self._from_the_beginning(self._watched, window)

    def unwatched(self, window: float | None = None) -> float:
        """Epochs per second of `Trainer.advance` alone."""
        return self._from_the_beginning(self._unwatched, window)

    def _from_the_beginning(self, measured: Callable[[float], float], window: float | None) -> float:
        """What is `measured`, from the beginning again: a fast machine would come to the last epoch.

        Raises:
            RuntimeError: it comes there within one window; what is measured would be waiting.
        """
        self._trainer.replace(self._beginning)
        rate = measured(window or self._window)
        if self._trainer.finished:
            raise RuntimeError(
                f"Expected more epochs than this machine trains in one window, received "
                f"{self._trainer.epoch:.0f}. Choose a larger network or a shorter window."
            )
        return rate

    @property
    def note(self) -> str:
        """How many frames came, for they are what is paid for."""
        rates = ", ".join(f"{rate:.1f}" for rate in self.frame_rates)
        return f"frames a second in each round: {rates}"

    def _watched(self, window: float) -> float:
        began, first, count = time.perf_counter(), self._trainer.epoch, 0
        due = began
        look: Future[Frame] | None = None
        while (took := time.perf_counter() - began) < window:
            # What takes longer than half an interval does not keep training from the other half.
            due = max(due + _INTERVAL, began + took + _INTERVAL / 2)
            self._trainer.advance(due - time.perf_counter())
            if look is not None:
                look.result()
            look = self._looking.submit(self._trainer.begin_frame())
            count += 1
        if look is not None:
            look.result()
        took = time.perf_counter() - began
        self.frame_rates.append(count / took)
        return (self._trainer.epoch - first) / took

    def _unwatched(self, window: float) -> float:
        began, first = time.perf_counter(), self._trainer.epoch
        while time.perf_counter() - began < window:
            self._trainer.advance(_INTERVAL)
        self._trainer.state()  # whatever is still under way counts
        return (self._trainer.epoch - first) / (time.perf_counter() - began)
