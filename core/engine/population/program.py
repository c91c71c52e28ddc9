"""Many steps of many networks in one compiled call."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from core.engine.population.layers import PopulationLayers, constrained
from core.engine.population.optimizer import PopulationOptimizer
from core.engine.program.compiling import COMPILATIONS, always
from core.engine.program.functions import evaluation_rows
from core.engine.program.step_functions import StepFunctions
from core.model.plan import Plan
from core.model.together import Penalties

CALL_ROWS, CALL_NUMBERS = 10_000, 8_000_000
"""Rows of each network that one call may take, and numbers of all of them: they bound its steps."""

CACHED_PROGRAMS = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """What a population's function is compiled for.

    Arguments:
        plan: what the networks have in common (`core.model.together.common_plan`).
        penalties: where any of them has one.
        networks: how many.
        same_rows: whether all take the same rows at every step.
    """

    plan: Plan
    penalties: Penalties
    networks: int
    same_rows: bool


class PopulationProgram:
    """Training and evaluation of many networks of one shape; safe to call from several threads at once.

    A state is that of the single networks, side by side: their vectors are the columns of two matrices.

    Arguments:
        shape: what to compile.
    """

    def __init__(self, shape: Shape) -> None:
        plan = shape.plan
        self.shape = shape
        numbers = plan.inputs * (1 if shape.same_rows else shape.networks)
        self.capacity = max(8, min(CALL_ROWS, CALL_NUMBERS // numbers) // plan.batch_size)
        self.leftover = plan.rows % plan.batch_size > 0
        """Whether the last batch of a pass is smaller than the others."""
        self.functions = StepFunctions(plan)
        self._layers = PopulationLayers(self.functions)
        self._optimizer = PopulationOptimizer(self.functions, shape.networks)
        self._lock = threading.Lock()
        self._chunk: Callable[..., Any] | None = None
        self._evaluate: dict[int, Callable[..., Any]] = {}

    def run(self, *arguments: tf.Tensor) -> Any:
        """Take steps; compiles at the first call.

        Arguments:
            arguments: values, shape ``(numbers of a state, networks)``; counters likewise; x of each step,
                ``(capacity, inputs, batch, networks)``, with 1 for networks where all take the same rows; y,
                ``(capacity, batch, networks)`` or with columns behind; how many of the rows count,
                ``(networks, capacity)``, or nothing where all batches are full; learning rate of each
                network, where the plan is scheduled at each step,
                ``(networks, capacity)``; strengths of the penalties on kernels, biases and
                activities, ``(3, layers, 2, networks)``; steps that each network takes, ``(networks,)``.

        Returns:
            Values, counters, losses and scores of each step, ``(capacity, networks)``, and how many steps
            each network took: none after a loss that is no number.
        """
        with self._lock:
            if self._chunk is None:
                with COMPILATIONS.turn(layers=len(self.shape.plan.widths), owner="", wanted=always):
                    traced = tf.function(self._steps, jit_compile=True, autograph=False)
                    self._chunk = traced.get_concrete_function(*arguments)
                    self._chunk(*arguments[:-1], tf.zeros_like(arguments[-1]))
        return self._chunk(*arguments)

    def evaluate(self, values: tf.Tensor, x: tf.Tensor, y: tf.Tensor, strengths: tf.Tensor) -> Any:
        """Mean loss with penalties, and mean metric, of each network, over rows that all are given.

        Arguments:
            values, strengths: see `run`.
            x, y: the rows, ``(rows, inputs)``, and targets as a single network takes them.
        """
        rows, block = int(x.shape[0]), evaluation_rows(self.shape.plan)
        loss = score = 0.0
        for begin in range(0, rows, block):
            part = x[begin : begin + block], y[begin : begin + block]
            losses, scores, penalty = self._looked(*part, values, strengths)
            loss, score = loss + losses, score + scores
        return loss / rows + penalty, score / rows

    def _looked(self, x: tf.Tensor, y: tf.Tensor, values: tf.Tensor, strengths: tf.Tensor) -> Any:
        with self._lock:
            rows = int(x.shape[0])
            if rows not in self._evaluate:
                traced = tf.function(self._sums, autograph=False)
                self._evaluate[rows] = traced.get_concrete_function(x, y, values, strengths)
        return self._evaluate[rows](x, y, values, strengths)

    def _sums(self, x: tf.Tensor, y: tf.Tensor, values: tf.Tensor, strengths: tf.Tensor) -> Any:
        trained = self._weights(values)
        outputs = self._layers.run(trained, tf.transpose(x)[..., None])
        y = y[:, None]
        losses = self._losses(y, outputs, strengths)
        scores = tf.reduce_sum(self._layers.score(y, outputs[-1]), 0)
        return tf.reduce_sum(losses, 0), scores, self._penalty(trained, strengths)

    def _losses(self, y: tf.Tensor, outputs: Sequence[tf.Tensor], strengths: tf.Tensor) -> tf.Tensor:
        losses = self._layers.losses(y, outputs[-1])
        if self.shape.penalties.activities:
            losses += self._layers.activity(outputs, strengths[2])
        return losses

    def _penalty(self, trained: Sequence[tf.Tensor], strengths: tf.Tensor) -> tf.Tensor:
        network, found = self.functions.network, tf.zeros(self.shape.networks)
        if self.shape.penalties.kernels:
            found += self._layers.penalty(trained, strengths[0], network.kernels)
        if self.shape.penalties.biases:
            found += self._layers.penalty(trained, strengths[1], network.biases)
        return found

    def _step(
        self,
        trained: list[tf.Tensor],
        slots: list[list[tf.Tensor]],
        batch: tuple[tf.Tensor, tf.Tensor, tf.Tensor],
        rates: tf.Tensor,
        strengths: tf.Tensor,
    ) -> tuple[list[tf.Tensor], list[list[tf.Tensor]], tf.Tensor, tf.Tensor]:
        """See `StepFunctions.step`."""
        plan, network = self.shape.plan, self.functions.network
        x, y, count = batch
        mask = None
        if self.leftover:
            mask = tf.range(plan.batch_size)[:, None] < count[None]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(trained)
            outputs = self._layers.run(trained, x)
            losses = self._losses(y, outputs, strengths)
            if mask is not None:
                losses = tf.where(mask, losses, 0.0)
            total = tf.reduce_sum(losses, 0) / tf.cast(count, tf.float32)
            total += self._penalty(trained, strengths)
        gradients = tape.gradient(total, trained, unconnected_gradients="zero")
        scores = self._layers.score(y, outputs[-1])
        if mask is not None:
            scores = tf.where(mask, scores, 0.0)
        trained, slots = self._optimizer.move(trained, gradients, slots, rates)
        trained = constrained(network._constraint, trained, set(network.kernels[:-1]))
        return trained, slots, total, tf.reduce_sum(scores, 0)

    def _steps(
        self,
        values: tf.Tensor,
        counters: tf.Tensor,
        given: tf.Tensor,
        wanted: tf.Tensor,
        counts: tf.Tensor,
        rates: tf.Tensor,
        strengths: tf.Tensor,
        limits: tf.Tensor,
    ) -> Any:
        trained, slots = self._weights(values), self._slots(values, counters)
        networks = self.shape.networks
        last = tf.reduce_max(limits)
        leftover, scheduled = self.leftover, self.shape.plan.scheduled
        counts = tf.transpose(counts)
        rates = tf.transpose(rates) if scheduled else rates
        full = tf.constant(self.shape.plan.batch_size)

        def body(
            index: Any, trained: Any, slots: Any, losses: Any, scores: Any, taken: Any, sound: Any
        ) -> tuple[Any, ...]:
            count = counts[index] if leftover else full
            batch = given[index], wanted[index], count
            acts = tf.logical_and(sound, index < limits)
            rate = rates[index] if scheduled else rates
            moved, kept, loss, score = self._step(trained, slots, batch, rate, strengths)

            def either(new: Any, old: Any) -> Any:
                return tf.where(acts, new, old)

            at = tf.reshape(index, (1, 1))
            return (
                index + 1,
                tf.nest.map_structure(either, moved, list(trained)),
                tf.nest.map_structure(either, kept, [list(each) for each in slots]),
                tf.tensor_scatter_nd_update(losses, at, loss[None]),
                tf.tensor_scatter_nd_update(scores, at, score[None]),
                taken + tf.cast(acts, tf.int32),
                tf.logical_and(sound, tf.math.is_finite(loss)),
            )

        blank = tf.zeros((self.capacity, networks))
        begin = (tf.constant(0), trained, slots, blank, blank, tf.zeros(networks, tf.int32))
        _, trained, slots, losses, scores, taken, _ = tf.while_loop(
            lambda index, *_: index < last,
            body,
            (*begin, tf.ones(networks, tf.bool)),
            parallel_iterations=1,
        )
        return *self._joined(trained, slots), losses, scores, taken

    # The matrices of all states, and the variables' values

    def _weights(self, values: tf.Tensor) -> list[tf.Tensor]:
        shapes = [weight.shape for weight in self.functions.network.trainable]
        sizes = [math.prod(shape) for shape in shapes]
        parts = tf.split(values[: sum(sizes)], sizes)
        networks = self.shape.networks
        return [tf.reshape(part, (*shape, networks)) for part, shape in zip(parts, shapes, strict=True)]

    def _slots(self, values: tf.Tensor, counters: tf.Tensor) -> list[list[tf.Tensor]]:
        begin = sum(math.prod(weight.shape) for weight in self.functions.network.trainable)
        real, whole = begin, 0
        found = []
        for variable, shapes in zip(self.functions.optimizer.variables, self._optimizer.shapes, strict=True):
            parts = []
            for shape in shapes:
                size = math.prod(shape[:-1])
                if variable.dtype == "float32":
                    parts.append(tf.reshape(values[real : real + size], shape))
                    real += size
                else:
                    parts.append(tf.reshape(tf.cast(counters[whole : whole + size], variable.dtype), shape))
                    whole += size
            found.append(parts)
        return found

    def _joined(self, trained: Any, slots: Any) -> tuple[tf.Tensor, tf.Tensor]:
        real, whole = list(trained), []
        for variable, parts in zip(self.functions.optimizer.variables, slots, strict=True):
            if variable.dtype == "float32":
                real += parts
            else:
                whole += [tf.cast(each, tf.int64) for each in parts]
        networks = self.shape.networks
        return (
            tf.concat([tf.reshape(each, (-1, networks)) for each in real], 0),
            tf.concat([tf.reshape(each, (-1, networks)) for each in whole], 0),
        )


_programs: OrderedDict[Shape, PopulationProgram] = OrderedDict()
_lock = threading.Lock()


def population_program(shape: Shape) -> PopulationProgram:
    """The program of `shape`, shared by all populations of it; the least recently used leave."""
    with _lock:
        program = _programs.pop(shape, None) or PopulationProgram(shape)
        _programs[shape] = program
        while len(_programs) > CACHED_PROGRAMS:
            _programs.popitem(last=False)
        return program
