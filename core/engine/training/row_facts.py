"""What the rows of a run say, as a diagnosis takes it: classes, targets and columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from core.bundle import DataBundle
from core.choices.registry import Picked
from core.data.raw import DataUnavailable
from core.diagnosis.causes import LARGE
from core.diagnosis.row_facts import Counts, RowFacts, rare_classes
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.experiment import Experiment
from core.message import Message
from core.predictions.classes import scores_of
from core.predictions.predictions import places_of
from core.statistics.layers import root_mean_square

_ROWS_FOR_LEAKS = 5000
"""As many as the warnings about a table look at (`core.tables.profiling.findings`)."""


def facts_of(
    experiment: Experiment, bundle: DataBundle, confusion: Callable[[], npt.NDArray[np.int64]]
) -> RowFacts:
    """The facts of a run's training part.

    Arguments:
        confusion: gives how many rows of each class get which answer, shape ``(classes, classes)``; asked
            only where some class is rare.
    """
    table = experiment.dataset.name == "table"
    untaken, own_unit = _amounts(experiment, bundle)
    counts, right = _counts(bundle), None
    evened = evens_classes(experiment, bundle)
    if not evened and rare_classes(counts).any():
        told = confusion()
        counts, right = told.sum(axis=1), told.diagonal()
    return RowFacts(
        classes=tuple(name if table else Message(name) for name in bundle.class_names),
        counts=counts,
        right=right,
        evened=evened,
        untaken=untaken,
        own_unit=own_unit,
        leaks=partial(_leaks, experiment.dataset) if table else _none,
        columns=len(_inputs(experiment.dataset)) if table else 0,
    )


def confusion_of(program: Program, state: TrainState, bundle: DataBundle) -> npt.NDArray[np.int64]:
    """How many rows of the training part, of each class, get which answer, shape ``(classes, classes)``."""
    plan, y = program.plan, bundle.y_train
    places = places_of(len(y), outputs=plan.outputs, work=plan.work)
    middle = 0.0 if plan.output_activation == "tanh" else 0.5
    answers = scores_of(program.predict(state, bundle.x_train[places]), middle).argmax(axis=1)
    found = np.zeros((plan.classes, plan.classes), np.int64)
    np.add.at(found, (y[places].astype(np.int64), answers), 1)
    return found


def evens_classes(experiment: Experiment, bundle: DataBundle) -> bool:
    """Whether some rows or classes count more than others, or other rows are drawn."""
    if bundle.weights_train is not None:
        return True
    if experiment.task == "regression":
        return False
    chosen = experiment.class_weight.name != "off" or experiment.balance.name != "none"
    return chosen or bool(experiment.loss_picked.get("apply_class_balancing"))


def _counts(bundle: DataBundle) -> Counts:
    if not bundle.class_names:
        return np.zeros(0, np.int64)
    return np.bincount(bundle.y_train, minlength=len(bundle.class_names)).astype(np.int64)


def _amounts(experiment: Experiment, bundle: DataBundle) -> tuple[float, bool]:
    """The share of targets that the loss does not take, and whether in their own unit it takes all."""
    if bundle.class_names or not experiment.loss_entry.of_amounts:
        return 0.0, True
    own = bundle.y_train * bundle.target_std + bundle.target_mean
    suits = bool((own >= -_ROUNDING).all()) and root_mean_square(own) <= LARGE
    return float((bundle.y_train < 0).mean()), suits


_ROUNDING = 1e-4
"""A target of 0 that was standardized, in single precision, and is made 0 again."""


def _none() -> tuple[str, ...]:
    return ()


@lru_cache(maxsize=16)
def _inputs(dataset: Picked) -> tuple[str, ...]:
    """Names of the columns of a table that are learned from; none where it is not here any more."""
    from core.choices.typed.column_choices import read
    from core.data.sources import own_tables
    from core.data.table_rows import inputs_of, overridden
    from core.data.table_words import targets

    choices = read(dataset["columns"])
    try:
        table = overridden(own_tables.find(dataset["table"]), choices)
    except DataUnavailable:
        return ()
    return tuple(inputs_of(table, targets(dataset), choices))


@lru_cache(maxsize=16)
def _leaks(dataset: Picked) -> tuple[str, ...]:
    """Names of those that say the target by themselves, as the page Data warns of them."""
    from core.choices.typed.column_choices import read
    from core.data.sources import own_tables
    from core.data.table_rows import overridden
    from core.tables.profiling import sampled
    from core.tables.profiling.leaks import leaks

    used = set(_inputs(dataset))
    if not used:
        return ()
    table = overridden(own_tables.find(dataset["table"]), read(dataset["columns"]))
    found = leaks(sampled(table, _ROWS_FOR_LEAKS).table, dataset["target"])
    return tuple(leak.column for leak in found if leak.column in used)
