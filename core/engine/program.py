"""A plan compiled once: many steps in one call, for any number of runs of the same shape.

Until compilation is done the same steps run uncompiled, so that something moves at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.engine.machine import Insight, Machine
from core.engine.state import TrainState
from core.model.plan import Plan

Array = npt.NDArray[Any]

XLA_WEIGHTS = 400_000
"""Up to this many weights XLA's fused loop is faster; beyond it TensorFlow's threaded matrix products are."""

CAPACITY_ROWS = 32_768
"""Rows that one call may take; with the batch size it sets the most steps of one call."""

EAGER_STEPS = 3
"""Steps of one uncompiled call: few, because each takes milliseconds."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What a number of steps gave.

    Arguments:
        state: after the last step.
        losses: loss of every step, penalties included, shape ``(steps,)``.
        scores: sum of the metric over every step's rows, shape ``(steps,)``.
    """

    state: TrainState
    losses: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Arguments of the right shapes to compile for; the values do not matter.

    Arguments:
        state: any state of the plan.
        train, validation, probe: x and y of the training part, the validation part and the probe rows.
        grid: points of the plane; None for other data.
    """

    state: TrainState
    train: tuple[Any, Any]
    validation: tuple[Any, Any]
    probe: tuple[Any, Any]
    grid: Array | None


class Program:
    """Training, evaluation and probing for one plan.

    Thread-safe: calls take turns. Start compiling with `compile`; everything works before it is done.

    Arguments:
        plan: what to build.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.capacity = int(np.clip(CAPACITY_ROWS // plan.batch_size, 16, 4096))
        self.traces = 0
        self._lock = threading.Lock()
        self._compiling: threading.Thread | None = None
        machine = Machine(plan)
        self._fresh_slots = [variable.numpy() for variable in machine.optimizer.variables]
        self._calls = _Calls.eager(machine)

    @property
    def slots(self) -> int:
        """How many of a state's arrays, the last ones, belong to the optimizer."""
        return len(self._fresh_slots)

    @property
    def ready(self) -> bool:
        """Whether the compiled functions are in use."""
        return self._calls.compiled

    def new_state(self, values: Sequence[Array]) -> TrainState:
        """A state at step 0 from the weights' values (trainable, then not); optimizer slots fresh."""
        return TrainState(0, (*values, *self._fresh_slots))

    def compile(self, sample: Sample) -> None:
        """Compile in a thread of its own, once; returns at once.

        Arguments:
            sample: what the functions will be called with.
        """
        with self._lock:
            if self._compiling is not None:
                return
            # Not a daemon: a process that ends while XLA compiles would be torn down in the middle of it.
            self._compiling = threading.Thread(target=self._compile, args=(sample,), name="compile")
        self._compiling.start()

    def _compile(self, sample: Sample) -> None:
        # A machine of its own, so that tracing and the uncompiled steps never share a Keras object.
        calls = _Calls.graph(Machine(self.plan), self._count_trace)
        order = np.zeros((self.capacity, self.plan.batch_size), np.int32)
        counts = np.full(self.capacity, self.plan.batch_size, np.int32)
        state = sample.state.arrays
        calls.chunk(state, *sample.train, order, counts, _scalar(1), _scalar(0.0))
        # The looks too: traced at first use they would hold up every run for as long as that takes.
        calls.probe(state, *sample.probe)
        calls.evaluate(state, *sample.validation)
        if sample.grid is not None:
            calls.predict(state, sample.grid)
        with self._lock:
            self._calls = calls

    def wait(self) -> None:
        """Wait until compilation, if begun, has ended (for tests and exact measurements)."""
        if self._compiling is not None:
            self._compiling.join()

    def _count_trace(self) -> None:
        self.traces += 1

    def run(
        self, state: TrainState, x: Any, y: Any, order: Array, counts: Array, *, steps: int, rate: float
    ) -> Steps:
        """Take up to `steps` steps from `state`.

        Arguments:
            state: where to start; it is not changed.
            x, y: the training part, as arrays or tensors.
            order, counts: rows of each step (see `Batches.take`), `capacity` of them.
            steps: at most `capacity`; fewer are taken while the program is not compiled.
            rate: learning rate.
        """
        if self.plan.dropout:
            # XLA draws other random numbers than the uncompiled steps: a run must not depend on how
            # many of those fit in before compilation is done.
            self.wait()
        with self._lock:
            if not self._calls.compiled:
                steps = min(steps, EAGER_STEPS)
            values, losses, scores = self._calls.chunk(
                state.arrays, x, y, order, counts, _scalar(steps), _scalar(rate)
            )
            arrays = tuple(value.numpy() for value in values)
        return Steps(TrainState(state.step + steps, arrays), losses.numpy()[:steps], scores.numpy()[:steps])

    def evaluate(self, state: TrainState, x: Any, y: Any) -> tuple[float, float]:
        """Mean loss and metric over the rows given (see `Machine.evaluate`)."""
        with self._lock:
            loss, metric = self._calls.evaluate(state.arrays, x, y)
        return float(loss), float(metric)

    def predict(self, state: TrainState, x: Any) -> Array:
        """The network's answers, shape ``(rows, outputs)`` (see `Machine.predict`)."""
        with self._lock:
            return np.asarray(self._calls.predict(state.arrays, x))

    def probe(self, state: TrainState, x: Any, y: Any) -> Insight:
        """Activations and gradients for the rows given (see `Machine.probe`)."""
        with self._lock:
            return Insight(*self._calls.probe(state.arrays, x, y))


@dataclass(frozen=True, slots=True)
class _Calls:
    """The four entry points over one machine, compiled or not."""

    chunk: Callable[..., Any]
    evaluate: Callable[..., Any]
    predict: Callable[..., Any]
    probe: Callable[..., Any]
    compiled: bool

    @classmethod
    def eager(cls, machine: Machine) -> _Calls:
        def chunk(state: Any, x: Any, y: Any, order: Array, counts: Array, steps: int, rate: Any) -> Any:
            machine.load(state, rate)
            done = [
                machine.step(tf.gather(x, order[index]), tf.gather(y, order[index]), counts[index])
                for index in range(steps)
            ]
            losses, scores = zip(*done, strict=True)
            return machine.values(), tf.stack(losses), tf.stack(scores)

        evaluate, predict, probe = _looks(machine)
        return cls(chunk, evaluate, predict, probe, compiled=False)

    @classmethod
    def graph(cls, machine: Machine, on_trace: Callable[[], None]) -> _Calls:
        small = machine.plan.weights <= XLA_WEIGHTS

        def chunk(state: Any, x: Any, y: Any, order: Any, counts: Any, steps: Any, rate: Any) -> Any:
            on_trace()
            machine.load(state, rate)
            return _loop(machine, x, y, order, counts, steps)

        evaluate, predict, probe = (tf.function(look, autograph=False) for look in _looks(machine))
        compiled = tf.function(chunk, jit_compile=small, autograph=False)
        return cls(compiled, evaluate, predict, probe, compiled=True)


def _loop(machine: Machine, x: Any, y: Any, order: Any, counts: Any, steps: Any) -> Any:
    """`steps` steps inside the graph; losses and scores are collected in fixed buffers."""
    blank = tf.zeros(order.shape[0], tf.float32)

    def body(index: Any, losses: Any, scores: Any) -> Any:
        rows = order[index]
        loss, score = machine.step(tf.gather(x, rows), tf.gather(y, rows), counts[index])
        at = tf.reshape(index, (1, 1))
        return (
            index + 1,
            tf.tensor_scatter_nd_update(losses, at, loss[None]),
            tf.tensor_scatter_nd_update(scores, at, score[None]),
        )

    _, losses, scores = tf.while_loop(
        lambda index, *_: index < steps, body, (tf.constant(0), blank, blank), parallel_iterations=1
    )
    return machine.values(), losses, scores


def _looks(machine: Machine) -> tuple[Callable[..., Any], ...]:
    def evaluate(state: Any, x: Any, y: Any) -> Any:
        machine.load(state)
        return machine.evaluate(x, y)

    def predict(state: Any, x: Any) -> Any:
        machine.load(state)
        return machine.predict(x)

    def probe(state: Any, x: Any, y: Any) -> Any:
        machine.load(state)
        insight = machine.probe(x, y)
        return insight.sums, insight.outputs, insight.sum_gradients, insight.weight_gradients

    return evaluate, predict, probe


def _scalar(value: float) -> Array:
    """A number as an array: a bare Python number would be traced anew for every value."""
    return np.asarray(value, np.int32 if isinstance(value, int) else np.float32)


CACHED_PROGRAMS = 16
_programs: OrderedDict[Plan, Program] = OrderedDict()
_programs_lock = threading.Lock()


def program_for(plan: Plan) -> Program:
    """The program of `plan`, shared by all runs of that shape; the least recently used leave."""
    with _programs_lock:
        program = _programs.get(plan)
    if program is None:
        program = Program(plan)  # outside the lock: building a deep network takes a second
    with _programs_lock:
        program = _programs.setdefault(plan, program)
        _programs.move_to_end(plan)
        while len(_programs) > CACHED_PROGRAMS:
            _programs.popitem(last=False)
        return program
