"""The engine in a process of its own: what it trains goes on when it is killed, or holds too much memory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

from core.data.sources import own_tables
from core.data.sources.own_tables import FOLDER_VARIABLE, TablesInFolder
from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.engine_process import engines as module
from core.live.engine_process.engines import Engines
from core.live.engine_process.process import EngineProcess
from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.runs import Runs
from core.live.sessions.networks import LiveNetworks
from core.message import Invalid
from core.predictions.predictions import Predictions
from core.tables import of
from tests.conftest import ROOT
from tests.live.watched import ANN, Watched

SHORT = Experiment(dataset={"name": "circle", "samples": 313}, layers=(8,), batch_size=10, epochs=400)
LONG = SHORT.model_copy(update={"epochs": 1_000_000})
WITHIN = 60.0


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TablesInFolder]:
    """Where the engine finds tables."""
    folder = TablesInFolder(tmp_path_factory.mktemp("tables"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder.folder))
        yield folder


@pytest.fixture(scope="module")
def engines(tables: TablesInFolder) -> Iterator[Engines]:
    made = Engines(threads=2)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Watched]:
    opened = Watched(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def runs(store: Watched, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Runs]:
    monkeypatch.setattr(engines, "close", lambda: None)
    opened = Runs(store, engines)
    yield opened
    for record in opened.runs_of(ANN):
        opened.command(record.id, ANN, Command(Verb.STOP))
        store.until(lambda run=record.id: opened.record(run).status.over, WITHIN)
    opened.close()
    monkeypatch.undo()


def shown(runs: Runs, run: str) -> int:
    last = runs.channel(run).last
    return last.frame.step if last else -1


def whole(experiment: Experiment) -> TrainState:
    """Where an undisturbed run ends."""
    trainer = Trainer(experiment)
    while not trainer.finished:
        trainer.advance_steps(10_000)
    return trainer.state()


def test_what_a_state_predicts_is_asked_with_the_state_beside_the_question(engines: Engines) -> None:
    trainer = Trainer(SHORT, compiles=False)
    trainer.advance_steps(2)
    body = {"experiment": SHORT.flat(), "part": "validation", "work": 100}
    answer = engines.ask("predictions", body, data=trainer.state().to_bytes()).answer.result(WITHIN)
    found = Predictions.from_bytes(answer)
    assert (found.step, found.rows) == (2, trainer.plan.val_rows)
    expected = trainer.program.predict(trainer.state(), trainer.data.validation[0])
    assert found.answers == pytest.approx(expected, abs=1e-6)
    with pytest.raises(Invalid, match="cannot be read"):
        engines.ask("predictions", body, data=b"nonsense").answer.result(WITHIN)


def of_table(name: str) -> Experiment:
    return Experiment(dataset={"name": "table", "table": name, "target": "y", "classes": 2}, epochs=3)


def test_a_table_in_the_folder_trains_there(runs: Runs, store: Watched, tables: TablesInFolder) -> None:
    frame = pandas.DataFrame({"a": [0.5, 1.5] * 20, "b": ["u", "v", "w", "w"] * 10, "y": [0, 1] * 20})
    run = runs.start(of_table(tables.add(of(frame))), ANN)
    store.wait(run, RunStatus.FINISHED, timeout=WITHIN)
    assert shown(runs, run) == 3


def test_a_run_whose_table_is_gone_fails_in_words_and_can_be_looked_at(runs: Runs, store: Watched) -> None:
    table = of(pandas.DataFrame({"x": [1.5, 2.5, 3.5, 4.5], "y": ["a", "b", "a", "b"]}))
    experiment = of_table(own_tables.MEMORY.add(table))  # here, but not in the process that trains
    run = runs.start(experiment, ANN)
    store.wait(run, RunStatus.FAILED, timeout=WITHIN)
    record = runs.record(run)
    assert str(record.cause) == "This table is not here: open the file again."
    assert record.experiment == experiment


@pytest.mark.slow
def test_a_run_trains_there_as_it_does_here(runs: Runs, store: Watched) -> None:
    run = runs.start(SHORT, ANN)
    store.wait(run, RunStatus.FINISHED, timeout=WITHIN)
    assert store.flush()
    stored = store.state(run)
    assert stored is not None
    expected = whole(SHORT)
    found = TrainState.from_bytes(stored.data)
    assert found.step == expected.step
    np.testing.assert_array_equal(found.values, expected.values)
    layout = runs.record(run).layout
    assert layout == Trainer(SHORT).layout
    frames = [frame for _, frame in runs.frames(run)]
    assert frames[0].step == 0 and frames[-1].step == expected.step


def test_commands_reach_it_and_their_answers_come_back(engines: Engines) -> None:
    networks = LiveNetworks(engines)
    network = networks.open(LONG.flat(), ANN)
    place = {"layer": 0, "from": 0, "to": 1}
    networks.ask(network, ANN, "edit", place | {"value": "0.25"}).result(60)
    assert networks.ask(network, ANN, "weight", place).result(60) == {"value": 0.25}
    with pytest.raises(Invalid, match="number"):
        networks.ask(network, ANN, "edit", place | {"value": "much"}).result(60)
    networks.ask(network, ANN, "undo").result(60)
    assert networks.ask(network, ANN, "weight", place).result(60) != {"value": 0.25}
    networks.end_streams()


def test_questions_are_answered_there(engines: Engines) -> None:
    asked = {"experiment": Experiment(layers=(6, 6, 6)).flat()}
    assert engines.ask("propagation", asked).answer.result(WITHIN)["units"] == [6, 6, 6]
    with pytest.raises(Invalid, match="hidden layer"):
        engines.ask("propagation", {"experiment": Experiment(layers=()).flat()}).answer.result(WITHIN)
    parts: list[dict[str, object]] = []
    engines.ask("map", asked, parts.append).answer.result(WITHIN)
    assert parts[0]["depth"] == 50 and [part["at"] for part in parts[1:-1]] == list(range(48))


@pytest.mark.slow
def test_what_is_killed_goes_on_from_what_is_a_second_old(
    runs: Runs, store: Watched, engines: Engines
) -> None:
    networks = LiveNetworks(engines)
    network = networks.open(LONG.flat(), ANN)
    networks.ask(network, ANN, "step_epoch").result(60)
    place = {"layer": 0, "from": 0, "to": 1}
    networks.ask(network, ANN, "edit", place | {"value": 0.125}).result(60)
    run = runs.start(LONG, ANN, speed=50.0)
    store.until(lambda: shown(runs, run) > 2000, WITHIN)
    live = runs._queue._live[run]
    (process,) = engines.processes
    before, state = shown(runs, run), live.checkpoint
    assert state is not None
    speed = 50 * Trainer(LONG).layout.steps_per_epoch
    assert before - state.step <= 1.0 * speed, "the state is at most a second old"
    os.kill(process, signal.SIGKILL)
    store.until(lambda: engines.processes != [process], WITHIN)
    reached = shown(runs, run)  # what was on its way came all the same
    store.until(lambda: shown(runs, run) > reached, WITHIN)
    steps = [frame.step for _, frame in runs.frames(run)]
    assert steps == sorted(set(steps)), "no frame is shown twice"
    assert networks.ask(network, ANN, "weight", place).result(60) == {"value": 0.125}
    networks.ask(network, ANN, "undo").result(60)
    assert networks.ask(network, ANN, "weight", place).result(60) != {"value": 0.125}
    networks.end_streams()


@pytest.mark.slow
def test_a_process_that_holds_too_much_is_replaced_and_a_run_goes_on_to_the_bit(
    runs: Runs, store: Watched, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks = LiveNetworks(engines)
    network = networks.open(LONG.flat(), ANN)
    place = {"layer": 0, "from": 0, "to": 1}
    networks.ask(network, ANN, "edit", place | {"value": 0.125}).result(60)
    lasting = SHORT.model_copy(update={"epochs": 3000})
    run = runs.start(lasting, ANN)
    store.until(lambda: shown(runs, run) > 100, WITHIN)
    before = engines.processes
    meanwhile: list[Future[Any]] = []
    hand_over = engines._fleet._hand_over

    def asked_meanwhile(engine: EngineProcess) -> None:
        weight = Command(Verb.WEIGHT, [0, 0, 1])
        meanwhile.append(engines.command(network, weight))
        hand_over(engine)
        meanwhile.append(engines.command(network, weight))
        meanwhile.append(engines.ask("propagation", {"experiment": SHORT.flat()}).answer)

    monkeypatch.setattr(engines._fleet, "_hand_over", asked_meanwhile)
    monkeypatch.setattr(engines._fleet, "_memory", 1)
    store.until(lambda: engines.processes != before, WITHIN)
    monkeypatch.setattr(engines._fleet, "_memory", 0)
    store.until(lambda: not _alive(before[0]), WITHIN)
    one, two, answer = (reply.result(WITHIN) for reply in meanwhile)
    assert one == two == {"value": 0.125} and answer["units"] == [8], "nobody who asked notices"
    networks.ask(network, ANN, "undo").result(60)
    assert networks.ask(network, ANN, "weight", place).result(60) != {"value": 0.125}
    networks.end_streams()
    store.wait(run, RunStatus.FINISHED, timeout=2 * WITHIN)
    assert store.flush()
    stored = store.state(run)
    assert stored is not None
    np.testing.assert_array_equal(TrainState.from_bytes(stored.data).values, whole(lasting).values)
    steps = [frame.step for _, frame in runs.frames(run)]
    assert steps == sorted(set(steps))


@pytest.mark.slow
def test_what_ends_every_engine_is_given_up_in_words(
    runs: Runs, store: Watched, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LOSSES", 1)
    run = runs.start(LONG, ANN, paused=True)
    store.until(lambda: run in engines._sessions, WITHIN)
    engines._losses[run] = 1
    os.kill(engines.processes[0], signal.SIGKILL)
    store.wait(run, RunStatus.FAILED, timeout=WITHIN)
    assert "ended the engine" in str(runs.record(run).cause)


def test_the_engine_ends_with_who_started_it(tmp_path: Path) -> None:
    program = """
import sys, time
from core.live.engine_process.engines import Engines
from core.live.engine_process.process import EngineProcess
engines = Engines(threads=1)
print(*engines.processes, flush=True)
time.sleep(60)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    engine = int(process.stdout.readline())
    process.kill()
    process.communicate()
    deadline = time.monotonic() + WITHIN
    while _alive(engine):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


WEB = """
import sys
from core.experiment import Experiment
from ui import services
from tests.live.watched import ANN
runs, networks = services.runs(), services.networks()
run = runs.start(Experiment(epochs=1), ANN)
network = networks.open(Experiment(dataset="circle").flat(), ANN)
networks.ask(network, ANN, "step_batch").result(60)
services.answers().ask("propagation", {"experiment": Experiment(layers=(4, 4)).flat()}).answer.result(60)
for channel in (runs.channel(run), networks.session(network, ANN).channel):
    channel.status(str)
services.close()
print(*sorted({"tensorflow", "keras"} & set(sys.modules)))
"""


@pytest.mark.slow
def test_the_servers_own_process_loads_no_tensorflow(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-c", WEB],
        cwd=ROOT,
        env=os.environ | {"GRADIENT_LAB_STORE": f"sqlite:///{tmp_path / 'runs.sqlite'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (found.returncode, found.stdout.strip()) == (0, ""), found.stderr


@pytest.mark.slow
def test_nobody_waits_for_an_answer_when_the_server_stops(engines: Engines) -> None:
    asked = engines.ask("map", {"experiment": {}}, lambda part: None)
    engines.end_questions()
    with pytest.raises(Invalid, match="restarted"):
        asked.answer.result(WITHIN)
