"""As many rows of every class: fewer of the large ones, or more of the small ones. Training part only.

The rows are those of imbalanced-learn (RandomUnderSampler, RandomOverSampler, SMOTE) to the bit, drawn with
NumPy, because it does not tell between which neighbours a point was added.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import Number
from core.choices.registry import Entry, Picked, Registry
from core.data.raw import DataUnavailable, Floats, Labels, Rows
from core.message import N_, Message

Shares = npt.NDArray[np.float64]
Draw = Callable[[Picked, "ToBalance"], "Drawn"]


@dataclass(frozen=True, slots=True, eq=False)
class ToBalance:
    """The training part, and what decides what is left to chance.

    Arguments:
        x: as the network is given it, shape ``(rows, columns)``.
        y: class indices, shape ``(rows,)``.
        seed: of the draw.
        classes: names of the classes, for messages.
    """

    x: Floats
    y: Labels
    seed: int
    classes: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Rows of a balanced part, each by the row that it is, or begins at.

    A row lies at ``x[rows] + shares * (x[neighbours] - x[rows])``.

    Arguments:
        rows: positions in the part, shape ``(n,)``; those of the part itself come first, in its order.
        neighbours: towards which row each one lies, shape ``(n,)``; itself where it was not made.
        shares: how far, 0 to below 1, shape ``(n,)``.
        added: how many at the end were added.
    """

    rows: Rows
    neighbours: Rows
    shares: Shares
    added: int

    def of(self, x: Floats) -> Floats:
        """The rows of `x`, shape ``(rows, columns)``, that were drawn."""
        if not self.added:
            return x[self.rows]
        kept = len(self.rows) - self.added
        begin, towards = x[self.rows[kept:]], x[self.neighbours[kept:]]
        made = begin + self.shares[kept:, None] * (towards - begin)
        return np.concatenate([x[self.rows[:kept]], made.astype(x.dtype)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler(Entry):
    """A way to balance classes.

    Arguments:
        draw: takes what was picked and the part; None where it stays as it is.
        grows: whether there may be more rows afterwards.
    """

    draw: Draw | None = None
    grows: bool = False


def _counts(y: Labels) -> dict[int, int]:
    classes, counts = np.unique(y, return_counts=True)
    return dict(zip(classes.tolist(), counts.tolist(), strict=True))


def _kept(rows: Rows) -> Drawn:
    return Drawn(rows, rows, np.zeros(len(rows)), 0)


def _with(y: Labels, added: list[tuple[Rows, Rows, Shares]]) -> Drawn:
    every = np.arange(len(y), dtype=np.int64)
    parts = [(every, every, np.zeros(len(y))), *added]
    rows, neighbours, shares = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Drawn(rows, neighbours, shares, len(rows) - len(y))


def _under(picked: Picked, part: ToBalance) -> Drawn:
    y, counts = part.y, _counts(part.y)
    smallest = min(counts, key=counts.__getitem__)
    random, chosen = np.random.RandomState(part.seed), []
    for label, count in counts.items():
        members = np.flatnonzero(y == label)
        if label != smallest:
            members = members[random.choice(range(count), size=counts[smallest], replace=False)]
        chosen.append(members)
    # In the order of the part, which is mixed: what looks at the first rows sees all classes.
    return _kept(np.sort(np.concatenate(chosen)))


def _missing(y: Labels) -> dict[int, int]:
    """How many rows each class but the first of the largest has less than that one."""
    counts = _counts(y)
    largest = max(counts, key=counts.__getitem__)
    return {label: counts[largest] - count for label, count in counts.items() if label != largest}


def _over(picked: Picked, part: ToBalance) -> Drawn:
    random, added = np.random.RandomState(part.seed), []
    for label, missing in _missing(part.y).items():
        copies = random.choice(np.flatnonzero(part.y == label), size=missing, replace=True)
        added.append((copies, copies, np.zeros(missing)))
    return _with(part.y, added)


def _smote(picked: Picked, part: ToBalance) -> Drawn:
    """Chawla et al. 2002: x + u (x_nn - x), u ~ U(0, 1), x_nn one of the k nearest rows of its class."""
    k, added = picked["k_neighbors"], []
    for label, missing in _missing(part.y).items():
        if missing == 0:
            continue
        members = np.flatnonzero(part.y == label)
        if len(members) <= k:
            raise DataUnavailable(
                Message(
                    "SMOTE with {k} neighbours needs {needed} rows of each class in the training part; class "
                    "{label} has {got}. Lower the number of neighbours, or choose random over-sampling.",
                    k=k,
                    needed=k + 1,
                    label=part.classes[label],
                    got=len(members),
                )
            )
        nearest = _nearest(part.x[members], k)
        random = np.random.RandomState(part.seed)
        drawn = random.randint(low=0, high=nearest.size, size=missing)
        shares = random.uniform(size=missing)
        begin, which = drawn // k, drawn % k
        added.append((members[begin], members[nearest[begin, which]], shares))
    return _with(part.y, added)


def _nearest(x: Floats, k: int) -> Any:
    from sklearn.neighbors import NearestNeighbors

    return NearestNeighbors(n_neighbors=k + 1).fit(x).kneighbors(x, return_distance=False)[:, 1:]


SAMPLERS: Registry[Sampler] = Registry(
    Sampler(key="none", label=N_("None"), help=N_("The classes in the sizes that they come in.")),
    Sampler(
        key="under",
        label=N_("Random under-sampling"),
        help=N_("Leaves out rows of the larger classes at random, until all are as small as the smallest."),
        draw=_under,
    ),
    Sampler(
        key="over",
        label=N_("Random over-sampling"),
        help=N_("Takes rows of the smaller classes again, at random, until all are as large as the largest."),
        draw=_over,
        grows=True,
    ),
    Sampler(
        key="smote",
        label=N_("SMOTE"),
        help=N_(
            "Adds rows to the smaller classes, each somewhere between a row and one of its nearest "
            "neighbours of the same class."
        ),
        parameters=(
            Number(
                key="k_neighbors",
                label=N_("Neighbours"),
                help=N_("Among how many nearest rows of its class a row finds its partner."),
                default=5,
                low=1,
                high=50,
                integer=True,
            ),
        ),
        draw=_smote,
        grows=True,
    ),
)
