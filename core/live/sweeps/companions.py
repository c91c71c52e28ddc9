"""Which cells of a sweep one compiled function may train: they begin together."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from core.bundle import prepare
from core.experiment import Experiment
from core.live.protocol.job import Together
from core.model.plan import Plan, plan_of
from core.model.together import common_plan, takes

FEWEST = 8
"""Networks that are worth a function of their own: a step of fewer costs as much."""

SHARED_OUT = 32
"""Networks from which on they are shared out over the training threads."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """Cells that begin together.

    Arguments:
        cells: their numbers, in order.
        name: what they are called together.
    """

    cells: tuple[int, ...]
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def together(self) -> Together | None:
        """What they are told; None where it is a single one."""
        return Together(self.name, len(self.cells)) if len(self.cells) > 1 else None


def units_of(experiments: Mapping[int, Experiment], *, threads: int, most: int) -> list[Unit]:
    """The cells in the order in which they begin: by their first ones.

    Arguments:
        experiments: what each cell trains, in order.
        threads: among which a large group is shared out.
        most: cells of a unit.

    Raises:
        DataUnavailable: the data are not on this machine.
    """
    alike: dict[Plan | int, list[int]] = {}
    for cell, experiment in experiments.items():
        plan = _plan(experiment) if most > 1 else None
        alike.setdefault(cell if plan is None else plan, []).append(cell)
    units = [unit for cells in alike.values() for unit in _shared_out(cells, threads, most)]
    return sorted(units, key=lambda unit: unit.cells[0])


def _plan(experiment: Experiment) -> Plan | None:
    """What those that go along with it have in common with it; None where it trains by itself."""
    bundle = prepare(experiment)
    rows, inputs = bundle.x_train.shape
    plan = plan_of(experiment, inputs=inputs, rows=rows, val_rows=len(bundle.x_val))
    return common_plan(plan) if takes(experiment, plan) else None


def _shared_out(cells: list[int], threads: int, most: int) -> list[Unit]:
    if len(cells) < FEWEST or most < FEWEST:
        return [Unit((cell,)) for cell in cells]
    parts = max(min(threads, len(cells) // SHARED_OUT), -(-len(cells) // most))
    bounds = [len(cells) * part // parts for part in range(parts + 1)]
    return [Unit(tuple(cells[begin:end])) for begin, end in pairwise(bounds)]
