"""Many visitors, many runs, none of which moves: everybody else gets a turn."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from core.live.protocol.command import LOWEST_SPEED, SPEED, Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.sessions import seats
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import Phase
from core.live.sessions.seats import SEAT_SECONDS, in_turn, yielding
from core.message import Invalid
from tests.fake_trainer import Factory
from tests.live.conftest import make, store  # noqa: F401
from tests.live.sweeping import LONGER
from tests.live.watched import ANN, BEN, LONG


@pytest.mark.parametrize("value", [1e-9, LOWEST_SPEED / 2, -1, float("nan"), float("inf")])
def test_what_is_no_speed_is_refused(value: float) -> None:
    with pytest.raises(Invalid, match="received"):
        Command.of_run("speed", value)


@pytest.mark.parametrize("value", [0, LOWEST_SPEED, 1, 100_000])
def test_what_is_a_speed_is_taken(value: float) -> None:
    assert SPEED.parse(value) == value


def run(owner: str, *, watched: bool = False, speed: float = 0.0, **more: Any) -> Any:
    """What the seats look at of a run."""
    record = RunRecord(
        id=str(more.pop("id", "run")), owner_hash=owner, created=0.0, choices=LONG, learning_rate=0.1
    )
    shown = {"address": "", "seated": 0.0, "phase": Phase.LOADED, "training": True, **more}
    record = replace(record, speed=speed, status=RunStatus.RUNNING)
    channel = SimpleNamespace(watched=watched)
    return SimpleNamespace(record=record, seat=object(), channel=channel, **shown)


def test_the_queue_is_fair_by_visitor() -> None:
    anns = [run("ann", id=f"a{number}") for number in range(4)]
    ben, cem = run("ben", id="b"), run("cem", id="c")
    order = in_turn([*anns, ben, cem], [run("ann"), run("cem"), run("cem")])
    assert [live.record.id for live in order] == ["b", "a0", "a1", "c", "a2", "a3"]


NEW = run("new", phase=Phase.WAITING, training=False)


def test_what_nobody_watches_and_hardly_moves_gives_up_its_seat_at_once() -> None:
    idle = run("ann", speed=LOWEST_SPEED)
    assert yielding(NEW, [run("ben"), idle], now=0.0) is idle
    assert yielding(NEW, [run("ann", speed=LOWEST_SPEED, watched=True)], now=0.0) is None
    assert yielding(run("new", speed=0.5), [idle], now=0.0) is None, "they would change places for ever"


def test_who_has_many_seats_gives_one_up_after_a_while() -> None:
    present = [run("ann"), run("ann"), run("ben")]
    assert yielding(NEW, present, now=SEAT_SECONDS - 1) is None
    taken = yielding(NEW, present, now=SEAT_SECONDS)
    assert taken is not None and taken.record.owner_hash == "ann"
    assert yielding(NEW, [run("ann"), run("ben")], now=1e9) is None, "all have as many"
    assert yielding(NEW, [run("ann", watched=True)] * 9, now=1e9) is None
    assert yielding(run("ann", id="x.1"), present, now=1e9) is None, "a cell of a map has time"


def test_watching_keeps_no_seats_for_an_address_that_has_most_of_them() -> None:
    present = [run(f"v{number}", watched=True, address="one") for number in range(6)]
    present += [run("ben", watched=True, address="two")]
    taken = yielding(run("new", address="three"), present, now=SEAT_SECONDS)
    assert taken is not None and taken.address == "one"
    assert yielding(run("new", address="one"), present, now=1e9) is None


def test_a_run_that_gave_up_its_seat_waits_and_goes_on_where_it_was(store: Any, make: Any) -> None:  # noqa: F811
    factory = Factory()
    runs = make(factory, limits=Limits(total=1))
    idle = runs.start(LONG, ANN, speed=0.5)
    store.wait(idle, RunStatus.RUNNING)
    quick = runs.start(LONG, BEN)
    store.wait(quick, RunStatus.RUNNING)
    assert runs.record(idle).status is RunStatus.QUEUED and runs.place(idle) == 1
    left = factory.made[idle].step
    runs.command(quick, BEN, Command(Verb.STOP))
    store.wait(idle, RunStatus.RUNNING, times=2)
    assert factory.made[idle].step >= left


def test_seats_change_hands_while_runs_train(store: Any, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(seats, "SEAT_SECONDS", 0.1)
    monkeypatch.setattr("core.live.sessions.run_queue.LOOK_AGAIN_SECONDS", 0.05)
    runs = make(Factory(), limits=Limits(total=2))
    anns = [runs.start(LONG, ANN) for _ in range(3)]
    store.until(lambda: sum(runs.record(each).status is RunStatus.RUNNING for each in anns) == 2)
    ben = runs.start(LONG, BEN)
    store.wait(ben, RunStatus.RUNNING)
    assert sum(runs.record(each).status is RunStatus.QUEUED for each in anns) == 2


def test_one_pauses_what_was_about_to_give_up_its_seat(store: Any, make: Any) -> None:  # noqa: F811
    runs = make(Factory(), limits=Limits(total=1))
    idle = runs.start(LONG, ANN, speed=0.5)
    store.wait(idle, RunStatus.RUNNING)
    quick = runs.start(LONG, BEN)
    runs.command(idle, ANN, Command(Verb.PAUSE))
    store.wait(quick, RunStatus.RUNNING)
    runs.command(quick, BEN, Command(Verb.STOP))
    store.wait(quick, RunStatus.STOPPED)
    if runs.record(idle).status is not RunStatus.PAUSED:  # it had left by then, and waits at its first frame
        store.wait(idle, RunStatus.PAUSED, times=2)


def test_pressing_pause_twice_holds_up_nobody(store: Any, make: Any) -> None:  # noqa: F811
    runs = make(Factory(), limits=Limits(total=1))
    first = runs.start(LONG, ANN)
    store.wait(first, RunStatus.RUNNING)
    second = runs.start(LONG, BEN)
    for _ in range(3):
        runs.command(first, ANN, Command(Verb.PAUSE))
    store.wait(second, RunStatus.RUNNING)
    assert runs.record(first).status is RunStatus.PAUSED


def test_an_address_trains_so_many_maps(make: Any, store: Any) -> None:  # noqa: F811
    runs = make(Factory(), limits=Limits(sweeps_per_address=2))
    maps = [runs.sweeps.start(LONGER, owner, address="192.0.2.1") for owner in (ANN, BEN)]
    with pytest.raises(Invalid, match="at most 2 maps of one network address"):
        runs.sweeps.start(LONGER, "c" * 43, address="192.0.2.1")
    runs.sweeps.start(LONGER, "c" * 43, address="192.0.2.2")
    runs.sweeps.stop(maps[0], ANN)
    runs.sweeps.start(LONGER, "d" * 43, address="192.0.2.1")
    with pytest.raises(Invalid, match="wait until one is complete"):
        runs.sweeps.resume(maps[0], ANN, address="192.0.2.1")
    runs.sweeps.resume(maps[0], ANN)


def test_an_address_has_an_end(make: Any, store: Any) -> None:  # noqa: F811
    runs = make(Factory(), limits=Limits(runs_per_address=2))
    for owner in (ANN, BEN):
        runs.start(LONG, owner, address="192.0.2.1")
    with pytest.raises(Invalid, match="at most 2 runs of one network address"):
        runs.start(LONG, "c" * 43, address="192.0.2.1")
    runs.start(LONG, "c" * 43, address="192.0.2.2")
    runs.start(LONG, "d" * 43)
