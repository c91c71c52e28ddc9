"""A grid of experiments: the same choices at many scales of the initial weights and at many depths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from core.bundle import prepare
from core.choices.fields import MAX_LAYERS, Number, shown
from core.choices.initializers import INITIALIZERS, dial_of
from core.choices.stopping import STOPPING
from core.experiment import Experiment
from core.message import N_, Invalid, Message

MOST_SCALES = 12
MOST_DEPTHS = 12
MOST_MULTIPLICATIONS = 10**13
"""Weights times rows, summed over the steps of all cells: half an hour on two cores."""

STEPS = Number(
    key="steps",
    label=N_("Steps"),
    help=N_("Optimizer steps that every cell of the map is trained for."),
    default=200,
    low=1,
    high=5000,
    integer=True,
    log=True,
    marks=(50, 100, 200, 500, 1000, 5000),
)
DEPTH = Number(
    key="depth",
    label=N_("Depth"),
    help=N_("Hidden layers of a network, all of the same width."),
    default=8,
    low=1,
    high=MAX_LAYERS,
    integer=True,
)

_BILLION = 10**9


@dataclass(frozen=True, slots=True)
class Grid:
    """What a sweep trains: one cell for each depth and scale.

    Cells are numbered depth by depth, the shallowest first, and by rising scale within a depth. They are
    trained in this order: networks of one depth share one compiled program.

    Arguments:
        base: all other choices; the width of its first hidden layer is that of all layers.
        scales: values of the initializer's dial (see `dial_of`), rising.
        depths: numbers of hidden layers, rising.
        steps: optimizer steps of each cell.
    """

    every_epoch: ClassVar = False
    """Of its cells the end is shown."""

    base: Experiment
    scales: tuple[float, ...]
    depths: tuple[int, ...]
    steps: int

    @classmethod
    def asked(cls, base: Experiment, scales: Any, depths: Any, steps: Any) -> Grid:
        """A new grid as a browser asks for it: all layers have the width of the last, as in the measured map.

        Raises:
            Invalid: see `read`.
        """
        widths = base.layers[-1:] * len(base.layers)
        return cls.read(base.model_copy(update={"layers": widths}), scales, depths, steps)

    @classmethod
    def read(cls, base: Experiment, scales: Any, depths: Any, steps: Any) -> Grid:
        """A grid as it is written: values in any order, equal ones once.

        Raises:
            Invalid: the initializer has no scale, the network no hidden layer, a value is out of range, or
                there are too many of them.
        """
        if not base.layers:
            raise Invalid(
                Message(
                    "Expected a hidden layer, whose width all layers of the map get; received none. "
                    "Add a hidden layer."
                )
            )
        return cls(
            base,
            _listed(scales, dial_of(base.initializer).parse, MOST_SCALES),
            _listed(depths, DEPTH.parse, MOST_DEPTHS),
            int(STEPS.parse(steps)),
        )

    def __len__(self) -> int:
        return len(self.scales) * len(self.depths)

    @property
    def cells_of_depth(self) -> int:
        """Cells of each depth."""
        return len(self.scales)

    def depth(self, cell: int) -> int:
        """Hidden layers of cell number `cell`."""
        return self.depths[cell // len(self.scales)]

    def scale(self, cell: int) -> float:
        """Scale of cell number `cell`."""
        return self.scales[cell % len(self.scales)]

    def experiments(self) -> tuple[Experiment, ...]:
        """What each cell trains: the base at its scale and depth, for exactly `steps` steps.

        None stops early: they are compared at the same step.

        Raises:
            DataUnavailable: the data are not on this machine; their size decides where epochs end.
            Invalid: the initializer has no scale.
        """
        per_pass = -(-_rows(self.base) // self.base.batch_size)
        steps_per_epoch, epochs = epochs_of(self.steps, per_pass)
        picked = self.base.initializer
        key = dial_of(picked).key
        given = dict(picked.parameters)
        return tuple(
            self.base.model_copy(
                update={
                    "initializer": INITIALIZERS.pick(picked.name, **{**given, key: self.scale(cell)}),
                    "layers": (self.base.layers[0],) * self.depth(cell),
                    "stopping": STOPPING.pick("off"),
                    "steps_per_epoch": steps_per_epoch,
                    "epochs": epochs,
                }
            )
            for cell in range(len(self))
        )

    def check_cost(self) -> None:
        """See that all cells together are trained in a time that people wait for.

        Raises:
            Invalid: they are not.
            DataUnavailable: the data are not on this machine.
        """
        rows = min(self.base.batch_size, _rows(self.base)) * self.steps
        work = sum(self._weights(depth) * rows for depth in self.depths) * len(self.scales)
        if work > MOST_MULTIPLICATIONS:
            raise Invalid(
                Message(
                    "Expected a map that takes at most {limit} billion multiplications (weights × rows × "
                    "steps of all cells), received one of {got} billion. Choose fewer steps, fewer cells, "
                    "or networks that are less deep or less wide.",
                    limit=MOST_MULTIPLICATIONS // _BILLION,
                    got=-(-work // _BILLION),
                )
            )

    def _weights(self, depth: int) -> int:
        inputs = prepare(self.base).x_train.shape[1]
        sizes = (inputs, *(self.base.layers[0],) * depth, self.base.outputs)
        return sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes))


def epochs_of(steps: int, per_pass: int) -> tuple[int, int]:
    """`steps_per_epoch` and `epochs` that make exactly `steps` steps.

    An epoch never runs past the end of a pass through the rows (see `Batches`). So what is left after the
    last whole pass is the length of an epoch, and the last epoch is the first one of the pass that it begins.

    Arguments:
        steps: steps wanted.
        per_pass: steps of one pass through all rows.
    """
    passes, rest = divmod(steps, per_pass)
    return (rest, passes * -(-per_pass // rest) + 1) if rest else (0, passes)


def _listed(values: Any, parse: Callable[[Any], float], most: int) -> tuple[Any, ...]:
    if not isinstance(values, list | tuple) or not 1 <= len(values) <= most:
        got = len(values) if isinstance(values, list | tuple) else shown(values)
        raise Invalid(
            Message(
                "Expected a list of 1 to {limit} numbers, received {got}. Choose fewer rows or columns.",
                limit=most,
                got=got,
            )
        )
    return tuple(sorted({parse(value) for value in values}))


def _rows(base: Experiment) -> int:
    return len(prepare(base).x_train)
