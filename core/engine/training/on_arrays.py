"""Training on arrays that somebody else has prepared, for what asks for predictions alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.bundle import DataBundle
from core.cancellation import give_way
from core.data.raw import Floats, Labels
from core.engine.program.batches import Batches
from core.engine.program.cache import program_for
from core.experiment import Experiment
from core.model.initial import initial_values
from core.model.plan import Plan, plan_of

CALL_STEPS = 500
"""Steps between two looks whether the answer is wanted: some hundredths of a second for small networks."""


def begin_compiling(experiment: Experiment, x: Floats, rows: Floats) -> None:
    """Compile what `answers_of` will need of these arrays, aside: several programs come at the same time."""
    program_for(_plan(experiment, x, rows)).compile()


def answers_of(experiment: Experiment, x: Floats, y: Labels, rows: Floats) -> npt.NDArray[np.floating[Any]]:
    """What the network of `experiment` answers for `rows` after its epochs on `x` and `y`.

    The steps are those of `Trainer`; no frames, no early stopping, no schedule, no weights of rows.

    Arguments:
        experiment: network, optimizer, epochs; of its data only the number of classes counts.
        x, y: of the training part, prepared; class indices or targets.
        rows: prepared likewise, float32, shape ``(rows, columns)``.

    Returns:
        Answers as `StepFunctions.predict` gives them, shape ``(rows, outputs)``.

    Raises:
        Cancelled: nobody waits for it any more.
    """
    plan = _plan(experiment, x, rows)
    program = program_for(plan)
    program.wait()
    state = program.new_state(initial_values(program.step_functions.network, experiment, x))
    batches = Batches(plan.rows, plan.batch_size, experiment.batch_seed, experiment.shuffle)
    inputs, targets = tf.constant(x), tf.constant(DataBundle.targets(y, plan.target, plan.classes))
    last = batches.first_step(experiment.epochs)
    while state.step < last:
        give_way()
        steps = min(CALL_STEPS, program.capacity, last - state.step)
        order, counts = batches.take(state.step, steps, program.capacity)
        done = program.run(state, inputs, targets, order, counts, steps=steps, rate=experiment.learning_rate)
        step = state.step + len(done.losses)
        state = replace(state, step=step, values=done.values, counters=done.counters)
    return program.predict(state, tf.constant(rows))


def _plan(experiment: Experiment, x: Floats, rows: Floats) -> Plan:
    return plan_of(experiment, inputs=x.shape[1], rows=len(x), val_rows=len(rows))
