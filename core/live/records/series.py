"""Experiments side by side, trained in the background: pairs of runs that test what is said of a method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.bundle import prepare
from core.experiment import Experiment
from core.live.records.grid import MOST_MULTIPLICATIONS
from core.message import Invalid, Message

MOST_EXPERIMENTS = 128
MOST_FRAMES = 200
"""Epochs of an experiment where each is looked at, and kept."""

_BILLION = 10**9


@dataclass(frozen=True, slots=True)
class Series:
    """What a sweep trains that is no map: some experiments side by side.

    Two series are equal when they train the same: so results are found again by what was asked for.

    Arguments:
        variants: what is trained, in this order.
        every_epoch: whether each is shown, and kept, at the end of every epoch; of others the end is.
    """

    variants: tuple[Experiment, ...]
    every_epoch: bool = True

    @classmethod
    def read(cls, variants: Sequence[Experiment], *, every_epoch: bool = True) -> Series:
        """A series of `variants`.

        Raises:
            Invalid: there are none, too many, or too many epochs.
        """
        if not 1 <= len(variants) <= MOST_EXPERIMENTS:
            raise Invalid(
                Message(
                    "Expected 1 to {limit} experiments side by side, received {got}. Choose fewer.",
                    limit=MOST_EXPERIMENTS,
                    got=len(variants),
                )
            )
        epochs = max(variant.epochs for variant in variants)
        if every_epoch and epochs > MOST_FRAMES:
            raise Invalid(
                Message(
                    "Expected experiments of at most {limit} epochs side by side, received one of {got}. "
                    "Choose fewer epochs.",
                    limit=MOST_FRAMES,
                    got=epochs,
                )
            )
        return cls(tuple(variants), every_epoch)

    def __len__(self) -> int:
        return len(self.variants)

    @property
    def base(self) -> Experiment:
        """The first of them: all are about the same data."""
        return self.variants[0]

    def depth(self, cell: int) -> int:
        """Hidden layers of cell number `cell`."""
        return len(self.variants[cell].layers)

    @property
    def cells_of_depth(self) -> int:
        """Cells of each depth, on average."""
        return max(1, len(self) // len({len(variant.layers) for variant in self.variants}))

    def experiments(self) -> tuple[Experiment, ...]:
        """What each cell trains."""
        return self.variants

    def check_cost(self) -> None:
        """See that all of them are trained in a time that people wait for.

        Raises:
            Invalid: they are not.
            DataUnavailable: the data are not on this machine.
        """
        work = sum(map(_multiplications, self.variants))
        if work > MOST_MULTIPLICATIONS:
            raise Invalid(
                Message(
                    "Expected experiments that take at most {limit} billion multiplications together "
                    "(weights × rows × epochs), received {got} billion. Choose fewer epochs or a smaller "
                    "network.",
                    limit=MOST_MULTIPLICATIONS // _BILLION,
                    got=-(-work // _BILLION),
                )
            )


def _multiplications(experiment: Experiment) -> int:
    x = prepare(experiment).x_train
    widths = (int(x.shape[1]), *experiment.layers, experiment.outputs)
    weights = sum(before * after for before, after in pairwise(widths))
    return weights * len(x) * experiment.epochs
