"""Experiments side by side: shown at the end of every epoch, found again, kept beside maps."""

from __future__ import annotations

import pytest

from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.records.run import NotOwner
from core.live.records.series import MOST_EXPERIMENTS, MOST_FRAMES, Series
from core.live.sweeps.progress import SweepStatus
from core.message import Invalid
from tests.fake_trainer import STEPS_PER_EPOCH, Factory
from tests.live.doing import Gate
from tests.live.sweeping import SMALL, held, statuses, until, wait_for
from tests.live.watched import ANN, BEN

PAIR = Series.read([Experiment(dataset="circle", layers=(6,), epochs=epochs) for epochs in (7, 4)])


def test_each_is_shown_at_the_end_of_every_epoch(store, make):
    runs = make(Factory())
    sweep = runs.sweeps.start(PAIR, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    for cell, experiment in zip(runs.sweeps.standing(sweep).cells, PAIR.variants, strict=True):
        steps = [frame.step for _, frame in runs.frames(cell.run)]
        assert steps == [STEPS_PER_EPOCH * epoch for epoch in range(experiment.epochs + 1)]


def test_of_others_only_the_end_is_shown_and_kept(store, make):
    variants = [Experiment(dataset="circle", layers=(6,), epochs=epochs) for epochs in (7, 2 * MOST_FRAMES)]
    runs = make(Factory())
    sweep = runs.sweeps.start(ends := Series.read(variants, every_epoch=False), ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    assert store.flush()
    (found,) = runs.sweeps.series_of(ANN)
    assert found.grid == ends != Series.read(variants[:1])
    for cell, experiment in zip(runs.sweeps.standing(sweep).cells, variants, strict=True):
        frames = [frame for _, frame in runs.frames(cell.run)]
        assert frames[-1].step == STEPS_PER_EPOCH * experiment.epochs and len(frames) < experiment.epochs


def test_it_is_found_again_by_what_it_trains_and_is_no_map(store, make):
    runs = make(Factory())
    sweep = runs.sweeps.start(PAIR, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    assert store.flush()
    (found,) = runs.sweeps.series_of(ANN)
    assert found.id == sweep and found.grid == PAIR
    assert not runs.sweeps.of(ANN) and not runs.sweeps.series_of(BEN) and not runs.runs_of(ANN)


def test_maps_and_series_do_not_push_each_other_out(store, make):
    runs = make(Factory())
    a_map = runs.sweeps.start(SMALL, ANN)
    wait_for(runs, a_map, SweepStatus.FINISHED)
    for _ in range(4):
        wait_for(runs, runs.sweeps.start(PAIR, ANN), SweepStatus.FINISHED)
    assert [sweep.id for sweep in runs.sweeps.of(ANN)] == [a_map]
    assert len(runs.sweeps.series_of(ANN)) == 4


def test_it_is_stopped_and_goes_on_with_every_epoch(store, make):
    gate = Gate()
    runs = make(held(gate, 1))
    sweep = runs.sweeps.start(PAIR, ANN)
    until(lambda: "running" in statuses(runs, sweep))
    found = runs.sweeps.under_way(ANN)
    assert found is not None and found.id == sweep and runs.sweeps.under_way(BEN) is None
    with pytest.raises(Invalid, match="Stop the other one first"):
        runs.sweeps.start(SMALL, ANN)
    with pytest.raises(NotOwner) as refused:
        runs.sweeps.stop(sweep, BEN)
    assert refused.value.message.render() == "These networks belong to someone else. Train some of your own."
    runs.sweeps.stop(sweep, ANN)
    gate.open()
    wait_for(runs, sweep, SweepStatus.STOPPED)
    until(lambda: not runs.sweeps.busy(ANN))
    runs.sweeps.resume(sweep, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    last = runs.sweeps.standing(sweep).cells[0]
    steps = [frame.step for _, frame in runs.frames(last.run)]
    assert set(steps) >= {STEPS_PER_EPOCH * epoch for epoch in range(8)}


def test_somebody_may_step_one_of_them_batch_by_batch(store, make):
    gate = Gate()
    runs = make(held(gate, 1))
    sweep = runs.sweeps.start(PAIR, ANN)
    until(lambda: "running" in statuses(runs, sweep))
    run = next(cell.run for cell in runs.sweeps.standing(sweep).cells if cell.run)
    runs.command(run, ANN, Command(Verb.PAUSE))
    gate.open()
    until(lambda: statuses(runs, sweep)[0] == "paused")
    before = runs.channel(run).last.frame.step
    runs.command(run, ANN, Command(Verb.STEP_BATCH))
    until(lambda: runs.channel(run).last.frame.step == before + 1)
    runs.command(run, ANN, Command(Verb.RESUME))
    wait_for(runs, sweep, SweepStatus.FINISHED)


@pytest.mark.parametrize(
    "variants",
    [[], [Experiment(epochs=1)] * (MOST_EXPERIMENTS + 1), [Experiment(epochs=MOST_FRAMES + 1)]],
)
def test_too_many_or_too_long_are_refused(variants):
    with pytest.raises(Invalid):
        Series.read(variants)


def test_what_would_take_too_long_is_refused(store, make):
    wide = Experiment(dataset="circle", layers=(1024,) * 60, epochs=MOST_FRAMES)
    with pytest.raises(Invalid, match="multiplications"):
        make(Factory()).sweeps.start(Series.read([wide] * 8), ANN)
