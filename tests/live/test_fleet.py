"""Which process takes over, and when none is started."""

from __future__ import annotations

import threading
from typing import Any, cast

import pytest

from core.live.engine_process import fleet
from core.live.engine_process.fleet import MOST_FAILURES, Fleet
from core.live.engine_process.process import EngineProcess


class Process:
    """Stands for an engine's process."""

    id = 1
    ready = False
    resident = 0
    killed = False

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, kind: str, values: Any) -> None:
        self.sent.append(kind)

    def kill(self) -> None:
        self.killed = True


def fleet_of(*, spare: bool = False, memory: int = 0) -> tuple[Fleet, threading.Event]:
    """One process, and what is set when another has taken over after a pause."""
    told = threading.Event()
    made = Fleet(
        1,
        lambda: cast(EngineProcess, Process()),
        memory=memory,
        spare=spare,
        lock=threading.RLock(),
        taken_over=lambda engine: told.set(),
    )
    return made, told


def test_engines_that_are_lost_at_work_are_replaced_however_many() -> None:
    made, _ = fleet_of()
    for _ in range(5 * MOST_FAILURES):
        (engine,) = made.engines
        made.begun(engine)
        assert made.lose(engine)
        assert made.engines != [engine]
    assert made.unable is None


def test_engines_that_end_before_they_are_ready_are_started_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fleet, "PAUSE_SECONDS", 0.05)
    made, told = fleet_of()
    for _ in range(MOST_FAILURES - 1):
        assert made.lose(made.engines[0])
    (last,) = made.engines
    assert not made.lose(last)
    assert made.engines == [last] and "server's log" in str(made.unable)
    assert told.wait(5)
    (engine,) = made.engines
    assert engine is not last
    made.begun(engine)
    assert made.unable is None, "it is said no more"


def test_the_one_that_is_kept_ready_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "SPARE_SECONDS", 0.0)
    made, _ = fleet_of(spare=True)
    (engine,) = made.engines
    made.begun(engine)
    while made._spare is None:
        threading.Event().wait(0.001)
    spare = made._spare
    assert made.lose(engine)
    assert made.engines == [spare]
    made.close()


def test_one_that_holds_too_much_hands_over_and_may_end() -> None:
    made, _ = fleet_of(memory=10)
    (engine,) = made.engines
    made.begun(engine)
    for resident, sent in ((10, []), (11, ["surrender"])):
        engine.resident = resident
        made.bound_memory(engine)
        assert cast(Process, engine).sent == sent
    assert engine not in made.engines
    assert not made.lose(engine), "its sessions have gone on elsewhere"
