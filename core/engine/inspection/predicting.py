"""What a state of a network says about rows: the numbers of `keras.Model.evaluate` and `predict`.

Uncompiled and in blocks of rows: it is asked now and then, of networks that may have been trained long ago.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.bundle import DataBundle, prepare
from core.cancellation import go_on
from core.engine.program.cache import program_for
from core.engine.program.functions import evaluation_rows
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.zero_copy import tensor_of
from core.experiment import Experiment
from core.message import Invalid, Message
from core.model.plan import plan_of
from core.predictions.predictions import Predictions, RowLayers, places_of

UNREADABLE = Message(
    "The stored state of this run cannot be read by this version of the lab. Start the run again."
)


def predictions_of(asked: Mapping[str, Any], data: bytes | memoryview) -> Predictions:
    """What the network of a state says about a part of its data.

    Arguments:
        asked: ``{"experiment": Experiment.flat(), "part": one of PARTS}``.
        data: `TrainState.to_bytes`.

    Raises:
        Invalid: the data cannot be had, or the state is of another network or version.
    """
    bundle, program, state = opened(asked, data)
    x, y = part_of(bundle, asked["part"])
    plan = program.plan
    places = places_of(len(x), outputs=plan.outputs, work=plan.work)
    return predict(program, state, x[places], y[places], places=places, of=len(x))


def layers_of(asked: Mapping[str, Any], data: bytes | memoryview) -> RowLayers:
    """What every layer of the network of a state makes of one row.

    Arguments:
        asked: as in `predictions_of`, and ``"place"``, that of the row among those of the part.
        data: `TrainState.to_bytes`.

    Raises:
        Invalid: as `predictions_of`, or there is no such row.
    """
    bundle, program, state = opened(asked, data)
    x, _ = part_of(bundle, asked["part"])
    if not 0 <= asked["place"] < len(x):
        raise Invalid(
            Message("Expected a row from 0 to {last}, received {got}.", last=len(x) - 1, got=asked["place"])
        )
    functions = program.step_functions
    row = tf.constant(x[asked["place"]][None])
    run = functions.network.run(weights_of_state(program, state), row, training=False, dropout=False)
    return RowLayers(
        step=state.step,
        sums=tuple(each.numpy()[0] for each in run.sums),
        outputs=tuple(each.numpy()[0] for each in run.outputs),
        answer=functions.finished(run.outputs[-1]).numpy()[0],
    )


def predict(
    program: Program,
    state: TrainState,
    x: npt.NDArray[np.float32],
    y: npt.NDArray[Any],
    *,
    places: npt.NDArray[np.int64],
    of: int,
) -> Predictions:
    """What the network of `state` says about rows; for the arguments see `Predictions` and `DataBundle`."""
    functions, plan = program.step_functions, program.plan
    values = weights_of_state(program, state)
    answers, losses, score = [], [], 0.0
    block = evaluation_rows(plan)
    for begin in range(0, len(x), block):
        go_on()  # unless nobody waits for it any more
        rows = slice(begin, begin + block)
        targets = tf.constant(DataBundle.targets(y[rows], plan.target, plan.classes))
        outputs = functions.network.run(values, tf.constant(x[rows]), training=False, dropout=False).outputs
        answers.append(functions.finished(outputs[-1]).numpy())
        losses.append(functions.losses(targets, outputs).numpy())
        score += float(tf.reduce_sum(functions.score(targets, outputs[-1])))
    together = np.concatenate(losses)
    return Predictions(
        step=state.step,
        of=of,
        loss=float(together.mean(dtype=np.float64)) + float(functions.network.penalty(values)),
        metric=score / len(x),
        places=places,
        answers=np.concatenate(answers),
        truth=y if plan.classes or y.ndim > 1 else y[:, None],
        losses=together,
        middle=0.0 if plan.output_activation == "tanh" else 0.5,
    )


def part_of(bundle: DataBundle, part: str) -> tuple[npt.NDArray[np.float32], npt.NDArray[Any]]:
    """What the network is given of a part, and what is right.

    Raises:
        Invalid: there is no such part, or it has no rows.
    """
    parts = {
        "training": (bundle.x_train, bundle.y_train),
        "validation": (bundle.x_val, bundle.y_val),
        "test": (bundle.x_test, bundle.y_test),
    }
    if part not in parts or not len(parts[part][0]):
        raise Invalid(
            Message(
                "Expected a part with rows, one of {parts}, received {got}.", parts=", ".join(parts), got=part
            )
        )
    return parts[part]


def opened(asked: Mapping[str, Any], data: bytes | memoryview) -> tuple[DataBundle, Program, TrainState]:
    """The data, the program and the state of a question about a run.

    Raises:
        Invalid: the data cannot be had, or the state is of another network or version.
    """
    experiment, errors = Experiment.lenient(asked["experiment"])
    if errors:
        raise ValueError(f"expected an experiment of this version, received {errors}")
    bundle = prepare(experiment)
    plan = plan_of(
        experiment,
        inputs=bundle.x_train.shape[1],
        rows=len(bundle.x_train),
        val_rows=len(bundle.x_val),
    )
    program = program_for(plan)
    try:
        state = TrainState.from_bytes(data)
    except (ValueError, TypeError, LookupError) as error:
        raise Invalid(UNREADABLE) from error
    sizes = program.step_functions.packing.sizes
    if (len(state.values), len(state.counters)) != tuple(sizes):
        raise Invalid(UNREADABLE)
    return bundle, program, state


def weights_of_state(program: Program, state: TrainState) -> list[tf.Tensor]:
    """Values of `Network.variables` in a state."""
    functions = program.step_functions
    vectors = tensor_of(state.values), tensor_of(state.counters)
    return functions.packing.split(*vectors, len(functions.network.variables))
