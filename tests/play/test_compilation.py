"""Which of the networks that a control passes by is compiled, and that a real one is, without being asked."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any, cast

import pytest

from core.engine.editing import compilation
from core.engine.editing.compilation import Compilation
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork
from core.engine.program.compiling import AT_ONCE, COMPILATIONS, Unwanted
from core.experiment import Experiment

NEVER = 3600.0
CHOICES: dict[str, Any] = {"dataset": "circle", "layers": ()}


class Network:
    """Tells when it is compiled."""

    def __init__(self, *, ready: bool = False) -> None:
        self.ready = ready
        self.compiled = threading.Event()

    def compile(self, **turn: Any) -> None:
        self.compiled.set()


class Held(Network):
    """One whose compilation takes until it is told to end."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.end, self.left = threading.Event(), threading.Event(), threading.Event()

    def compile(self, *, owner: str, wanted: Callable[[], bool]) -> None:
        try:
            with COMPILATIONS.turn(layers=13, owner=owner, wanted=wanted):
                self.begun.set()
                assert self.end.wait(10)
        except Unwanted:
            self.left.set()


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "SETTLED", 0.4)


def follow(compiling: Compilation, network: Network | None) -> None:
    compiling.follow(cast(Any, network))


def has_settled(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Wait until all that was followed before would be compiled."""
    monkeypatch.setattr(compilation, "SETTLED", 0.6)
    later = Network()
    follow(Compilation(), later)
    return later.compiled.wait(10)


def test_of_those_that_are_passed_by_only_the_last_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    passed, last, compiling = Network(), Network(), Compilation()
    follow(compiling, passed)
    follow(compiling, last)
    assert has_settled(monkeypatch)
    assert last.compiled.is_set() and not passed.compiled.is_set()


@pytest.mark.parametrize("instead", [None, Network(ready=True)], ids=["nothing", "one that is compiled"])
def test_what_is_no_longer_followed_is_not_compiled(
    instead: Network | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, compiling = Network(), Compilation()
    follow(compiling, left)
    follow(compiling, instead)
    assert has_settled(monkeypatch)
    assert not left.compiled.is_set()


def test_what_is_left_while_others_are_compiled_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "SETTLED", 0.0)
    others = [Held() for _ in range(AT_ONCE)]
    for other in others:
        follow(Compilation(), other)
    for other in others:
        assert other.begun.wait(10)
    left, last, compiling = Held(), Held(), Compilation("ann")
    follow(compiling, left)
    while not any(each.owner == "ann" for each in COMPILATIONS._waiting):
        left.left.wait(0.01)
    follow(compiling, last)
    assert left.left.wait(10)
    for other in (*others, last):
        other.end.set()
    assert last.begun.wait(10) and not left.begun.is_set()


def test_play_hurries_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "SETTLED", NEVER)
    monkeypatch.setattr(compilation, "FIRST_MOVE", 0.0)
    waiting, compiling = Network(), Compilation()
    follow(compiling, waiting)
    compiling.hurry()
    assert waiting.compiled.wait(10)


def test_a_network_is_compiled_and_so_is_what_it_is_changed_into(monkeypatch: pytest.MonkeyPatch) -> None:
    network = EditableNetwork(LiveNetwork(Experiment(**CHOICES)))
    until = time.monotonic() + 60
    while not network.live.ready and time.monotonic() < until:
        time.sleep(0.02)
    assert network.live.ready
    compiled: queue.Queue[LiveNetwork] = queue.Queue()

    def compile_it(network: LiveNetwork, **turn: Any) -> None:
        compiled.put(network)

    monkeypatch.setattr(LiveNetwork, "compile", compile_it)
    network.change(Experiment(**{**CHOICES, "layers": (3, 2)}))
    assert compiled.get(timeout=10) is network.live
