"""Which process takes over, and when none is started."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pytest

from core.live.engine_process import fleet
from core.live.engine_process.engines import Engines
from core.live.engine_process.fleet import MOST_FAILURES, Fleet
from core.live.engine_process.link import Sent
from core.live.engine_process.process import EngineProcess


class Process:
    """Stands for an engine's process."""

    id = 1
    ready = False
    resident = at_first = 0
    killed = gone = False

    def __init__(self) -> None:
        self.since = time.monotonic()
        self.sent: list[str] = []

    def send(self, kind: str, values: Any, data: Any = None) -> None:
        self.sent.append(kind)

    def kill(self) -> None:
        self.killed = True


def fleet_of(
    *, spare: bool = False, memory: int = 0, answering: Callable[[EngineProcess], bool] = lambda engine: False
) -> tuple[Fleet, threading.Event]:
    """One process, and what is set when another has taken over after a pause."""
    told = threading.Event()
    made = Fleet(
        1,
        lambda: cast(EngineProcess, Process()),
        memory=memory,
        spare=spare,
        lock=threading.RLock(),
        answering=answering,
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


LONG = 2 * fleet.QUIET_RESPITE_SECONDS
"""Seconds after which an engine is not young by any measure."""


def bound(
    made: Fleet, resident: int, *, needed: int = 0, quiet: bool = False, age: float = LONG
) -> list[str]:
    """What is sent to a process that holds so much."""
    (engine,) = made.engines
    engine.resident = resident
    engine.since -= age
    made.bound_memory(engine, needed=needed, quiet=quiet)
    return cast(Process, engine).sent


def test_one_that_holds_too_much_trains_on_until_its_successor_is_ready_and_then_hands_over() -> None:
    made, _ = fleet_of(memory=1000)
    (engine,) = made.engines
    made.begun(engine)
    assert bound(made, 1000) == bound(made, 1001) == []
    assert made.engines == [engine]
    (successor,) = made._successors.values()
    bound(made, 2000)
    assert [*made._successors.values()] == [successor], "one is enough"
    made.begun(successor)
    assert made.engines == [successor]
    assert cast(Process, engine).sent == ["surrender"] and made.leaves(engine)
    assert made.lose(engine), "sessions that it has not handed over go on elsewhere"


def test_a_ready_one_takes_over_at_once() -> None:
    made, _ = fleet_of(memory=1000)
    (engine,) = made.engines
    made.begun(engine)
    spare = made._spare = cast(EngineProcess, Process())
    spare.ready = True
    bound(made, 1001)
    assert made.engines == [spare] and cast(Process, engine).sent == ["surrender"]


@pytest.mark.parametrize("loaded", [True, False])
def test_one_that_is_in_the_middle_of_an_answer_ends_it_before_it_hands_over(loaded: bool) -> None:
    under_way: list[EngineProcess] = []
    made, _ = fleet_of(memory=1000, answering=under_way.__contains__)
    (engine,) = made.engines
    made.begun(engine)
    under_way.append(engine)
    if loaded:
        made._spare = cast(EngineProcess, Process())
        made._spare.ready = True
    bound(made, 1001)
    (successor,) = made._successors.values()
    made.begun(successor)
    made.answered(engine)  # a smaller question meanwhile
    assert made.engines == [engine] and cast(Process, engine).sent == []
    under_way.clear()
    made.answered(engine)
    made.answered(engine)
    assert made.engines == [successor] and cast(Process, engine).sent == ["surrender"]


def test_it_does_not_wait_for_ever_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "SURRENDER_SECONDS", 0.0)
    made, _ = fleet_of(memory=1000, answering=lambda engine: True)
    (engine,) = made.engines
    handed_over = threading.Event()
    monkeypatch.setattr(engine, "send", lambda kind, values: handed_over.set())
    made.begun(engine)
    bound(made, 1001)
    made.begun(next(iter(made._successors.values())))
    assert handed_over.wait(5)


@pytest.mark.parametrize(
    ("resident", "rest", "replaced"),
    [
        (1001, {"age": 0.0}, False),
        (1101, {"age": 0.0}, True),
        (751, {"quiet": True}, True),
        (750, {"quiet": True}, False),
        (751, {"quiet": False}, False),
        (751, {"quiet": True, "needed": 1}, False),
        (751, {"quiet": True, "age": 2 * fleet.RESPITE_SECONDS}, False),
    ],
)
def test_what_counts_as_too_much(resident: int, rest: dict[str, Any], replaced: bool) -> None:
    made, _ = fleet_of(memory=1000)
    (engine,) = made.engines
    engine.at_first = 500
    made.begun(engine)
    bound(made, resident, **rest)
    assert bool(made._successors) is replaced


def test_one_that_is_lost_before_its_successor_is_ready_is_succeeded_all_the_same() -> None:
    made, _ = fleet_of(memory=1000)
    (engine,) = made.engines
    made.begun(engine)
    bound(made, 1001)
    (successor,) = made._successors.values()
    assert made.lose(engine)
    assert made.engines == [successor] and not made._successors


def test_a_successor_that_is_lost_is_not_started_again_at_once() -> None:
    made, _ = fleet_of(memory=1000)
    (engine,) = made.engines
    made.begun(engine)
    bound(made, 1001)
    (successor,) = made._successors.values()
    assert not made.lose(successor)
    bound(made, 1001)
    assert made.engines == [engine] and not made._successors


def test_one_that_does_not_hand_over_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fleet, "SURRENDER_SECONDS", 0.0)
    made, _ = fleet_of(memory=1000)
    (engine,) = made.engines
    killed = threading.Event()
    monkeypatch.setattr(engine, "kill", killed.set)
    made.begun(engine)
    bound(made, 1001)
    made.begun(next(iter(made._successors.values())))
    assert killed.wait(5)


def test_a_map_of_which_the_beginning_is_told_comes_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engines, "_start", lambda self: Process())
    engines = Engines(threads=1, memory=1000)
    (engine,) = engines._fleet.engines
    receive = partial(engines._receive, engine)
    receive(Sent("ready", {"resident": 0}))
    parts: list[Any] = []
    asked = engines.ask("map", {}, parts.append)
    receive(Sent("part", {"id": 1, "part": "first"}))
    engine.since -= LONG
    receive(Sent("vitals", {"resident": 2000}))
    (successor,) = engines._fleet._successors.values()
    engines._receive(successor, Sent("ready", {"resident": 0}))
    assert "surrender" not in cast(Process, engine).sent
    receive(Sent("part", {"id": 1, "part": "last"}))
    receive(Sent("reply", {"id": 1, "answer": None}))
    assert asked.answer.result(0) is None and parts == ["first", "last"]
    assert cast(Process, engine).sent == ["ask", "surrender"] and engines._fleet.engines == [successor]
