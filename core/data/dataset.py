"""What a data set is, and the parameters that most of them share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.choices.fields import Number
from core.choices.losses import Task
from core.choices.registry import Entry, Picked
from core.data.raw import RawData
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset(Entry):
    """A data set and what can be known about it without loading it.

    Arguments:
        task: two classes, more classes, or a number to predict; with parameters at their defaults.
        features: number of columns of x; in the plane they can be chosen (`core.data.features`). 0 where only
            the data tell.
        classes: names of the classes as shown (source text of the catalogue); empty for regression.
        count: how many of `classes` there are, by the picked parameters, 0 for a number to predict; None for
            all of them.
        size: rows and columns by the picked parameters; None where ``samples`` or ``points`` and `features`
            tell.
        columns: names of the features, in English, where they are known without the data.
        targets: names of the numbers to predict, by the picked parameters, where there may be several.
        plane: drawn as points in the plane, both coordinates within about -6 to 6.
        image: height and width when a row is a picture; None otherwise.
        load: takes the picked parameters and the data seed, returns the rows, always the same ones
            for the same arguments.
    """

    task: Task
    features: int
    classes: tuple[str, ...] = ()
    count: Callable[[Picked], int] | None = None
    size: Callable[[Picked], tuple[int, int]] | None = None
    columns: tuple[str, ...] = ()
    targets: Callable[[Picked], tuple[str, ...]] | None = None
    plane: bool = False
    image: tuple[int, int] | None = None
    load: Callable[[Picked, int], RawData]

    def classes_of(self, picked: Picked) -> tuple[str, ...]:
        """Names of the classes (source text of the catalogue); empty for regression."""
        return self.classes if self.count is None else self.classes[: self.count(picked)]

    def targets_of(self, picked: Picked) -> tuple[str, ...]:
        """Names of the numbers to predict; of the only one it may be "", and there are none for classes."""
        if self.task_of(picked) != "regression":
            return ()
        return ("",) if self.targets is None else self.targets(picked)

    def task_of(self, picked: Picked) -> Task:
        """Two classes, more classes, or a number to predict."""
        if self.count is None:
            return self.task
        count = self.count(picked)
        return "regression" if not count else "binary" if count == 2 else "multiclass"


MOST_NOISE = 80.0
"""Percent, as in TensorFlow Playground's links."""


def samples(default: int, *, high: int = 10_000, low: int = 20) -> Number:
    """How many rows are used."""
    return Number(
        key="samples",
        label=N_("Samples"),
        help=N_("How many rows are used in all, training and validation together."),
        default=default,
        low=low,
        high=high,
        integer=True,
        log=True,
    )


def noise(help: str) -> Number:
    """How much is left to chance, in percent; `help` says of what."""
    return Number(
        key="noise",
        label=N_("Noise (%)"),
        help=help,
        default=0.0,
        low=0.0,
        high=MOST_NOISE,
        marks=(0.0, 5.0, 10.0, 25.0, 50.0),
    )
