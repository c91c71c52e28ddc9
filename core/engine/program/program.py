"""A plan compiled once: many steps in one call, for any number of runs of the same shape.

Everything is a pure function of the state that it is given, so any number of threads may call at once.
Until compilation is done the same steps run uncompiled, so that something moves at once.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.engine.program.compiling import COMPILATIONS, Unwanted, always
from core.engine.program.functions import ProgramFunctions, evaluation_rows
from core.engine.program.packing import Counters, Values
from core.engine.program.state import TrainState
from core.engine.program.step_functions import ProbeResult, StepFunctions
from core.engine.program.zero_copy import memory_of, tensor_backed, tensor_of
from core.model.plan import Plan

Array = npt.NDArray[Any]

CAPACITY_ROWS = 65_536
"""Rows that one call may take; with the batch size it sets the most steps of one call."""

EAGER_STEPS = 3
"""Steps of one uncompiled call: few, because each takes milliseconds."""

PROBE_VALUES, PROBE_ROWS = 65_536, (16, 256)
"""Activations that a probe fetches, and bounds of its rows: wide networks are probed with fewer rows, but
their layers have the more units."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What a number of steps gave.

    Arguments:
        values, counters: the variables after the last step.
        losses: loss of every step, penalties included, shape ``(steps,)``.
        scores: sum of the metric over every step's rows, shape ``(steps,)``.
    """

    values: Values
    counters: Counters
    losses: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]


class Program:
    """Training, evaluation and probing for one plan; safe to call from several threads at once.

    Start compiling with `compile`; everything works before it is done.

    Arguments:
        plan: what to build.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.step_functions = StepFunctions(plan)
        self.capacity = int(np.clip(CAPACITY_ROWS // plan.batch_size, 16, 8192))
        self.probe_rows = min(int(np.clip(PROBE_VALUES // sum(plan.looked_at), *PROBE_ROWS)), plan.rows)
        self.traces = 0
        self.renderers: dict[Hashable, Any] = {}
        """What else is compiled for it, by shape (see `core.engine.inspection.renderer`)."""
        self._asked = threading.Condition()
        self._due = 0.0
        self._compiling: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._wanted: list[Callable[[], bool]] = []
        self._owner = ""
        network, optimizer = self.step_functions.network, self.step_functions.optimizer
        self._fresh_slots = [_compact(variable.numpy()) for variable in optimizer.variables]
        self.weights = slice(sum(math.prod(it.shape) for it in network.variables if it.dtype == "float32"))
        """Which of a state's values are the network's own; the optimizer's follow."""
        self._functions = ProgramFunctions.eager(self.step_functions)

    @property
    def ready(self) -> bool:
        """Whether the compiled functions are in use."""
        return self._functions.compiled

    @property
    def failed(self) -> bool:
        """Whether it could not be compiled."""
        return self._failure is not None

    def new_state(self, arrays: Sequence[Array]) -> TrainState:
        """A state at step 0 from the network's values (trainable, then not); optimizer slots fresh."""
        return TrainState(0, *self.step_functions.packing.pack([*arrays, *self._fresh_slots]))

    def averaged(self, state: TrainState) -> TrainState:
        """The state with the moving averages of the weights, which the optimizer keeps, as the weights."""
        averages = state.values[self.step_functions.averages]
        return replace(state, values=np.concatenate([averages, state.values[len(averages) :]]))

    def variables(self, state: TrainState) -> list[Array]:
        """The values of all variables: weights in the order of Keras, moments, then the optimizer's."""
        return self.step_functions.packing.unpack(state.values, state.counters)

    def compile(
        self, *, after: float = 0.0, owner: str = "", wanted: Callable[[], bool] = always
    ) -> threading.Thread:
        """Compile in a thread of its own, once; returns that at once.

        Arguments:
            after: seconds until it begins; the earliest that was ever asked for counts.
            owner: who needs it; the first one's turn counts (see `CompileQueue`).
            wanted: whether it is needed still. What nobody needs when its turn comes is not compiled, until
                it is asked for again.
        """
        due = time.monotonic() + after
        with self._asked:
            if self._functions.compiled or self._failure is not None:
                assert self._compiling is not None
                return self._compiling
            if wanted not in self._wanted:
                self._wanted.append(wanted)
            if self._compiling is None:
                self._due, self._owner = due, owner
                # Not a daemon: a process that ends while XLA compiles would be torn down in the middle of it.
                self._compiling = threading.Thread(target=self._compile, name="compile")
                self._compiling.start()
            elif due < self._due:
                self._due = due
                self._asked.notify()
            return self._compiling

    def _is_wanted(self) -> bool:
        with self._asked:
            self._wanted = [wanted for wanted in self._wanted if wanted()]
            if not self._wanted:
                self._compiling = None  # whoever asks from now on begins anew
            return bool(self._wanted)

    def _compile(self) -> None:
        with self._asked:
            while (left := self._due - time.monotonic()) > 0:
                self._asked.wait(left)
        try:
            with COMPILATIONS.turn(layers=len(self.plan.widths), owner=self._owner, wanted=self._is_wanted):
                self._functions = ProgramFunctions.graph(
                    self.step_functions, self.capacity, self.probe_rows, self._count_trace
                )
        except Unwanted:
            return
        except BaseException as error:  # noqa: BLE001 (told to every run that waits for this program)
            self._failure = error

    def wait(self, *, owner: str = "", wanted: Callable[[], bool] = always) -> None:
        """Wait until it is compiled, or not `wanted` any more (see `compile`).

        Raises:
            RuntimeError: it failed, and why.
        """
        while not (self.ready or self.failed) and wanted():
            self.compile(owner=owner, wanted=wanted).join()
        if self._failure is not None:
            raise RuntimeError(f"This network could not be compiled: {self._failure}") from self._failure

    def _count_trace(self) -> None:
        self.traces += 1

    def run(
        self,
        state: TrainState,
        x: Any,
        y: Any,
        order: Array,
        counts: Array,
        *,
        steps: int,
        rate: float | Array,
        weights: Any = None,
    ) -> Steps:
        """Take up to `steps` steps from `state`.

        Arguments:
            state: where to start; it is not changed.
            x, y: the training part, as tensors.
            order, counts: rows of each step (see `Batches.take`), `capacity` of them.
            steps: at most `capacity`; fewer are taken while the program is not compiled.
            weights: of all rows, where the plan is weighted.
            rate: learning rate; where the plan is scheduled that of each step, shape ``(capacity,)``.

        Raises:
            RuntimeError: the program could not be compiled.
        """
        # XLA draws other random numbers than the uncompiled steps: with dropout or noise a run must not
        # depend on how many of those fit in before compilation is done.
        if self.plan.regularization.random or self._failure is not None:
            self.wait()
        functions = self._functions
        if not functions.compiled:
            steps = min(steps, EAGER_STEPS)
        values, counters, losses, scores = functions.chunk(
            tensor_of(state.values),
            tensor_of(state.counters),
            x,
            y,
            tf.constant(order),
            tf.constant(counts),
            tf.constant(steps, tf.int32),
            tf.constant(rate, tf.float32),
            *(() if weights is None else (weights,)),
        )
        return Steps(
            tensor_backed(values), tensor_backed(counters), losses.numpy()[:steps], scores.numpy()[:steps]
        )

    def evaluate(self, state: TrainState, x: Any, y: Any) -> tuple[float, float]:
        """Mean loss with penalties, and mean metric, over the rows given: those of `keras.Model.evaluate`."""
        rows = int(x.shape[0])
        block = min(evaluation_rows(self.plan), rows)
        # Compiled for the validation part alone; the training part is evaluated once, at step 0.
        evaluate = (
            self._functions.evaluate
            if rows == self.plan.val_rows
            else ProgramFunctions.eager(self.step_functions).evaluate
        )
        vectors = tensor_of(state.values), tensor_of(state.counters)
        loss = score = 0.0
        for done in range(0, rows, block):
            begin = min(done, rows - block)  # the last block reaches back, and skips what was counted
            end = begin + block
            part = (x, y) if block == rows else (x[begin:end], y[begin:end])
            losses, scores, penalty = evaluate(*vectors, *part, tf.constant(done - begin, tf.int32))
            loss, score = loss + float(losses), score + float(scores)
        return loss / rows + float(penalty), score / rows

    def weighted_loss(self, state: TrainState, x: Any, y: Any, weights: Any) -> float:
        """Mean loss with penalties over the rows given, each loss times its weight; uncompiled."""
        functions, block = self.step_functions, evaluation_rows(self.plan)
        vectors = tensor_of(state.values), tensor_of(state.counters)
        values = functions.packing.split(*vectors, len(functions.network.variables))
        total = 0.0
        for begin in range(0, len(weights), block):
            part = slice(begin, begin + block)
            outputs = functions.network.run(values, x[part], training=False, dropout=False).outputs
            total += float(tf.reduce_sum(functions.losses(y[part], outputs, weights[part])))
        return total / len(weights) + float(functions.network.penalty(values))

    def survey(
        self, state: TrainState, parts: Sequence[tuple[Any, Any]], grid: Any
    ) -> tuple[list[tuple[float, float]], Array | None]:
        """`evaluate` of each of `parts`, (x, y), and `predict` of `grid`, or None without one.

        Before compilation is done it is one pass for all: operations are what a deep network's time goes
        into then, however few rows each has.
        """
        rows = sum(int(x.shape[0]) for x, _ in parts)
        if self.ready or grid is None or rows > evaluation_rows(self.plan):
            found = [self.evaluate(state, *part) for part in parts]
            return found, None if grid is None else self.predict(state, grid)
        vectors = tensor_of(state.values), tensor_of(state.counters)
        values = self.step_functions.packing.split(*vectors, len(self.step_functions.network.variables))
        numbers, answers = self.step_functions.survey(values, parts, grid)
        return [(float(loss), float(score)) for loss, score in numbers], memory_of(answers)

    def predict(self, state: TrainState, x: Any) -> Array:
        """The network's answers, shape ``(rows, outputs)`` (see `StepFunctions.predict`)."""
        answers, _ = self._functions.predict(tensor_of(state.values), tensor_of(state.counters), x)
        return memory_of(answers)

    def predict_with_inputs(self, state: TrainState, x: Any) -> tuple[Array, Array]:
        """The same, and what the output layer is given for it, shape ``(rows, its inputs)``."""
        found = self._functions.predict(tensor_of(state.values), tensor_of(state.counters), x)
        answers, given = map(memory_of, found)
        return answers, given

    def dropped(self, state: TrainState) -> npt.NDArray[np.uint8] | None:
        """Which units dropout sets to 0 at the step that follows `state` (see `core.frame.Frame.dropped`);
        None without dropout, before compilation is done, and where that would take long."""
        dropped = self._functions.dropped
        return (
            None
            if dropped is None
            else memory_of(dropped(tensor_of(state.values), tensor_of(state.counters)))
        )

    def probe(self, state: TrainState, x: Any, y: Any) -> ProbeResult:
        """Activations and gradients, as arrays, for `probe_rows` rows (see `StepFunctions.probe`)."""
        found = self._functions.probe(tensor_of(state.values), tensor_of(state.counters), x, y)
        sums, outputs, sum_gradients, *rest = map(memory_of, found)
        maps = rest.pop(0) if self.plan.convolutions else None
        return ProbeResult(sums, outputs, sum_gradients, rest, maps)


def _compact(array: Array) -> Array:
    """The same numbers; where all are 0, as nearly all that an optimizer begins with, they take no memory."""
    return array if array.any() else np.broadcast_to(np.zeros((), array.dtype), array.shape)
