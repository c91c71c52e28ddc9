"""Going on from a step of a run with other choices: the state that a branch begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bundle import DataBundle
from core.engine.program.state import TrainState
from core.engine.training.replaying import Replay
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.message import Invalid, Message

Array = npt.NDArray[Any]

UNREADABLE = Message(
    "The stored state of this run cannot be read by this version of the lab. Start the run again."
)
OTHER_DATA = Message(
    "A branch goes on with the data of its run. Put the data back as they were, their preparation and their "
    "parts too, or start a new run."
)
OTHER_BATCHES = Message(
    "A branch counts its steps as its run does. Put batch size and steps per epoch back as they were, or "
    "start a new run."
)
OTHER_LAYERS = Message(
    "A branch goes on with the weights of its run, which do not fit these layers. Put layers, units and "
    "normalization back as they were, or start a new run."
)


def branch_state(asked: Mapping[str, Any], data: bytes | memoryview | None) -> bytes | memoryview:
    """The answer to the question ``branch``: the state at a step of a run, as a branch begins with it.

    Where nothing is changed it is the state of the run at that step, to the bit.

    Arguments:
        asked: ``{"experiment", "rates", "step", "changed"}``: choices of the run and of the branch
            (`Experiment.flat`), the rates that were set while the run trained, and where they part.
        data: a state of the run at most that many steps in (`TrainState.to_bytes`); the initial one when
            None.

    Raises:
        Invalid: the step cannot be reached, the choices do not fit the state, or it cannot be read.
    """
    experiment, changed = (_read(asked[name]) for name in ("experiment", "changed"))
    run = Replay(experiment, [(step, rate) for step, rate in asked["rates"]])
    branch = Trainer(changed, compiles=False)
    check_fits(run.trainer, branch)
    step = int(asked["step"])
    if step >= branch.last_step:
        raise Invalid(
            Message(
                "These choices end at step {last}, and the branch begins at step {step}. Choose more epochs.",
                last=branch.last_step,
                step=step,
            )
        )
    try:
        nearest = None if data is None else TrainState.from_bytes(data)
    except (ValueError, TypeError, LookupError) as error:
        raise Invalid(UNREADABLE) from error
    if nearest is not None and len(nearest.values) != len(run.trainer.state().values):
        raise Invalid(UNREADABLE)
    return carried_over(run.state_at(step, nearest), run.trainer, branch).to_bytes()


def check_fits(run: Trainer, branch: Trainer) -> None:
    """See that a state of `run` can be one of `branch`.

    Raises:
        Invalid: it cannot, and why.
    """
    if not _same_data(run.bundle, branch.bundle):
        raise Invalid(OTHER_DATA)
    ours, theirs = run.batches, branch.batches
    if (ours.batch_size, ours.steps_per_epoch) != (theirs.batch_size, theirs.steps_per_epoch):
        raise Invalid(OTHER_BATCHES)
    if _floats(run) != _floats(branch):
        raise Invalid(OTHER_LAYERS)


def carried_over(state: TrainState, run: Trainer, branch: Trainer) -> TrainState:
    """A state of `run` as one of `branch`: weights and moving averages stay, and what the optimizer
    remembers where it is of the same kind; early stopping and schedule remember where they are the same.

    Arguments:
        branch: at its initial state.
    """
    before, fresh = run.program.variables(state), branch.variables()
    network, own = run.program.step_functions.network, branch.program.step_functions.network
    ours, theirs = len(network.variables), len(own.variables)
    random, other_random = _counters(network), _counters(own)
    same_kind = run.experiment.optimizer.name == branch.experiment.optimizer.name
    slots, fresh_slots = before[ours:], fresh[theirs:]
    if same_kind and [each.shape for each in slots] == [each.shape for each in fresh_slots]:
        fresh_slots = slots
    floats = [each for at, each in enumerate(before[:ours]) if at not in random]
    numbers = (
        [before[at] for at in random]
        if len(random) == len(other_random)
        else [fresh[at] for at in other_random]
    )
    taken = iter(floats), iter(numbers)
    weights = [next(taken[at in other_random]) for at in range(theirs)]
    values, counters = branch.program.step_functions.packing.pack([*weights, *fresh_slots])
    same_stopping = run.experiment.stopping == branch.experiment.stopping
    same_schedule = run.experiment.schedule == branch.experiment.schedule
    return replace(
        state,
        values=values,
        counters=counters,
        patience=state.patience if same_stopping else None,
        plateau=state.plateau if same_schedule else None,
    )


def _read(texts: Mapping[str, Any]) -> Experiment:
    experiment, errors = Experiment.lenient(texts)
    if errors:
        raise ValueError(f"expected an experiment of this version, received {errors}")
    return experiment


def _same_data(one: DataBundle, other: DataBundle) -> bool:
    names = ("x_train", "y_train", "x_val", "y_val")
    pairs = [(getattr(one, name), getattr(other, name)) for name in names]
    weighted = (one.weights_train is None) == (other.weights_train is None)
    return one is other or (weighted and all(np.array_equal(ours, theirs) for ours, theirs in pairs))


def _floats(trainer: Trainer) -> list[tuple[int, ...]]:
    """Shapes of the network's weights and moving averages."""
    network = trainer.program.step_functions.network
    return [each.shape for each in network.variables if each.dtype == "float32"]


def _counters(network: Any) -> list[int]:
    """Which of a network's variables are states of random numbers."""
    return [at for at, each in enumerate(network.variables) if each.dtype != "float32"]
