"""One visitor's play takes neither networks nor the compiler from another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from core.engine.program.compiling import AT_ONCE, CompileQueue, Unwanted
from core.experiment import Experiment
from core.live.sessions.leavers import leavers
from core.live.sessions.limits import Limits
from core.live.sessions.live_network import NetworkSession
from core.live.sessions.networks import NETWORKS, NETWORKS_PER_OWNER, LiveNetworks

WITHIN = 20
SMALL, LARGE = 3, 13
TEXTS = Experiment(dataset="circle", layers=(2,)).flat()


class Idle:
    """An executor that does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *given: None


def test_networks_of_many_visitors_evict_nobody_elses() -> None:
    networks = LiveNetworks(cast(Any, Idle()))
    victim = networks.session(networks.open(TEXTS, "victim"), "victim")
    for visitor in range(26):
        for _ in range(NETWORKS_PER_OWNER):
            networks.open(TEXTS, f"attacker {visitor}")
    assert networks.session(victim.session, "victim") is victim
    assert len(networks._sessions) == NETWORKS


def test_one_address_leaves_networks_to_others_however_many_visitors_it_makes_up() -> None:
    networks = LiveNetworks(cast(Any, Idle()), Limits(networks_per_address=NETWORKS - 3))
    others = [networks.open(TEXTS, f"other {at}", address=f"192.0.2.{at}") for at in range(2)]
    others.append(networks.open(TEXTS, "through a socket"))
    first = networks.open(TEXTS, "attacker", address="192.0.2.9")
    for at in range(NETWORKS):
        networks.open(TEXTS, f"attacker {at}", address="192.0.2.9")
    assert networks._sessions.keys() >= {*others}
    assert first not in networks._sessions and len(networks._sessions) == NETWORKS


def test_one_address_leaves_memory_to_others() -> None:
    limits = Limits(network_memory=40, network_memory_per_owner=10, networks_per_address=NETWORKS // 2)
    networks = LiveNetworks(cast(Any, Idle()), limits)
    mine = [networks.open(TEXTS, "other", address="192.0.2.1")]
    for at in range(9):
        session = networks.open(TEXTS, f"attacker {at}", address="192.0.2.9")
        networks.session(session, f"attacker {at}").state(session, 0, bytes(3 * 2**20))
        mine += [session] if at > 6 else []
    assert networks._sessions.keys() >= {*mine}
    held = sum(one.held_bytes for one in networks._sessions.values() if one.address == "192.0.2.9")
    assert held < 20 * 2**20 + 7 * 2**20, "half of all, as of the number, and what has come since"


class Held:
    def __init__(self, owner: str, used: float, *, watched: bool = False) -> None:
        self.owner_hash, self.used = owner, used
        self.channel = type("Channel", (), {"watched": watched})()


def left(newcomer: Held, present: list[Held], limit: int) -> list[Held]:
    return cast(
        list[Held],
        leavers(cast(NetworkSession, newcomer), cast(list[NetworkSession], present), lambda one: 1, limit),
    )


def test_whoever_holds_most_makes_room() -> None:
    many = [Held("many", 10 + number, watched=True) for number in range(6)]
    few = [Held("few", 0.0), Held("other", 1.0)]
    assert left(Held("new", 99.0), [*few, *many], 8) == [many[0]]
    assert left(Held("many", 99.0), [*few, *many], 8) == [many[0]]


def test_of_equals_goes_what_nobody_looks_at_and_then_the_oldest() -> None:
    present = [Held("a", 0.0, watched=True), Held("a", 1.0), Held("a", 2.0)]
    assert left(Held("a", 9.0), present, 3) == [present[1]]
    assert left(Held("a", 9.0), present, 1) == [present[1], present[2], present[0]]


# Compiling


class Compiling:
    """Compilations that last until they are let go on."""

    def __init__(self) -> None:
        self.queue = CompileQueue()
        self.begun: list[str] = []
        self.unwanted: list[str] = []
        self._threads: list[threading.Thread] = []
        self._free: dict[str, threading.Event] = {}
        self._changed = threading.Condition()

    def ask(self, name: str, owner: str, layers: int, wanted: Callable[[], bool] = lambda: True) -> None:
        self._free[name] = threading.Event()
        thread = threading.Thread(target=self._compile, args=(name, owner, layers, wanted), daemon=True)
        self._threads.append(thread)
        thread.start()
        self.wait(lambda: name in self.begun or name in self.unwanted or self._waits(owner))

    def _waits(self, owner: str) -> bool:
        return any(each.owner == owner for each in self.queue._waiting)

    def _compile(self, name: str, owner: str, layers: int, wanted: Callable[[], bool]) -> None:
        try:
            with self.queue.turn(layers=layers, owner=owner, wanted=wanted):
                self._note(self.begun, name)
                assert self._free[name].wait(WITHIN)
        except Unwanted:
            self._note(self.unwanted, name)

    def _note(self, noted: list[str], name: str) -> None:
        with self._changed:
            noted.append(name)
            self._changed.notify_all()

    def close(self) -> None:
        for free in self._free.values():
            free.set()
        for thread in self._threads:
            thread.join(WITHIN)

    def end(self, name: str) -> None:
        self._free[name].set()

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._changed:
            deadline = WITHIN * 100
            while not condition() and deadline:
                self._changed.wait(0.01)
                deadline -= 1
            assert condition(), (self.begun, self.unwanted)


@pytest.fixture
def compiling() -> Iterator[Compiling]:
    made = Compiling()
    yield made
    made.close()


def test_a_small_network_is_not_behind_large_ones(compiling: Compiling) -> None:
    for number in range(16):
        compiling.ask(f"large {number}", "attacker", LARGE)
    assert len(compiling.begun) == AT_ONCE
    compiling.ask("small", "victim", SMALL)
    compiling.wait(lambda: "small" in compiling.begun)


def test_visitors_take_turns(compiling: Compiling) -> None:
    for number in range(8):
        compiling.ask(f"many {number}", "attacker", SMALL)
    compiling.ask("one", "victim", LARGE)
    compiling.end("many 0")
    compiling.wait(lambda: "one" in compiling.begun)
    assert len(compiling.begun) == AT_ONCE + 1


def test_what_is_superseded_is_never_compiled(compiling: Compiling) -> None:
    followed = [0]
    for number in range(16):
        followed[0] = number
        compiling.queue.look_again()
        compiling.ask(f"{number}", "ann", LARGE, lambda number=number: followed == [number])
    compiling.end("0")
    compiling.wait(lambda: "15" in compiling.begun)
    compiling.wait(lambda: len(compiling.unwanted) == 16 - AT_ONCE - 1)
    assert sorted(compiling.begun) == ["0", "1", "15"]


@pytest.mark.engine
def test_a_program_that_nobody_needs_is_compiled_when_somebody_does(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.engine.program import program as module
    from core.engine.training.trainer import Trainer

    queue = CompileQueue()
    monkeypatch.setattr(module, "COMPILATIONS", queue)
    program = Trainer(Experiment(dataset="circle", layers=(3, 1)), compiles=False).program
    wanted = True
    with (
        queue.turn(layers=LARGE, owner="a", wanted=lambda: True),
        queue.turn(layers=SMALL, owner="b", wanted=lambda: True),
    ):
        thread = program.compile(wanted=lambda: wanted)
        wanted = False
        while thread.is_alive():
            queue.look_again()
            thread.join(0.01)
    assert not program.ready and program.traces == 0
    program.wait()
    assert program.ready
