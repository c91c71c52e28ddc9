"""A sweep: a grid of runs, or some side by side, trained in the background.

Scale and depth decide whether signals and gradients vanish, explode or pass, and so whether a network can
learn at all. Theory draws that border for infinite width; a sweep trains every cell of the map and shows
where it really lies. Each cell is a run like any other.
"""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass

from core.live.records.grid import Grid
from core.live.records.run import RunRecord, hash_of
from core.live.records.series import Series

SEPARATOR = "."
"""Between a sweep's id and the cell's number in the id of a run; in no other id."""


def in_sweep(run: str) -> bool:
    """Whether a run is a cell of a sweep: it stands in no list and counts towards no limit of its owner."""
    return SEPARATOR in run


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A grid, or a series, that someone trains, as it is stored. How far it is, its runs tell.

    Arguments:
        id: random, hard to guess; whoever knows it may watch.
        owner_hash: SHA-256 of the owner's secret, as in `RunRecord`.
        created: seconds since 1970, UTC.
        grid: what is trained.
        stopped: whether its owner stopped it.
        ordinal: as in `RunRecord`.
    """

    id: str
    owner_hash: str
    created: float
    grid: Grid | Series
    stopped: bool = False
    ordinal: int = 0

    @classmethod
    def new(cls, grid: Grid | Series, owner: str, ordinal: int = 0) -> Sweep:
        """A sweep of `grid` that belongs to whoever has the secret `owner`."""
        return cls(
            id=secrets.token_urlsafe(16),
            owner_hash=hash_of(owner),
            created=time.time(),
            grid=grid,
            ordinal=ordinal,
        )

    def owned_by(self, owner: str | None) -> bool:
        """Whether `owner` is the secret of the person who started the sweep."""
        return owner is not None and hmac.compare_digest(hash_of(owner), self.owner_hash)

    @property
    def runs(self) -> tuple[str, ...]:
        """Ids of the cells' runs, whether they have begun or not."""
        return tuple(f"{self.id}{SEPARATOR}{cell}" for cell in range(len(self.grid)))

    def records(self) -> tuple[RunRecord, ...]:
        """The cells' runs as they begin.

        Raises:
            Invalid: see `Grid.experiments`.
        """
        now = time.time()
        return tuple(
            RunRecord(
                id=run,
                owner_hash=self.owner_hash,
                created=now,
                choices=experiment,
                learning_rate=experiment.learning_rate,
            )
            for run, experiment in zip(self.runs, self.grid.experiments(), strict=True)
        )
