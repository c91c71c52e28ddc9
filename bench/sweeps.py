"""A sweep from the press of its button to its last frame, its networks together, beside in turns."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import count

from bench.experiments import playground
from bench.lab import opened
from bench.result import Line
from bench.rounds import in_turn, progress
from core.choices.initializers import INITIALIZERS
from core.live.records.grid import Grid
from core.live.records.series import Series
from core.live.runs import Runs
from core.live.sweeps.progress import SweepStatus

NETWORKS, EPOCHS, MAP_STEPS = 64, 1000, 2000
_SCALES = tuple(0.2 * (1 + at) for at in range(12))
_DEPTHS = (2, 4)


def lines(rounds: int) -> list[Line]:
    """A sweep over seeds of the playground's network, and a trained map of narrow networks."""
    with ExitStack() as labs:
        sides = {"together": labs.enter_context(_swept(128)), "in turns": labs.enter_context(_swept(1))}
        return [_sweep(sides, rounds), _map(sides, rounds)]


@contextmanager
def _swept(together: int) -> Iterator[Runs]:
    with opened(sweep_together=together) as lab:
        yield lab.runs


def _sweep(sides: dict[str, Runs], rounds: int) -> Line:
    base, seeds = playground("adam").model_copy(update={"epochs": EPOCHS}), count()

    def series() -> Series:
        ways = [{"weight_seed": next(seeds)} for _ in range(NETWORKS)]
        seeded = [base.model_copy(update=way | {"batch_seed": way["weight_seed"]}) for way in ways]
        return Series.read(seeded, every_epoch=False)

    name = f"a sweep of {NETWORKS} networks 2-8-8-8-2 over seeds, {EPOCHS} epochs, through the live core"
    return _line(name, sides, rounds, series, NETWORKS * EPOCHS)


def _map(sides: dict[str, Runs], rounds: int) -> Line:
    # Another learning rate each time, so that no map is known already.
    rates = (0.001 * (1 + at) for at in count())
    base = playground("sgd", layers=(8,)).model_copy(update={"initializer": INITIALIZERS.pick("he_normal")})

    def grid() -> Grid:
        return Grid.read(base.model_copy(update={"learning_rate": next(rates)}), _SCALES, _DEPTHS, MAP_STEPS)

    cells = len(_SCALES) * len(_DEPTHS)
    name = f"a trained map: {len(_SCALES)} scales x {len(_DEPTHS)} depths, layers of 8, {MAP_STEPS} steps"
    return _line(name, sides, rounds, grid, cells * MAP_STEPS / 25)


def _line(
    name: str, sides: dict[str, Runs], rounds: int, grid: Callable[[], Grid | Series], epochs: float
) -> Line:
    """Arguments: `epochs`: of all networks together."""
    progress(name)

    def rate(runs: Runs) -> float:
        began = time.perf_counter()
        sweep = runs.sweeps.start(grid(), "bench")
        while runs.sweeps.busy("bench"):  # not how far it is: that costs what it is asked of
            time.sleep(0.01)
        assert runs.sweeps.standing(sweep).status is SweepStatus.FINISHED
        return epochs / (time.perf_counter() - began)

    for runs in sides.values():
        rate(runs)  # compiles
    found = in_turn({side: partial(rate, runs) for side, runs in sides.items()}, rounds)
    return Line(
        what=name,
        unit="epochs/s",
        values=found["together"],
        against="the same in turns",
        references=found["in turns"],
        note="from the press of the button to the last frame in the store, building, first and last looks "
        "included; what is compiled was compiled before",
    )
