"""What a trained network is worth on the rows that nothing has looked at: `evaluate` on the test part."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from core.bundle import prepare
from core.choices.losses import Task
from core.data.raw import DataUnavailable
from core.engine.program.cache import program_for
from core.engine.program.state import TrainState
from core.experiment import Experiment
from core.json_numbers import number
from core.message import Invalid, Message
from core.metrics import measures
from core.model.plan import plan_of

NO_TEST_PART = Message("This run has no test part. Choose a test share above 0 before you train.")
UNREADABLE = Message("The stored state of this run cannot be read, so it cannot be judged. Train it again.")
_MIDDLE_OF_TANH, _MIDDLE = 0.0, 0.5


def evaluate_test_part(experiment: Experiment, state: TrainState) -> dict[str, Any]:
    """The numbers of the test part, as JSON has them: those of `keras.Model.evaluate`, rows unweighted.

    Arguments:
        experiment: what was trained.
        state: what it ended with; where the best weights are restored, theirs.

    Returns:
        ``rows``, ``step``, ``loss``, ``metric`` (accuracy, or mean absolute error of the target as the
        network is given it), ``unit``: standard deviation by which that error is multiplied to be in the
        target's own unit (none of several targets), ``measures``: the experiment's further metrics by key.
        None for what is no number.

    Raises:
        DataUnavailable: the data cannot be had, or there is no test part.
    """
    bundle = prepare(experiment)
    rows = len(bundle.x_test)
    if not rows:
        raise DataUnavailable(NO_TEST_PART)
    plan = plan_of(
        experiment,
        inputs=bundle.x_train.shape[1],
        rows=len(bundle.x_train),
        val_rows=len(bundle.x_val),
    )
    program = program_for(plan)
    x = tf.constant(bundle.x_test)
    y = tf.constant(bundle.targets(bundle.y_test, plan.target, plan.classes))
    loss, metric = program.evaluate(state, x, y)
    found: dict[str, float] = {}
    if keys := experiment.chosen_metrics:
        middle = _MIDDLE_OF_TANH if plan.output_activation == "tanh" else _MIDDLE
        found = measures(keys, bundle.y_test, program.predict(state, x), middle=middle)
    task: Task = experiment.task
    return {
        "rows": rows,
        "step": state.step,
        "loss": number(loss),
        "metric": number(metric),
        "unit": number(float(bundle.target_std)) if task == "regression" and plan.outputs == 1 else None,
        "measures": {key: number(value) for key, value in found.items()},
    }


def test_part_of(body: Any, data: bytes | memoryview) -> dict[str, Any]:
    """The answer to the question ``test_part``; its body has ``experiment``, choices as texts by path.

    Arguments:
        data: the state, as `TrainState.to_bytes` gives it.

    Raises:
        Invalid: the state cannot be read, the data cannot be had, or there is no test part.
    """
    try:
        state = TrainState.from_bytes(data)
    except (ValueError, TypeError, LookupError) as error:
        raise Invalid(UNREADABLE) from error
    try:
        return evaluate_test_part(Experiment.lenient(body["experiment"])[0], state)
    except tf.errors.InvalidArgumentError as error:  # that of another network
        raise Invalid(UNREADABLE) from error
