"""Faults: one run ends and says why; the others go on."""

from __future__ import annotations

import ctypes
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from core.data.raw import DataUnavailable
from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Kind
from core.live.protocol.status import RunStatus
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.faults import cause_of
from core.live.scheduling.pacing import Pace
from core.live.sessions.channel import Cursor
from core.live.sessions.limits import Limits
from core.message import Message
from core.store.store import RunStore
from tests.fake_trainer import STEPS_PER_EPOCH, Factory, FakeTrainer
from tests.live.doing import raising
from tests.live.watched import ANN, BEN, LONG, short, steps

ROOT = Path(__file__).resolve().parents[2]


def test_a_broken_worker_leaves_the_others_alone(store, make):
    def break_some(trainer: FakeTrainer) -> None:
        trainer.fail_at = 30 if trainer.experiment.epochs == 77 else None

    runs = make(Factory(break_some))
    bad, good = runs.start(short(77), ANN), runs.start(short(), ANN)
    store.wait(bad, RunStatus.FAILED)
    store.wait(good, RunStatus.FINISHED)
    record = runs.record(bad)
    assert "the graphics card is on fire" in str(record.cause)
    assert "Traceback" in record.detail and "advance" in record.detail
    assert steps(runs, bad)[0] == 0, "what it had shown stays"
    store.wait(runs.start(short(1), ANN), RunStatus.FINISHED)


def test_data_that_are_not_there_speak_for_themselves(store, make):
    def refuse(trainer: FakeTrainer) -> None:
        raise DataUnavailable(Message("MNIST is not on this machine."))

    runs = make(Factory(refuse))
    run = runs.start(short(), ANN)
    store.wait(run, RunStatus.FAILED)
    assert runs.record(run).cause == Message("MNIST is not on this machine.")


def test_a_run_that_diverges_keeps_its_frames(store, make):
    def diverge(trainer: FakeTrainer) -> None:
        trainer.diverge_at = 250

    runs = make(Factory(diverge))
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.DIVERGED)
    assert str(runs.record(run).cause) == f"It diverged at step {steps(runs, run)[-1]}."
    losses = [frame.loss for _, frame in runs.frames(run)]
    assert losses[:-1] == [0.5] * (len(losses) - 1) and losses[-1] != losses[-1]


def test_a_store_in_trouble_stops_no_run_and_is_told_to_viewers(store, make, monkeypatch):
    def full(connection, batch):
        raise OSError(28, "No space left on device")

    runs = make(Factory())
    watched = runs.start(LONG, ANN, paused=True)
    store.wait(watched, RunStatus.PAUSED)
    assert store.flush()
    channel = runs.channel(watched)
    before = channel.update(Cursor()).cursor
    assert not channel.update(before).status
    told = threading.Event()
    store.watch_trouble(told.set)
    monkeypatch.setattr("core.store.store.write", full)
    other = runs.start(short(), BEN)
    assert told.wait(3) and "No space left" in str(runs.trouble)
    assert channel.update(before).status, "viewers are told"
    store.wait(other, RunStatus.FINISHED)
    assert steps(runs, other)[-1] == 20 * STEPS_PER_EPOCH, "what waits in memory is shown"


class ResourceExhaustedError(Exception):
    """Called like TensorFlow's own."""


ERRORS = [
    RuntimeError("the graphics card is on fire"),
    MemoryError(),
    ResourceExhaustedError("OOM when allocating tensor with shape[65536,65536]"),
    SystemExit("enough"),
    KeyboardInterrupt(),
    GeneratorExit(),
]


PLACES = ["advance", "frame", "state", "compiled"]


def named(error: BaseException) -> str:
    return type(error).__name__


def everywhere():
    """Every error in every place; each error and each place at least once in the fast part."""
    for number, error in enumerate(ERRORS):
        for place, where in enumerate(PLACES):
            marks = () if (number - place) % len(PLACES) == 0 else pytest.mark.slow
            yield pytest.param(error, where, id=f"{named(error)}-{where}", marks=marks)


@pytest.mark.parametrize(("error", "where"), list(everywhere()))
def test_whatever_breaks_wherever_ends_one_run(store, make, where, error):
    def break_some(trainer: FakeTrainer) -> None:
        if trainer.experiment.epochs == 77:
            trainer.on = raising(error, where, from_step=0 if where == "compiled" else 30)
            trainer.first_look = 0.06
        else:
            trainer.compiled.set()  # on a busy machine any first look may be slow

    executor = partial(
        ThreadExecutor, threads=2, paces={Kind.RUN: Pace(slow_look=0.05 if where == "compiled" else 9)}
    )
    runs = make(Factory(break_some), executor=executor, limits=Limits(running_per_owner=9))
    good = [runs.start(short(), ANN) for _ in range(3)]
    bad = [runs.start(short(77), ANN) for _ in range(3)]  # more than there are threads
    if where == "state":  # which is stored when the run comes to rest
        for run in bad:
            store.wait(run, RunStatus.RUNNING)
            store.until(lambda run=run: runs.channel(run).last.frame.step >= 30)
            runs.command(run, ANN, Command(Verb.PAUSE))
    for run in bad:
        store.wait(run, RunStatus.FAILED)
        record = runs.record(run)
        assert "Traceback" in record.detail and type(error).__name__ in record.detail
        if isinstance(error, (MemoryError, ResourceExhaustedError)):
            assert "not enough memory" in str(record.cause) and "smaller batch" in str(record.cause)
        else:
            assert str(record.cause) == f"Training failed: {type(error).__name__}: {error}"
    for run in [*good, runs.start(short(1), ANN)]:
        store.wait(run, RunStatus.FINISHED)
    store.until(lambda: not runs._executor._tasks)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_whatever_breaks_while_it_is_prepared_ends_one_run(store, make, error):
    def refuse(trainer: FakeTrainer) -> None:
        if trainer.experiment.epochs == 77:
            raise error

    runs = make(Factory(refuse), limits=Limits(running_per_owner=99))
    bad = [runs.start(short(77), ANN) for _ in range(2 * Pace().builders)]
    for run in bad:
        store.wait(run, RunStatus.FAILED)
        assert type(error).__name__ in runs.record(run).detail
    store.wait(runs.start(short(), ANN), RunStatus.FINISHED)


@pytest.mark.parametrize("error", ERRORS, ids=named)
def test_who_breaks_while_being_told_ends_one_run_too(store, make, error, monkeypatch):
    """Even telling of the failure fails, so the thread is hit outside the guard around a run."""
    runs = make(Factory(), limits=Limits(training_threads=2))
    board = runs._queue
    bad, good = runs.start(LONG, ANN, paused=True), runs.start(short(40), ANN)
    store.wait(bad, RunStatus.PAUSED)
    left = 3  # RUNNING, then FAILED, then FAILED again from the edge of the thread

    def status(run, *told):
        nonlocal left
        if run == bad and left:
            left -= 1
            raise error
        return type(board).status(board, run, *told)

    monkeypatch.setattr(board, "status", status)
    runs.command(bad, ANN, Command(Verb.RESUME))
    store.wait(good, RunStatus.FINISHED)
    assert left == 0
    for run in [runs.start(short(), ANN) for _ in range(4)]:
        store.wait(run, RunStatus.FINISHED)
    assert bad not in board._executor._tasks


def test_threads_that_are_killed_go_on(store, make):
    """SystemExit is raised in the training threads themselves, wherever they are, a hundred times."""
    runs = make(Factory(), limits=Limits(training_threads=2, running_per_owner=99))
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("training-")]
    assert len(threads) == 2
    hit = [runs.start(LONG, ANN) for _ in range(8)]
    for run in hit:
        store.wait(run, RunStatus.RUNNING)
    kill = ctypes.pythonapi.PyThreadState_SetAsyncExc
    for number in range(40):
        thread = threads[number % 2]
        kill(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
        store.until(lambda: True)
        time.sleep(0.005)  # between two blows, so that they land in different places
    assert all(thread.is_alive() for thread in threads)
    assert RunStatus.FAILED in {runs.record(run).status for run in hit}
    store.wait(runs.start(short(), BEN), RunStatus.FINISHED)


@pytest.mark.parametrize(
    "text",
    ["RESOURCE_EXHAUSTED: Out of memory while trying to allocate 8589934592 bytes.", "OOM when allocating"],
)
def test_memory_that_xla_was_refused_is_named_whatever_the_exception(text):
    assert "not enough memory" in str(cause_of(ValueError(text)))


@pytest.mark.slow
def test_tensorflow_s_own_refusal_of_memory_is_named():
    tf = pytest.importorskip("tensorflow")
    error = tf.errors.ResourceExhaustedError(None, None, "no")
    assert "not enough memory" in str(cause_of(error))


@pytest.mark.slow
def test_frames_are_in_the_store_when_the_process_is_killed(tmp_path):
    """What was told a second before SIGKILL, or earlier, can be read by the next process."""
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    program = f"""
import sys
from core.live.scheduling.executor import ThreadExecutor
from core.live.runs import Runs
from core.store.store import RunStore
from tests.fake_trainer import Factory
from tests.live.watched import ANN, LONG

class Telling(RunStore):
    def add_frame(self, run, seq, frame):
        super().add_frame(run, seq, frame)
        print(run, seq, frame.seconds, flush=True)

runs = Runs(Telling({url!r}), ThreadExecutor(Factory()))
runs.start(LONG, ANN)
sys.stdin.read()
"""
    child = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    told = []
    for line in child.stdout:
        run, seq, seconds = line.split()
        told.append((int(seq), float(seconds)))
        if float(seconds) > 2.5:
            break
    child.kill()
    child.communicate()
    store = RunStore(url)
    stored = {seq for seq, _ in store.frames(run)}
    expected = {seq for seq, seconds in told if seconds <= told[-1][1] - 1.0}
    assert len(expected) >= 10 and expected <= stored
    assert store.record(run).status is RunStatus.INTERRUPTED
    store.close()
