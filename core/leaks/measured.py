"""Both networks of each seed, trained by the lab's engine and judged by their own validation rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.cancellation import give_way
from core.data.catalogue import DATASETS
from core.experiment import Experiment
from core.leaks.kinds import LEAKS, Arm
from core.leaks.rows import LeakRows
from core.metrics import measures

MOST_SEEDS = 40
MOST_SECONDS = 90.0
"""No seed begins later: what is there by then is what there is."""
CHANCE = 0.5
"""AUC of whoever knows nothing."""


_NETWORK = Experiment.model_validate(
    {
        "dataset": DATASETS.pick("table", classes=2),
        "layers": (32, 32),
        "activation": "relu",
        "initializer": "he_normal",
        "optimizer": "adam",
        "learning_rate": 0.01,
        "batch_size": 32,
        "epochs": 40,
    }
)


@dataclass(frozen=True, slots=True)
class Pair:
    """AUC in the validation part of the same rows, the same seed, in both ways."""

    seed: int
    honest: float
    leaking: float


def network(seed: int) -> Experiment:
    """What is trained: large enough to remember single rows."""
    return _NETWORK.model_copy(update={"weight_seed": seed, "batch_seed": seed})


def measure(rows: LeakRows, leak: str, *, seeds: int, shuffled: bool, first: int = 0) -> Iterator[Pair]:
    """Train both networks for each seed, which decides split, added points, weights and order of the rows.

    Arguments:
        leak: of `LEAKS`.
        seeds: how many, `MOST_SEEDS` at most.
        shuffled: give the labels to other rows at random, anew for each seed.
        first: the first seed.

    Raises:
        DataUnavailable: there are too few rows for that leak.
        Cancelled: nobody waits for it any more.
    """
    until = time.monotonic() + MOST_SECONDS
    for seed in range(first, first + min(seeds, MOST_SEEDS)):
        give_way()
        if time.monotonic() > until:
            return
        labels = rows.labels
        if shuffled:
            labels = np.random.default_rng(seed).permutation(labels)
        arms = LEAKS[leak].arms(rows, labels, seed)
        _begin_compiling(arms.honest, arms.leaking)
        yield Pair(seed, _auc(arms.honest, seed), _auc(arms.leaking, seed))


def _begin_compiling(*arms: Arm) -> None:
    """Of other numbers of rows come other programs: whoever looks waits for the slower one, not for both."""
    from core.engine.training.on_arrays import begin_compiling

    for arm in arms:
        begin_compiling(_NETWORK, arm.x_train, arm.x_val)


def _auc(arm: Arm, seed: int) -> float:
    from core.engine.training.on_arrays import answers_of

    answers = answers_of(network(seed), arm.x_train, arm.y_train, arm.x_val)
    return measures(("auc",), arm.y_val, answers, middle=0.5)["auc"]
