"""One run: an Experiment being trained, step by step, and the frames that show it."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.data.bundle import DataBundle, prepare
from core.engine.batches import Batches
from core.engine.endings import diverged_message, stopped_message
from core.engine.layout import layout_of
from core.engine.look import layer_frames
from core.engine.machine import Insight
from core.engine.plane import PlaneView
from core.engine.program import Sample, Steps, program_for
from core.engine.progress import Progress
from core.engine.state import TrainState
from core.engine.stopping import EarlyStopping
from core.experiment import Experiment
from core.frame import Frame, RunLayout
from core.message import Message
from core.model.initial import initial_values
from core.model.network import Network
from core.model.plan import plan_of

PROBE_VALUES = 4_000_000
"""Activations that a probe may fetch; wide, deep networks are probed with fewer rows."""

EVALUATION_SHARE = 0.1
"""Share of the time that looking at the validation part may take; then it is looked at less often."""


class Trainer:
    """Trains one experiment and shows it. Not thread-safe: one thread at a time.

    Arguments:
        experiment: what to train.
        state: where to go on; the experiment's own initial state when left out.
        learning_rate: the rate to go on with, when it was changed during the run.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """

    def __init__(
        self,
        experiment: Experiment,
        *,
        state: TrainState | None = None,
        learning_rate: float | None = None,
    ) -> None:
        self.experiment = experiment
        self.bundle: DataBundle = prepare(experiment)
        self.plan = plan_of(
            experiment,
            inputs=self.bundle.x_train.shape[1],
            rows=len(self.bundle.x_train),
            val_rows=len(self.bundle.x_val),
        )
        self.batches = Batches(
            self.plan.rows, self.plan.batch_size, experiment.batch_seed, experiment.shuffle
        )
        self._replay_from: TrainState | None = None
        self.learning_rate = experiment.learning_rate if learning_rate is None else learning_rate
        self.diverged = False
        self.ending: Message | None = None
        self.seconds = 0.0
        self._program = program_for(self.plan)
        self._x, self._y = self._tensors(self.bundle.x_train, self.bundle.y_train)
        self._x_val, self._y_val = self._tensors(self.bundle.x_val, self.bundle.y_val)
        rows = int(np.clip(PROBE_VALUES // sum(self.plan.widths), 16, min(256, self.plan.rows)))
        self._probe = self._x[:rows], self._y[:rows]
        initial = self._program.new_state(initial_values(Network(self.plan), experiment))
        self._plane = PlaneView(self.bundle, self.plan) if experiment.dataset_entry.plane else None
        self._program.compile(
            Sample(
                state=initial,
                train=(self._x, self._y),
                validation=(self._x_val, self._y_val),
                probe=self._probe,
                grid=self._plane.grid if self._plane else None,
            )
        )
        self.layout: RunLayout = layout_of(self.plan, self.batches, self._insight(initial), initial)
        self._state = initial if state is None else state
        self._progress = Progress(self.batches, self._state.step)
        self._stopping = (
            EarlyStopping(experiment.stopping, accuracy=self.layout.metric == "accuracy")
            if experiment.stopping.name == "early"
            else None
        )
        self._stopped = False
        self._speed = 0.0
        self._validation: tuple[float, float] | None = None
        self._validation_due = 0.0

    @property
    def learning_rate(self) -> float:
        """Rate of the next step; it may be changed at any time."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self._learning_rate = rate
        self._replay_from = None  # the steps so far were taken at another rate: they stay as they are

    @property
    def step(self) -> int:
        """Optimizer steps taken."""
        return self._state.step

    @property
    def epoch(self) -> float:
        """Epochs completed, with the fraction of the current one."""
        return self.step / self.batches.steps_per_epoch

    @property
    def last_step(self) -> int:
        """The step at which the last epoch ends."""
        return self.experiment.epochs * self.batches.steps_per_epoch

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to train: last epoch reached, stopped early, or diverged."""
        return self._stopped or self.diverged or self.step >= self.last_step

    def state(self) -> TrainState:
        """The state after the last step: a value that can be kept, stored and gone back to."""
        return self._state

    def wait_until_compiled(self) -> None:
        """Wait for the compiled program (exact measurements and tests; a live run need not)."""
        self._program.wait()

    def advance(self, seconds: float) -> None:
        """Train for about `seconds`, at least one step, never past the end."""
        began = time.perf_counter()
        while True:
            left = seconds - (time.perf_counter() - began)
            self.advance_steps(max(1, int(self._speed * left)), at_most_calls=1)
            if self.finished or time.perf_counter() - began >= 0.7 * seconds:
                return

    def advance_steps(self, steps: int, *, at_most_calls: int | None = None) -> None:
        """Take `steps` steps, fewer when the end comes first.

        Arguments:
            at_most_calls: stop after that many calls of the program, which takes a bounded number.
        """
        calls = 0
        target = self.step + steps
        while self.step < target and not self.finished and calls != at_most_calls:
            self._call(target - self.step)
            calls += 1

    def _call(self, steps: int) -> None:
        """One call of the program, and what follows from it."""
        per_epoch = self.batches.steps_per_epoch
        limit = min(steps, self.last_step - self.step, self._program.capacity)
        if self._stopping is not None:  # decided at the end of every epoch, so no call runs past one
            limit = min(limit, per_epoch - self.step % per_epoch)
        began = time.perf_counter()
        self._replay()
        before = self._state
        if not self._program.ready and self._replay_from is None:
            self._replay_from = before
        done = self._run(before, limit)
        spoiled = np.flatnonzero(~np.isfinite(done.losses))
        if spoiled.size:
            # Back to the very step that broke: steps are a pure function of the state.
            done = self._exactly(before, int(spoiled[0]) + 1)
        took = time.perf_counter() - began
        self.seconds += took
        self._speed = len(done.losses) / took
        self._progress.add(before.step, done.losses, done.scores)
        self._state = done.state
        if spoiled.size:
            self.diverged = True
            self.ending = diverged_message(
                self.experiment, self.layout, self.step, self.epoch, self.learning_rate
            )
        elif self._stopping is not None and self.step % per_epoch == 0:
            self._end_epoch()

    def _replay(self) -> None:
        """Take the uncompiled steps again once the compiled program is there.

        They differ from compiled ones by rounding, and how many fit in depends on the machine: replaced,
        a run is the same to the bit however long compiling took.
        """
        if self._replay_from is not None and self._program.ready:
            begin, self._replay_from = self._replay_from, None
            self._state = self._exactly(begin, self._state.step - begin.step).state

    def _run(self, state: TrainState, steps: int) -> Steps:
        order, counts = self.batches.take(state.step, steps, self._program.capacity)
        return self._program.run(state, self._x, self._y, order, counts, steps=steps, rate=self.learning_rate)

    def _exactly(self, state: TrainState, steps: int) -> Steps:
        """`steps` steps from `state`, in as many calls as the program needs."""
        parts: list[Steps] = []
        while steps > 0:
            parts.append(self._run(parts[-1].state if parts else state, steps))
            steps -= len(parts[-1].losses)
        return Steps(
            parts[-1].state,
            np.concatenate([part.losses for part in parts]),
            np.concatenate([part.scores for part in parts]),
        )

    def _end_epoch(self) -> None:
        assert self._stopping is not None
        loss, metric = self._progress.latest_epoch()
        val_loss, val_metric = self._evaluate_validation()
        logs = {"loss": loss, "metric": metric, "val_loss": val_loss, "val_metric": val_metric}
        epoch = self.step // self.batches.steps_per_epoch
        stop = self._stopping.after_epoch(epoch - 1, logs, self._state)
        if stop or self.step >= self.last_step:
            weights = len(self._state.arrays) - self._program.slots
            best = self._stopping.final(self._state)
            # As Keras does it: the weights go back, the optimizer and the step count do not.
            self._state = TrainState(self.step, (*best.arrays[:weights], *self._state.arrays[weights:]))
            self._validation_due = 0.0
        if stop:
            self._stopped = True
            self.ending = stopped_message(self.experiment.stopping, epoch, self._stopping.best_epoch)

    def _evaluate_validation(self) -> tuple[float, float]:
        began = time.perf_counter()
        self._validation = self._program.evaluate(self._state, self._x_val, self._y_val)
        now = time.perf_counter()
        self._validation_due = now + (now - began) * (1 / EVALUATION_SHARE - 1)
        return self._validation

    def frame(self) -> Frame:
        """A look at the current state; training is not touched."""
        rate = self.learning_rate
        following = self._run(self._state, 1).state
        layers = layer_frames(
            self.plan, self.layout.layers, self._insight(self._state), self._state, following
        )
        loss, metric = self._training_numbers()
        fresh = time.perf_counter() >= self._validation_due or self.finished
        validation = self._evaluate_validation() if fresh else None
        return Frame(
            step=self.step,
            epoch=self.epoch,
            seconds=self.seconds,
            learning_rate=rate,
            loss=loss,
            metric=metric,
            val_loss=validation[0] if validation else None,
            val_metric=validation[1] if validation else None,
            layers=layers,
            boundary=self._plane.look(self._program, self._state) if self._plane else None,
        )

    def _training_numbers(self) -> tuple[float, float]:
        if self._progress.empty:
            return self._program.evaluate(self._state, self._x, self._y)
        return self._progress.latest_epoch()

    def _insight(self, state: TrainState) -> Insight:
        return self._program.probe(state, *self._probe)

    def _tensors(self, x: npt.NDArray[Any], y: npt.NDArray[Any]) -> tuple[tf.Tensor, tf.Tensor]:
        targets = self.bundle.targets(y, self.plan.target, self.plan.classes)
        return tf.constant(x), tf.constant(targets)
