"""Steps of networks that the compiler has not come to yet keep no training thread: others are answered."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.executor import Reports
from core.live.protocol.job import Job
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.task import Task
from core.message import Invalid
from tests.fake_trainer import Factory
from tests.live.watched import LONG

KIND = Job(session="", experiment=LONG, learning_rate=0.1).kind


class Network:
    """Of a task: it answers commands, but for steps as long as it is not compiled."""

    def __init__(self) -> None:
        self.compiled = threading.Event()
        self.waiting = threading.Event()

    def wait(self, over: Callable[[], bool]) -> None:
        self.waiting.set()
        while not over() and not self.compiled.wait(0.01):
            pass


class Waits(Task):
    """A session whose network waits for the compiler."""

    network: Network

    def held_up(self, command: Command) -> bool:
        return command.verb is Verb.STEP_BATCH and not self.network.compiled.is_set()

    def wait_for_compiler(self) -> None:
        self.network.wait(lambda: self.over)

    def obey(self, command: Command) -> Any:
        return command.verb


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> Any:
    """An executor with one training thread, and the networks of its sessions."""
    networks: dict[str, Network] = {}

    def build(job: Job, *args: Any, **named: Any) -> Task:
        task = Waits(job, *args, **named)
        task.network = networks[job.session] = Network()
        return task

    monkeypatch.setattr("core.live.scheduling.executor._TASKS", {KIND: build})
    executor = ThreadExecutor(Factory(), threads=1)
    for session in ("waits", "other"):
        job = Job(session=session, experiment=LONG, learning_rate=0.1, paused=True)
        executor.submit(job, cast(Reports, _Silent()))
    yield SimpleNamespace(executor=executor, networks=networks)
    executor.close()


class _Silent:
    """Nobody is told of anything."""

    def __getattr__(self, name: str) -> object:
        return lambda *args, **named: None


def test_others_are_answered_while_steps_wait_for_the_compiler(sessions: Any) -> None:
    executor, network = sessions.executor, sessions.networks["waits"]
    steps = [executor.command("waits", Command(Verb.STEP_BATCH)) for _ in range(5)]
    assert network.waiting.wait(20)
    assert executor.command("other", Command(Verb.PAUSE)).result(20) is Verb.PAUSE
    assert executor.command("waits", Command(Verb.PAUSE)).result(20) is Verb.PAUSE
    assert not any(step.done() for step in steps)
    assert sum(thread.name == "waiting-for-compiler" for thread in threading.enumerate()) == 1
    network.compiled.set()
    assert [step.result(20) for step in steps] == [Verb.STEP_BATCH] * 5


def test_steps_that_wait_end_with_their_session(sessions: Any) -> None:
    executor, network = sessions.executor, sessions.networks["waits"]
    step = executor.command("waits", Command(Verb.STEP_BATCH))
    assert network.waiting.wait(20)
    executor.forget("waits")
    assert isinstance(step.exception(20), Invalid)
    assert executor.command("other", Command(Verb.PAUSE)).result(20) is Verb.PAUSE
