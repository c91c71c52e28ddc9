"""Cells of sweeps that one function trains: each is what it would be by itself, and steered like it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from core.engine.build import build, build_population
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.grid import Grid
from core.live.records.series import Series
from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from core.live.sweeps.companions import FEWEST, units_of
from core.live.sweeps.progress import SweepStatus
from tests.live.sweeping import statuses, until
from tests.live.watched import ANN, Watched

pytestmark = pytest.mark.slow

CHOICES: dict[str, Any] = {"layers": (5, 4), "batch_size": 10, "optimizer": "adam", "epochs": 4}
BASE = Experiment(dataset={"name": "circle", "samples": 110}, **CHOICES)
SEEDS = [BASE.model_copy(update={"weight_seed": seed, "batch_seed": seed}) for seed in range(FEWEST + 1)]
WAITING = 90.0


@pytest.fixture
def populations() -> list[Any]:
    """What was trained together: one entry for each population, the trainers in it."""
    return []


@pytest.fixture
def together(make: Any, populations: list[Any]) -> Runs:
    def making(trainers: Sequence[Trainer]) -> Any:
        populations.append(list(trainers))
        return build_population(trainers)

    return make(build, executor=partial(ThreadExecutor, populations=making, threads=2))


def finished(runs: Runs, sweep: str) -> None:
    until(lambda: runs.sweeps.standing(sweep).status is SweepStatus.FINISHED, timeout=WAITING)


def alone(experiment: Experiment) -> Trainer:
    trainer = Trainer(experiment)
    trainer.wait_until_compiled()
    trainer.advance_steps(10**6)
    return trainer


def same_end(runs: Runs, run: str | None, experiment: Experiment) -> None:
    """Frame, layout, best numbers and cause are those of a `Trainer`."""
    assert run is not None
    expected = alone(experiment)
    record, shown, frame = runs.record(run), [one for _, one in runs.frames(run)], expected.frame()
    last = shown[-1]
    assert record.status is (RunStatus.DIVERGED if expected.diverged else RunStatus.FINISHED)
    assert record.layout == expected.layout and record.cause == expected.ending
    assert [one.step for one in shown] == sorted({one.step for one in shown}) and shown[0].step == 0
    assert last.step == frame.step == expected.step
    for name in ("epoch", "learning_rate", "loss", "metric", "val_loss", "val_metric"):
        wanted = pytest.approx(getattr(frame, name), rel=2e-3, abs=1e-4, nan_ok=True)
        assert getattr(last, name) == wanted, name
    for found, right in zip(last.layers, frame.layers, strict=True):
        assert found.weights.edges == right.weights.edges and found.units == right.units


def test_runs_over_seeds_end_as_each_does_by_itself(together: Runs, populations: list[Any]) -> None:
    rates = [one.model_copy(update={"learning_rate": 0.002 * (at + 1)}) for at, one in enumerate(SEEDS)]
    # It goes on longer than the others, and one is too large to train among them.
    rates[1] = rates[1].model_copy(update={"epochs": 6})
    wide = BASE.model_copy(update={"layers": (80, 80), "epochs": 1})
    sweep = together.sweeps.start(Series.read([*rates, wide], every_epoch=False), ANN)
    finished(together, sweep)
    assert [len(each) for each in populations] == [len(rates)]
    cells = together.sweeps.standing(sweep).cells
    for cell, experiment in list(zip(cells, [*rates, wide], strict=True))[::4]:
        same_end(together, cell.run, experiment)
    same_end(together, cells[1].run, rates[1])


def test_a_map_trains_each_depth_together(together: Runs, populations: list[Any]) -> None:
    scales = tuple(0.25 * (at + 1) for at in range(FEWEST))
    base = Experiment(dataset=BASE.dataset, initializer="he_normal", **CHOICES | {"layers": (4,)})
    grid = Grid.read(base, scales, (1, 3), 25)
    sweep = together.sweeps.start(grid, ANN)
    finished(together, sweep)
    assert [len(each) for each in populations] == [len(scales)] * 2
    cells, experiments = together.sweeps.standing(sweep).cells, grid.experiments()
    for at in (0, len(scales) + 3):
        same_end(together, cells[at].run, experiments[at])
        assert cells[at].number("step") == grid.steps


def test_those_that_diverge_say_so_and_the_others_go_on(together: Runs, populations: list[Any]) -> None:
    base = Experiment(dataset="sine", activation="relu", **CHOICES | {"optimizer": "sgd"})
    calm = [base.model_copy(update={"weight_seed": seed}) for seed in range(FEWEST)]
    wild = calm[0].model_copy(update={"learning_rate": 50.0})
    sweep = together.sweeps.start(Series.read([wild, *calm], every_epoch=False), ANN)
    finished(together, sweep)
    assert [len(each) for each in populations] == [FEWEST + 1]
    assert statuses(together, sweep) == ["diverged"] + ["finished"] * FEWEST
    cells = together.sweeps.standing(sweep).cells
    for cell, experiment in list(zip(cells, [wild, *calm], strict=True))[:3]:
        same_end(together, cell.run, experiment)


LASTING = [one.model_copy(update={"epochs": 100_000}) for one in SEEDS]


def under_way(runs: Runs) -> str:
    """A sweep that trains together, and has taken steps."""
    sweep = runs.sweeps.start(Series.read(LASTING, every_epoch=False), ANN)
    until(lambda: set(statuses(runs, sweep)) == {"running"}, timeout=WAITING)
    until(lambda: (runs.sweeps.standing(sweep).cells[0].number("step") or 0) > 0, timeout=WAITING)
    return sweep


def test_one_that_is_paused_or_watched_goes_on_by_itself_and_ends_the_same(
    together: Runs, store: Watched, populations: list[Any]
) -> None:
    sweep = under_way(together)
    paused, watched, stopped, other = together.sweeps.sweep(sweep).runs[:4]
    together.command(paused, ANN, Command(Verb.PAUSE))
    store.wait(paused, RunStatus.PAUSED, timeout=WAITING)
    at = together.standing(paused).reached
    together.command(stopped, ANN, Command(Verb.STOP))
    store.wait(stopped, RunStatus.STOPPED, timeout=WAITING)
    assert store.state(stopped).step == together.frames(stopped)[-1][1].step > 0
    together.command(watched, ANN, Command(Verb.LEARNING_RATE, 0.5))
    until(lambda: together.record(watched).learning_rate == 0.5, timeout=WAITING)
    together.command(paused, ANN, Command(Verb.STEP_BATCH))
    until(lambda: together.standing(paused).reached == at + 1, timeout=WAITING)
    seen = together.frames(other)[-1][1].step
    until(lambda: together.frames(other)[-1][1].step > seen, timeout=WAITING)
    assert together.record(other).status is RunStatus.RUNNING
    together.sweeps.stop(sweep, ANN)
    until(lambda: not {"running", "paused"} & set(statuses(together, sweep)), timeout=WAITING)
    assert set(statuses(together, sweep)) == {"stopped"} and len(populations) == 1


def test_it_is_stopped_and_goes_on_from_where_it_was(
    together: Runs, store: Watched, populations: list[Any]
) -> None:
    sweep = under_way(together)
    until(lambda: together.sweeps.standing(sweep).remaining is not None, timeout=WAITING)
    together.sweeps.stop(sweep, ANN)
    until(lambda: set(statuses(together, sweep)) == {"stopped"}, timeout=WAITING)
    states = {run: store.state(run).step for run in together.sweeps.sweep(sweep).runs}
    assert len(set(states.values())) == 1 and min(states.values()) > 0
    together.sweeps.resume(sweep, ANN)
    until(lambda: set(statuses(together, sweep)) == {"running"}, timeout=WAITING)
    assert [len(each) for each in populations] == [len(LASTING)] * 2
    for trainer in populations[1]:
        assert trainer.step >= min(states.values())
    run = next(iter(states))
    until(lambda: together.frames(run)[-1][1].step > states[run], timeout=WAITING)
    together.sweeps.stop(sweep, ANN)
    until(lambda: set(statuses(together, sweep)) == {"stopped"}, timeout=WAITING)
    again = Trainer(LASTING[0])
    again.wait_until_compiled()
    again.advance_steps(states[run])
    shown = {frame.step: frame.loss for _, frame in together.frames(run)}
    assert shown[states[run]] == pytest.approx(again.frame().loss, rel=0.02)


def test_what_is_alike_and_small_begins_together() -> None:
    wide = [one.model_copy(update={"layers": (80, 80)}) for one in SEEDS]
    mixed = dict(enumerate([SEEDS[0], wide[0], *SEEDS[1:]]))
    assert [unit.cells for unit in units_of(mixed, threads=2, most=128)] == [
        (0, *range(2, len(mixed))),
        (1,),
    ]
    few = dict(enumerate(SEEDS[: FEWEST - 1]))
    assert [unit.cells for unit in units_of(few, threads=2, most=128)] == [(cell,) for cell in few]
    assert all(unit.together is None for unit in units_of(mixed, threads=2, most=1))
    many = {at: BASE.model_copy(update={"weight_seed": at}) for at in range(100)}
    assert [len(unit.cells) for unit in units_of(many, threads=2, most=128)] == [50, 50]
    assert [len(unit.cells) for unit in units_of(many, threads=1, most=40)] == [33, 33, 34]
