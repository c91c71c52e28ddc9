"""Sweeps that outlive their server, and cells that train real networks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.grid import Grid
from core.live.records.sweep import Sweep
from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import LiveRun
from core.live.sessions.run_channel import RunChannel
from core.live.sweeps.progress import SweepStatus
from tests.conftest import ROOT
from tests.fake_trainer import Factory, packed_at
from tests.live.doing import Gate
from tests.live.sweeping import LONGER, SMALL, held, statuses, until, wait_for
from tests.live.watched import ANN, Watched


def test_after_a_restart_what_was_done_is_there_and_the_rest_goes_on(tmp_path):
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    gate = Gate()
    store = Watched(url)
    runs = Runs(store, ThreadExecutor(held(gate, 3)), limits=Limits(sweep_runs=2))
    sweep = runs.sweeps.start(LONGER, ANN)
    until(lambda: statuses(runs, sweep) == ["finished"] * 3 + ["running"] * 2 + ["queued"])
    closing = threading.Thread(target=runs.close)
    closing.start()
    gate.open()
    closing.join(10)
    store.close()

    store = Watched(url)
    runs = Runs(store, ThreadExecutor(Factory()))
    try:
        assert [found.id for found in runs.sweeps.of(ANN)] == [sweep]
        standing = runs.sweeps.standing(sweep)
        assert standing.status is SweepStatus.INTERRUPTED and standing.remaining is None
        assert standing.done == 3 and standing.sweep.grid == LONGER
        assert statuses(runs, sweep) == ["finished"] * 3 + ["interrupted"] * 3
        assert standing.cells[0].number("loss") == 0.5 and standing.cells[5].frame is None
        runs.sweeps.resume(sweep, ANN)
        wait_for(runs, sweep, SweepStatus.FINISHED)
        assert statuses(runs, sweep) == ["finished"] * 6
    finally:
        runs.close()
        store.close()


def test_a_cell_that_was_cut_off_before_a_state_was_stored_begins_anew(tmp_path):
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    store = Watched(url)
    sweep = Sweep.new(SMALL, ANN)
    store.save_sweep(sweep)
    record = sweep.records()[0]
    live = LiveRun(RunChannel(record), store, next_seq=0, paused=False)
    live.set_status(RunStatus.RUNNING)
    live.add(packed_at(0))
    live.add(packed_at(777))
    store.close()

    store = Watched(url)
    runs = Runs(store, ThreadExecutor(Factory()))
    try:
        assert statuses(runs, sweep.id) == ["interrupted"] * 6
        assert runs.sweeps.standing(sweep.id).cells[0].number("step") == 777
        runs.sweeps.resume(sweep.id, ANN)
        wait_for(runs, sweep.id, SweepStatus.FINISHED)
        assert store.flush() and store.trouble is None
        steps = [frame.step for _, frame in runs.frames(record.id)]
        assert 777 not in steps and steps == sorted(set(steps))
    finally:
        runs.close()
        store.close()


REAL = Grid(
    Experiment(dataset={"name": "circle", "samples": 313}, layers=(4,), batch_size=10),
    (0.3, 1.0, 3.0),
    (1, 3),
    30,
)
LASTING = Grid(REAL.base, REAL.scales, (2, 4), 5000)
CUT_OFF = """
import json, sys, threading
from core.experiment import Experiment
from core.live.scheduling.executor import ThreadExecutor
from core.engine.build import build
from core.live.sessions import live_run
from core.live.sessions.run_channel import RunChannel
from core.live.runs import Runs
from core.store.store import RunStore
from tests.live.test_sweep_restarts import LASTING
from tests.live.watched import ANN
live_run.STATE_SECONDS = 0.1
runs = Runs(RunStore(sys.argv[1]), ThreadExecutor(build, threads=2))
sweep = runs.sweeps.start(LASTING, ANN)
while True:
    told = {"sweep": sweep, "statuses": [cell.status for cell in runs.sweeps.standing(sweep).cells]}
    print(json.dumps(told), flush=True)
    threading.Event().wait(0.05)
"""
"""A server whose sweep is killed."""


@pytest.mark.slow
def test_a_real_grid_is_trained_for_exactly_the_steps_that_were_asked_for(store, make):
    from core.engine.build import build
    from core.engine.training.trainer import Trainer

    runs = make(build)
    sweep = runs.sweeps.start(REAL, ANN)
    until(lambda: runs.sweeps.standing(sweep).status is SweepStatus.FINISHED, timeout=120)
    for cell, experiment in zip(runs.sweeps.standing(sweep).cells, REAL.experiments(), strict=True):
        alone = Trainer(experiment)
        alone.wait_until_compiled()
        alone.advance_steps(10_000)
        frame = alone.frame()
        assert cell.status is RunStatus.FINISHED and cell.number("step") == frame.step == REAL.steps
        shown = [cell.number(name) for name in ("loss", "metric", "val_loss", "val_metric")]
        expected = [frame.loss, frame.metric, frame.val_loss, frame.val_metric]
        assert shown == pytest.approx(expected, rel=1e-4), "a cell may be over before it is compiled"
        assert [layer.units for layer in runs.record(cell.run).layout.layers[:-1]] == [4] * len(
            experiment.layers
        )


@pytest.mark.slow
def test_a_killed_server_loses_no_cell(tmp_path: Path) -> None:
    from core.engine.build import build
    from core.engine.training.trainer import Trainer

    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    process = subprocess.Popen(
        [sys.executable, "-c", CUT_OFF, url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        told = {"statuses": []}
        while told["statuses"].count("finished") < 2 or "running" not in told["statuses"]:
            line = process.stdout.readline()
            told = json.loads(line)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        process.stdout.close()

    store = Watched(url)
    runs = Runs(store, ThreadExecutor(build))
    try:
        standing = runs.sweeps.standing(told["sweep"])
        assert standing.status is SweepStatus.INTERRUPTED and [runs.sweeps.of(ANN)[0].id] == [told["sweep"]]
        assert all(cell.done or cell.status is RunStatus.INTERRUPTED for cell in standing.cells)
        runs.sweeps.resume(told["sweep"], ANN)
        until(lambda: runs.sweeps.standing(told["sweep"]).status is SweepStatus.FINISHED, timeout=120)
        for cell, experiment in zip(
            runs.sweeps.standing(told["sweep"]).cells, LASTING.experiments(), strict=True
        ):
            whole = Trainer(experiment)
            whole.wait_until_compiled()
            whole.advance_steps(100_000)
            assert cell.number("step") == whole.step == LASTING.steps
            # Not to the bit: the first cells may be over before they are compiled.
            assert cell.number("loss") == pytest.approx(whole.frame().loss, rel=1e-2)
    finally:
        runs.close()
        store.close()
