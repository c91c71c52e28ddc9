"""One run: an Experiment being trained, step by step, and the frames that show it."""

from __future__ import annotations

import math
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.bundle import DataBundle, prepare
from core.class_weights import weights_of_rows
from core.diagnosis.divergence import diverged_message
from core.diagnosis.evidence import Evidence
from core.diagnosis.nonfinite import TOLD_ROWS, NonFinite
from core.engine.inspection.frame_builder import FrameBuilder, PendingFrame, StepInfo
from core.engine.inspection.layout import layout_of
from core.engine.inspection.nonfinite import Spoiled, first_spoiled
from core.engine.inspection.probe import Probe
from core.engine.program.batches import Batches
from core.engine.program.cache import program_for
from core.engine.program.device_data import DeviceData, device_data_of
from core.engine.program.program import Steps
from core.engine.program.progress import Numbers
from core.engine.program.state import TrainState
from core.engine.training.beginning import first_evidence
from core.engine.training.conclusion import final_findings
from core.engine.training.endings import restored_message, stopped_message
from core.engine.training.first_nonfinite import first_nonfinite, is_finite
from core.engine.training.plateau import ReduceOnPlateau, plateau_of
from core.engine.training.stopping import EarlyStopping, Target, stopping_of
from core.experiment import Experiment
from core.frame import Frame, RunLayout
from core.message import Message
from core.model.initial import initial_values
from core.model.plan import QUICK_EVALUATION, plan_of
from core.schedule import Span, factors

COMPILE_AFTER = 0.06
"""Seconds after the first frame that shows a step, or after the second call, when compilation begins. Tracing
takes half of the time that Python has: the first picture that moves would wait for it, and so would its way
to the viewer."""

REPLAYED_WORK = 1e12
"""Multiplications of forward passes that finding the first number that is not finite may take anew from the
first step on, where the state before the loss broke was spoilt already: some seconds."""


class Trainer:
    """Trains one experiment and shows it. Not thread-safe: one thread at a time.

    What it shows at a step depends on the experiment alone: not on how long the turns are, on other runs,
    or on when compilation is done (beyond float rounding, before it is).

    Arguments:
        experiment: what to train.
        state: where to go on; the experiment's own initial state when left out.
        learning_rate: the rate to go on with, when it was changed during the run.
        compiles: whether training and looking begin to compile the program by themselves; may be changed.
        tells_weights: whether frames have the weights, where they are few (`core.frame.TOLD_WEIGHTS`).

    Attributes:
        owner: whose it is, who takes turns at compiling with others.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """

    def __init__(
        self,
        experiment: Experiment,
        *,
        state: TrainState | None = None,
        learning_rate: float | None = None,
        compiles: bool = True,
        tells_weights: bool = False,
    ) -> None:
        self.experiment = experiment
        self.owner = ""
        self.compiles = compiles
        # One function for all calls; it does not keep the trainer of a run that has ended.
        self._wanted = partial(_is_there, weakref.ref(self))
        self.bundle: DataBundle = prepare(experiment)
        self.plan = plan_of(
            experiment,
            inputs=self.bundle.x_train.shape[1],
            rows=len(self.bundle.x_train),
            val_rows=len(self.bundle.x_val),
        )
        self.batches = Batches(
            self.plan.rows,
            self.plan.batch_size,
            experiment.batch_seed,
            experiment.shuffle,
            experiment.steps_per_epoch,
        )
        self._replay_from: TrainState | None = None
        self._ahead: tuple[tuple[TrainState, float, bool], Steps] | None = None
        self.learning_rate = experiment.learning_rate if learning_rate is None else learning_rate
        self.diverged = False
        self._broke: tuple[TrainState, int] | None = None
        self.ending: Message | None = None
        self._best: int | None = None
        self._measured: Numbers | None = None
        self._shown: Frame | None = None
        self.seconds = 0.0
        self.program = program_for(self.plan)
        self.data: DeviceData = device_data_of(self.bundle, self.plan)
        weights = weights_of_rows(
            experiment.class_weight, self.bundle.y_train, self.plan.classes, self.bundle.weights_train
        )
        self._weights = None if weights is None else tf.constant(weights)
        network = self.program.step_functions.network
        initial = self.program.new_state(initial_values(network, experiment, self.bundle.x_train))
        probe = Probe(self.program, self.data, initial)
        probed = probe.begin(initial)()
        self.layout: RunLayout = layout_of(
            self.program,
            self.batches,
            probed,
            initial,
            tuple(np.atleast_1d(self.bundle.target_std).tolist()) if experiment.standardizes_target else (),
        )
        self.frame_builder = FrameBuilder(
            experiment,
            self.program,
            self.data,
            self.bundle,
            self.layout.layers,
            probe,
            self._weights,
            tells_weights=tells_weights,
        )
        self._state = initial if state is None else state
        self._span = Span(experiment.epochs, self.batches.first_step)
        self._stopping, self._plateau = self._watching()
        cheap = self.plan.val_rows * self.plan.work <= QUICK_EVALUATION
        self._quick = cheap and experiment.validation_freq == 1
        self._stopped = False
        self._begun = False
        self._speed = 0.0

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
        return self.batches.epoch(self.step)

    @property
    def epoch_end(self) -> int:
        """The step at which the epoch under way ends."""
        return self.batches.epoch_end(self.step)

    @property
    def last_step(self) -> int:
        """The step at which the last epoch ends."""
        return self.batches.first_step(self.experiment.epochs)

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to train: last epoch reached, stopped early, or diverged."""
        return self._stopped or self.diverged or self.step >= self.last_step

    @cached_property
    def begun(self) -> Evidence:
        """What is to be seen of the network before its first step; its weights are drawn again for that."""
        return first_evidence(self.experiment, self.bundle, self.program, self.data, self.frame_builder)

    def state(self) -> TrainState:
        """The state after the last step: a value that can be kept, stored and gone back to."""
        return self._state

    def replace(self, state: TrainState) -> None:
        """Go on from another state of the same network; what it was trained on does not matter."""
        self._state, self._replay_from = state, None
        self.diverged = self._stopped = False
        self._broke = None
        self.ending = self._best = self._measured = self._shown = None
        self._stopping, self._plateau = self._watching()

    def stand(self, state: TrainState, *, diverged: bool = False) -> None:
        """Stand where others have brought this network (see `core.engine.population`).

        Arguments:
            diverged: whether the loss of the step that led there is no number.
        """
        self.replace(state)
        if diverged:
            self._diverge()

    def _diverge(self) -> None:
        self.diverged = True
        self.ending = diverged_message(
            self.experiment_now(self.experiment), self.begun, step=self.step, epoch=self.epoch
        )

    def _watching(self) -> tuple[EarlyStopping | Target | None, ReduceOnPlateau | None]:
        """Who watches the end of every epoch, with what the state remembers of that."""
        accuracy = self.layout.metric == "accuracy"
        return (
            stopping_of(self.experiment.stopping, accuracy=accuracy, memory=self._state.patience),
            plateau_of(self.experiment.schedule, accuracy=accuracy, memory=self._state.plateau),
        )

    @property
    def rate(self) -> float:
        """Rate of the next step: `learning_rate` as the schedule has it by then."""
        return (
            self._rates(self._state, 1) if not self.plan.scheduled else float(self._rates(self._state, 1)[0])
        )

    def experiment_now(self, experiment: Experiment) -> Experiment:
        """`experiment` with the learning rate of the next step."""
        rate = self.rate
        return (
            experiment
            if rate == experiment.learning_rate
            else experiment.model_copy(update={"learning_rate": rate})
        )

    def variables(self) -> list[npt.NDArray[Any]]:
        """Values of all variables: weights in the order of Keras, moments, then the optimizer's."""
        return self.program.variables(self._state)

    def wait_until_compiled(self) -> None:
        """Wait for the compiled program (exact measurements and tests; a live run need not).

        Raises:
            RuntimeError: it could not be compiled.
        """
        self.program.wait()

    def _compile_soon(self) -> None:
        self.program.compile(after=COMPILE_AFTER, owner=self.owner, wanted=self._wanted)

    def advance(self, seconds: float) -> None:
        """Train for about `seconds`, at least one step, never past the end.

        Before the program is compiled it is one call: a step that was taken ahead is to be seen at once.
        """
        began = time.perf_counter()
        while True:
            left = seconds - (time.perf_counter() - began)
            self.advance_steps(max(1, int(self._speed * left)), at_most_calls=1)
            late = time.perf_counter() - began >= 0.7 * seconds
            if late or self.finished or not self.program.ready:
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
        limit = min(steps, self.last_step - self.step, self.program.capacity)
        if self._every_epoch:  # something is to be done at the end of every epoch: no call runs past one
            limit = min(limit, self.epoch_end - self.step)
        elif self.program.ready:
            limit = min(limit, self._next_point(self._state) - self.step)
        began = time.perf_counter()
        if self._begun and self.compiles:
            self._compile_soon()
        self._begun = True
        self._replay()
        before = self._state
        if not self.program.ready and self._replay_from is None:
            self._replay_from = before
        ahead = self._taken_ahead()
        running = time.perf_counter()
        done = ahead or self._run(before, limit)
        if ahead is None:
            self._speed = len(done.losses) / (time.perf_counter() - running)
        spoiled = np.flatnonzero(~np.isfinite(done.losses))
        if spoiled.size:
            # Back to the very step that broke: steps are a pure function of the state.
            self._state = self._exactly(before, int(spoiled[0]) + 1)
            self._diverge()
            self._broke = before, self.step
            if self._stopping is not None and self._stopping.restores:
                # `fit` would go on with NaN until patience is at its end, and then do the same.
                self._restore_best()
                assert self.ending is not None
                self.ending = restored_message(self.ending, self._stopping.best_epoch)
        else:
            self._state = self._after(before, done)
            if self._every_epoch and self.batches.epoch_end(self.step - 1) == self.step:
                self._end_epoch()
            elif self.step >= self.last_step:
                self._take_average()
        self.seconds += time.perf_counter() - began

    @property
    def _every_epoch(self) -> bool:
        return self._stopping is not None or self._plateau is not None or not self._quick

    def _next_point(self, state: TrainState) -> int:
        """The step after `state` at which its losses are remembered."""
        epoch = max(state.progress.next_point, self.batches.epochs_done(state.step) + 1)
        return self.batches.first_step(epoch)

    def _replay(self) -> None:
        """Take the uncompiled steps again once the compiled program is there.

        They differ from compiled ones by rounding, and how many fit in depends on the machine: replaced,
        a run is the same to the bit however long compiling took.
        """
        if self._replay_from is not None and self.program.ready:
            state, self._replay_from = self._replay_from, None
            while state.step < self.step:
                state = self._exactly(state, min(self.step, self._next_point(state)) - state.step)
            self._state = state

    def _taken_ahead(self) -> Steps | None:
        """The step that the latest look took to see where the weights go, when it is the next one."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return None
        conditions, done = ahead
        return done if conditions == self._conditions() else None

    def _conditions(self) -> tuple[TrainState, float, bool]:
        """What the result of the next step depends on."""
        return self._state, self.learning_rate, self.program.ready

    def _run(self, state: TrainState, steps: int) -> Steps:
        order, counts = self.batches.take(state.step, steps, self.program.capacity)
        x, y = self.data.train
        rate = self._rates(state, self.program.capacity)
        return self.program.run(state, x, y, order, counts, steps=steps, rate=rate, weights=self._weights)

    def _rates(self, state: TrainState, steps: int) -> Any:
        """The learning rate from `state` on: of each of `steps` steps, or one for all without a schedule."""
        reduced = self.learning_rate * state.plateau.factor if state.plateau else self.learning_rate
        if not self.plan.scheduled:
            return reduced
        at = np.arange(state.step, state.step + steps)
        return np.float32(reduced * factors(self.experiment.schedule, at, self._span))

    def _after(self, before: TrainState, done: Steps) -> TrainState:
        after = replace(
            before,
            step=before.step + len(done.losses),
            values=done.values,
            counters=done.counters,
            progress=before.progress.after(self.batches, before.step, done.losses, done.scores),
        )
        if self._every_epoch or not self.program.ready or after.step != self._next_point(before):
            return after
        validation = self.program.evaluate(after, *self.data.validation)
        return _with_point(after, self.batches.epochs_done(after.step), validation)

    def _exactly(self, state: TrainState, steps: int) -> TrainState:
        """The state `steps` steps after `state`, in as many calls as the program needs."""
        target = state.step + steps
        while state.step < target:
            state = self._after(state, self._run(state, target - state.step))
        return state

    def _end_epoch(self) -> None:
        # What is decided or shown for the whole epoch must not rest on uncompiled steps.
        self.program.wait()
        self._replay()
        epoch, own = self.batches.epochs_done(self.step), self.program.weights
        assert self._state.progress.epoch is not None
        logs = dict(zip(("loss", "metric"), self._state.progress.epoch, strict=True))
        if epoch % self.experiment.validation_freq == 0:
            validation = self._evaluate_validation()
            if not self._quick:
                self.frame_builder.measure(self._state)
            self._state = replace(self._state, progress=replace(self._state.progress, validation=validation))
            if epoch >= self._state.progress.next_point:
                self._state = _with_point(self._state, epoch, validation)
            logs |= dict(zip(("val_loss", "val_metric"), validation, strict=True))
        if self._plateau is not None and self.experiment.schedule["monitor"] in logs:
            plateau = self._plateau.after_epoch(epoch - 1, logs, self.learning_rate)
            self._state = replace(self._state, plateau=plateau)
        if self._stopping is None:
            if self.step >= self.last_step:
                self._take_average()
            return
        watched = self.experiment.stopping["monitor"] in logs
        if watched:
            self._stopped = self._stopping.after_epoch(epoch - 1, logs, self._state.values[own])
        if self._stopped or self.step >= self.last_step:
            self._take_average()
            self._restore_best()
        if watched:
            self._state = replace(self._state, patience=self._stopping.memory)
        if self._stopped:
            self.ending = stopped_message(
                self.experiment.stopping,
                epoch,
                self._stopping.best_epoch,
                short=self._stopping.short_of_baseline,
            )
        elif self.step >= self.last_step and self._stopping.restores:
            trained = Message("All {epochs} epochs are trained.", epochs=self.experiment.epochs)
            self.ending = restored_message(trained, self._stopping.best_epoch)

    def _take_average(self) -> None:
        """Where the optimizer averages the weights, `fit` ends with their average, validating before."""
        if self.plan.averages:
            self.program.wait()
            self._replay()
            self._measured = self._evaluate_validation()
            self._state = self.program.averaged(self._state)

    def _restore_best(self) -> None:
        """As Keras does it: the weights go back, the optimizer and the step count do not."""
        assert self._stopping is not None
        values, own = self._state.values, self.program.weights
        if self._stopping.restores:
            self._best = self._stopping.best_epoch
            self._measured = None if self.diverged else self._state.progress.validation
        best = self._stopping.final(values[own])
        self._state = replace(self._state, values=np.concatenate([best, values[own.stop :]]))

    def notes(self) -> Mapping[str, Any]:
        """What there is to point out at the end of a run, as JSON has it (see `RunRecord.notes`)."""
        shown = self._shown
        frame = shown if shown is not None and shown.step == self.step else self.frame()
        found = final_findings(
            self.experiment_now(self.experiment),
            frame,
            self._state,
            program=self.program,
            data=self.data,
            bundle=self.bundle,
            begun=lambda: self.begun,
            diverged=self.diverged,
            over=self.finished,
        )
        measured = self._measured and [number if math.isfinite(number) else None for number in self._measured]
        notes = {"findings": [one.to_json() for one in found], "best": self._best, "measured": measured}
        broke = self.first_nonfinite()
        return notes if broke is None else {**notes, "nonfinite": broke.to_json()}

    def first_nonfinite(self) -> NonFinite | None:
        """The first number of this run that was not finite, found by taking the steps before its end again.

        None where the run has not diverged, or where it broke too long before that is told.
        """
        if self._broke is None:
            return None
        begin, last = self._broke
        twin = Trainer(self.experiment, learning_rate=self.learning_rate, compiles=False)
        if not is_finite(begin):
            begin = twin.state()
            work = 3.0 * self.plan.work * self.plan.batch_size * last
            if self.learning_rate != self.experiment.learning_rate or work > REPLAYED_WORK:
                return None

        def reach(state: TrainState, step: int) -> TrainState:
            twin.replace(state)
            twin.advance_steps(step - state.step)
            return twin.state()

        step, spoiled = first_nonfinite(self.program, begin, last, reach=reach, look=self._spoiled)
        order, counts = self.batches.take(step - 1, 1, 1)
        rows = sorted(order[0][list(spoiled.rows)].tolist())
        return NonFinite(
            step=step,
            tensor=spoiled.tensor,
            layer=spoiled.layer,
            layers=len(self.layout.layers),
            rows=tuple(rows[:TOLD_ROWS]),
            count=len(rows),
            batch=int(counts[0]),
        )

    def _spoiled(self, state: TrainState) -> Spoiled | None:
        """What is not finite in the step that follows `state`."""
        order, counts = self.batches.take(state.step, 1, 1)
        x, y = (tf.gather(each, order[0]) for each in self.data.train)
        weights = None if self._weights is None else tf.gather(self._weights, order[0])
        rate = float(np.ravel(self._rates(state, 1))[0])
        return first_spoiled(self.program, state, x, y, count=int(counts[0]), rate=rate, weights=weights)

    def _evaluate_validation(self) -> Numbers:
        return self.program.evaluate(self._state, *self.data.validation)

    def frame(self) -> Frame:
        """A look at the current state; training is not touched."""
        frame = self.begin_frame()()
        if self.step and self.compiles:
            self._compile_soon()
        return frame

    def begin_frame(self) -> Callable[[], Frame]:
        """Begin a look at the current state: what is returned gives the frame, and is called once.

        Another thread may call it while this one trains on. One look has to end before the next begins.
        Before the program is compiled the frame is made at once: two threads of short operations would mostly
        wait for Python's lock.
        """
        pending = self.begin_probed_frame()
        # Of the latest epoch's end where each frame would take too long for that. The weights that a run ends
        # with may be those of its best epoch.
        final = self.finished and (self._stopping is not None or self.plan.averages)
        evaluate = self._quick or self.step == 0 or final
        look = partial(self._look, pending, evaluate=evaluate)
        if self.program.ready:
            return look
        frame = look()
        return lambda: frame

    def _look(self, pending: PendingFrame, *, evaluate: bool) -> Frame:
        self._shown = self.frame_builder.frame(pending, evaluate=evaluate)
        return self._shown

    def begin_probed_frame(self) -> PendingFrame:
        """Begin a look at the current state, which `sight` makes pictures of."""
        self._replay()
        state = self._state
        probed = self.frame_builder.begin(state)
        conditions, following = self._conditions(), self._run(state, 1)
        if state.step == 0 or self.program.ready:
            self._ahead = conditions, following
        info = StepInfo(self.step, self.epoch, self.seconds, self.rate)
        return PendingFrame(state, probed, following.values, info)


def _with_point(state: TrainState, epoch: int, validation: Numbers) -> TrainState:
    return replace(state, progress=state.progress.with_point(epoch, validation))


def _is_there(trainer: weakref.ref[Trainer]) -> bool:
    return trainer() is not None
