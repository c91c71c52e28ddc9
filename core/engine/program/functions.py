"""The functions of a program over its step functions: as they are, or traced and compiled."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from core.engine.program.step_functions import StepFunctions
from core.model.convolution import for_xla
from core.model.plan import Plan
from core.model.xla import XLA_WEIGHTS, compiled_by_xla

EVALUATION_WORK, EVALUATION_ROWS = 4e8, 8192
"""Multiplications and rows of one call of `ProgramFunctions.evaluate`: bounds its memory and time."""

DROPOUT_CELLS = 2**21
"""Units times rows of a batch up to which a frame says which are dropped: the numbers are drawn for that once
more, some milliseconds for a million."""


@dataclass(frozen=True, slots=True)
class ProgramFunctions:
    """The entry points over the step functions, compiled or not. All take the packed state first.

    `dropped` is there when compiled alone, since uncompiled other numbers are drawn, and with dropout alone.
    """

    chunk: Callable[..., Any]
    evaluate: Callable[..., Any]
    predict: Callable[..., Any]
    probe: Callable[..., Any]
    compiled: bool
    dropped: Callable[..., Any] | None = None

    @classmethod
    def eager(cls, functions: StepFunctions) -> ProgramFunctions:
        split, join = functions.packing.split, functions.packing.join

        def chunk(
            values: Any,
            counters: Any,
            x: Any,
            y: Any,
            order: Any,
            counts: Any,
            steps: Any,
            rate: Any,
            *weights: Any,
        ) -> Any:
            state, losses, scores = split(values, counters), [], []
            for index in range(int(steps)):
                rows, count = order[index], counts[index]
                now = rate[index] if functions.plan.scheduled else rate
                full = int(count) == functions.plan.batch_size
                own = [tf.gather(each, rows) for each in weights]
                state, loss, score = functions.step(
                    state, tf.gather(x, rows), tf.gather(y, rows), count, now, *own, full=full
                )
                losses.append(loss)
                scores.append(score)
            return *join(state), tf.stack(losses), tf.stack(scores)

        evaluate, predict, probe = _looks(functions)
        return cls(chunk, evaluate, predict, probe, compiled=False)

    @classmethod
    def graph(
        cls, functions: StepFunctions, capacity: int, probe_rows: int, on_trace: Callable[[], None]
    ) -> ProgramFunctions:
        """Traced and compiled, ready for use: at first use it would hold up every run for as long."""
        plan, packing = functions.plan, functions.packing

        def chunk(
            values: Any,
            counters: Any,
            x: Any,
            y: Any,
            order: Any,
            counts: Any,
            steps: Any,
            rate: Any,
            *weights: Any,
        ) -> Any:
            on_trace()
            state = packing.split(values, counters)
            state, losses, scores = _loop(functions, state, x, y, order, counts, steps, rate, *weights)
            return *packing.join(state), losses, scores

        sizes = packing.sizes
        state = tf.zeros(sizes[0], tf.float32), tf.zeros(sizes[1], tf.int64)
        steps = tf.zeros((capacity, plan.batch_size), tf.int32), tf.ones(capacity, tf.int32)
        one = tf.constant(1, tf.int32)
        rate = tf.zeros(capacity) if plan.scheduled else tf.constant(0.0)
        weights = [tf.zeros(plan.rows)] if plan.weighted else []
        block = min(evaluation_rows(plan), plan.val_rows)
        evaluate, predict, probe = _looks(functions)
        arguments = {
            "chunk": (*state, *_rows(plan, plan.rows), *steps, one, rate, *weights),
            "evaluate": (*state, *_rows(plan, block), one),
            "probe": (*state, *_rows(plan, probe_rows)),
        }
        traced = {
            "chunk": _traced(chunk, arguments["chunk"], jit=compiled_by_xla(plan)),
            "evaluate": _traced(evaluate, arguments["evaluate"]),
            "probe": _traced(probe, arguments["probe"]),
        }
        dropped = None
        if any(plan.regularization.dropouts) and plan.dropped_from * plan.batch_size <= DROPOUT_CELLS:
            # Compiled as the steps are, so that the very same numbers are drawn.
            dropped = traced["dropped"] = _traced(_dropped(functions), state, jit=plan.weights <= XLA_WEIGHTS)
            arguments["dropped"] = state
        for name, call in traced.items():
            call(*arguments[name])
        anywhere = tf.TensorSpec((None, plan.inputs), tf.float32)
        signature = (*(tf.TensorSpec(vector.shape, vector.dtype) for vector in state), anywhere)
        predicted = tf.function(predict, autograph=False, input_signature=signature).get_concrete_function()
        return cls(
            traced["chunk"], traced["evaluate"], predicted, traced["probe"], compiled=True, dropped=dropped
        )


def _loop(
    functions: StepFunctions,
    state: list[Any],
    x: Any,
    y: Any,
    order: Any,
    counts: Any,
    steps: Any,
    rate: Any,
    *weights: Any,
) -> Any:
    """`steps` steps inside the graph; losses and scores are collected in fixed buffers."""
    blank = tf.zeros(order.shape[0], tf.float32)

    def body(index: Any, state: Any, losses: Any, scores: Any) -> Any:
        rows = order[index]
        now = rate[index] if functions.plan.scheduled else rate
        own = [tf.gather(each, rows) for each in weights]
        state, loss, score = functions.step(
            list(state), tf.gather(x, rows), tf.gather(y, rows), counts[index], now, *own
        )
        at = tf.reshape(index, (1, 1))
        return (
            index + 1,
            state,
            tf.tensor_scatter_nd_update(losses, at, loss[None]),
            tf.tensor_scatter_nd_update(scores, at, score[None]),
        )

    _, state, losses, scores = tf.while_loop(
        lambda index, *_: index < steps, body, (tf.constant(0), state, blank, blank), parallel_iterations=1
    )
    return state, losses, scores


def _dropped(functions: StepFunctions) -> Callable[..., Any]:
    def dropped(values: Any, counters: Any) -> Any:
        return functions.dropped(functions.packing.split(values, counters, len(functions.network.variables)))

    return dropped


def _looks(functions: StepFunctions) -> tuple[Callable[..., Any], ...]:
    def network(values: Any, counters: Any) -> list[Any]:
        # Without the optimizer's variables, which may be the most of a state.
        return functions.packing.split(values, counters, len(functions.network.variables))

    def evaluate(values: Any, counters: Any, x: Any, y: Any, skip: Any) -> Any:
        return functions.evaluate(network(values, counters), x, y, skip)

    def predict(values: Any, counters: Any, x: Any) -> Any:
        return functions.predict(network(values, counters), x)

    def probe(values: Any, counters: Any, x: Any, y: Any) -> Any:
        found = functions.probe(network(values, counters), x, y)
        maps = () if found.maps is None else (found.maps,)
        return found.sums, found.outputs, found.sum_gradients, *maps, *found.weight_gradients

    return evaluate, predict, probe


def _traced(function: Callable[..., Any], arguments: tuple[Any, ...], *, jit: bool = False) -> Any:
    # A concrete function: what `tf.function` does at each call to find it costs more than a small step.
    with for_xla() if jit else nullcontext():
        return tf.function(function, jit_compile=jit, autograph=False).get_concrete_function(*arguments)


def _rows(plan: Plan, rows: int) -> tuple[tf.Tensor, tf.Tensor]:
    """x and y of the right shapes; the values do not matter."""
    shape, kind = {
        "column": ((rows, plan.outputs), tf.float32),
        "sign": ((rows, 1), tf.float32),
        "one_hot": ((rows, plan.classes), tf.float32),
        "index": ((rows,), tf.int32),
    }[plan.target]
    return tf.zeros((rows, plan.inputs)), tf.zeros(shape, kind)


def evaluation_rows(plan: Plan) -> int:
    """Rows that one call of `Program.evaluate` takes."""
    return int(np.clip(EVALUATION_WORK // max(plan.work, 1), 16, EVALUATION_ROWS))
