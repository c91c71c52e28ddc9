"""Memory is shared out by size: what one visitor may take, what is parked, refused and forgotten."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any, cast

import pytest

from core import memory
from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.executor import Reports
from core.live.protocol.job import Job
from core.live.protocol.status import RunStatus
from core.live.sessions import limits as settings
from core.live.sessions import memory_shares, room
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import Phase
from core.live.sessions.networks import LiveNetworks
from core.message import Invalid
from core.model.size import data_bytes, state_bytes, training_bytes
from core.store.writing import STATE_PIECE
from tests.fake_trainer import Factory, FakeState, FakeTrainer
from tests.live import conftest
from tests.live.watched import ANN, BEN, LONG, Watched

store, make = conftest.store, conftest.make

GIGABYTE = 2**30
WIDE = Experiment(layers=(1024,) * 8, optimizer="adam", epochs=100_000)
MEGABYTES = -(-training_bytes(WIDE) // 2**20)
STATE = -(-state_bytes(WIDE) // 2**20)


def phases(runs: Any) -> dict[str, Phase]:
    return {run: live.phase for run, live in runs._queue._live.items()}


def test_of_many_large_paused_runs_one_is_in_memory(store: Watched, make: Any) -> None:
    runs = make(Factory(), limits=Limits(run_memory=2 * MEGABYTES, run_memory_per_owner=MEGABYTES + 1))
    started = []
    for _ in range(4):
        started.append(runs.start(WIDE, ANN, paused=True))
        store.wait(started[-1], RunStatus.PAUSED)
    *parked, last = started
    assert phases(runs) == dict.fromkeys(parked, Phase.PARKED) | {last: Phase.LOADED}
    other = runs.start(WIDE, BEN, paused=True)
    store.wait(other, RunStatus.PAUSED)
    assert phases(runs)[last] is Phase.LOADED, "there was room for another person's"
    runs.command(parked[0], ANN, Command(Verb.RESUME))
    store.wait(parked[0], RunStatus.RUNNING)
    assert phases(runs)[last] is Phase.PARKED and phases(runs)[other] is Phase.LOADED


def test_what_does_not_fit_beside_what_trains_waits_and_small_ones_begin(
    store: Watched,
    make: Any,
) -> None:
    runs = make(Factory(), limits=Limits(run_memory=MEGABYTES + 100, run_memory_per_owner=MEGABYTES + 100))
    first = runs.start(WIDE, ANN)
    store.wait(first, RunStatus.RUNNING)
    second, small = runs.start(WIDE, BEN), runs.start(LONG, BEN)
    store.wait(small, RunStatus.RUNNING)
    assert runs.record(second).status is RunStatus.QUEUED
    runs.command(small, BEN, Command(Verb.STOP))
    runs.command(first, ANN, Command(Verb.PAUSE))
    store.wait(second, RunStatus.RUNNING)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"run_memory_per_owner": MEGABYTES - 1}, f"at most {MEGABYTES - 1} MB of memory"),
        ({"run_memory": MEGABYTES - 1, "run_memory_per_owner": 9999}, f"about {MEGABYTES} MB"),
        ({"stored_per_owner": STATE - 1}, f"at most {STATE - 1} MB to be saved"),
    ],
)
def test_a_run_that_can_never_fit_is_refused_in_words_and_nothing_is_forgotten_for_it(
    store: Watched,
    make: Any,
    limits: dict[str, int],
    told: str,
) -> None:
    runs = make(Factory(), limits=Limits(kept_per_owner=1, **limits))
    old = runs.start(Experiment(epochs=1), ANN)
    store.wait(old, RunStatus.FINISHED)
    with pytest.raises(Invalid, match=told):
        runs.start(WIDE, ANN)
    assert runs.record(old).status is RunStatus.FINISHED and not phases(runs)


@pytest.mark.parametrize("limits", [{"run_memory": 1}, {"stored_per_owner": 1}])
def test_a_convolutional_net_that_can_never_fit_is_told_what_makes_it_smaller(limits: dict[str, int]) -> None:
    maps = Experiment(dataset="digits", convolutions={"name": "conv2d", "filters": "8"}, layers=(512, 512))
    with pytest.raises(Invalid, match="fewer filters, pooling, larger strides"):
        room.Room(Limits(**limits)).check(maps)


def test_paused_runs_fill_a_persons_part_of_the_store_and_no_more(
    store: Watched,
    make: Any,
) -> None:
    runs = make(Factory(), limits=Limits(stored_per_owner=2 * STATE, run_memory=9999))
    first = runs.start(WIDE, ANN, paused=True)
    runs.start(WIDE, ANN, paused=True)
    with pytest.raises(Invalid, match="Stop some of them"):
        runs.start(WIDE, ANN, paused=True)
    runs.start(WIDE, BEN, paused=True)
    store.wait(first, RunStatus.PAUSED)
    runs.command(first, ANN, Command(Verb.STOP))
    store.wait(first, RunStatus.STOPPED)
    runs.start(WIDE, ANN, paused=True)


def test_paused_runs_without_end_are_refused(
    store: Watched, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_IN_MEMORY", 3)
    runs = make(Factory(), limits=Limits(total=1, kept_per_owner=2, running_per_owner=1, waiting_per_owner=1))
    for owner in (ANN, ANN, BEN):
        store.wait(runs.start(LONG, owner, paused=True), RunStatus.PAUSED)
    with pytest.raises(Invalid, match="at most 2 runs of one person"):
        runs.start(LONG, ANN, paused=True)
    with pytest.raises(Invalid, match="server is full"):
        runs.start(LONG, BEN, paused=True)


class Large(FakeTrainer):
    """One whose state takes a megabyte."""

    def state(self) -> FakeState:
        class State(FakeState):
            def to_bytes(self) -> bytes:
                return super().to_bytes().zfill(2**20)

        return State(self.step)


@pytest.mark.parametrize("of", ["stored", "stored_per_owner"])
def test_states_of_the_oldest_runs_make_room_for_new_ones(
    store: Watched,
    make: Any,
    of: str,
) -> None:
    runs = make(
        lambda job: Large(job.experiment), limits=Limits(**{"stored": 18, "stored_per_owner": 18, of: 6})
    )
    stopped = []
    for _ in range(4):
        run = runs.start(LONG, ANN)
        store.wait(run, RunStatus.RUNNING)
        runs.command(run, ANN, Command(Verb.STOP))
        store.wait(run, RunStatus.STOPPED)
        assert store.flush()
        runs._retention._looked = -9.0
        stopped.append(run)
    assert store.flush()
    states = [state.data if (state := store.state(run)) else b"" for run in stopped]
    assert not states[0] and states[-1], "the oldest cannot go on, the newest can"
    assert runs.frames(stopped[0]), "what it showed is kept"
    with pytest.raises(Invalid, match="cannot go on"):
        runs.command(stopped[0], ANN, Command(Verb.RESUME))
    assert sum(size.state for size in store.sizes(stopped).values()) <= 6 * 2**20, "first and last of three"


def test_a_large_state_is_read_without_being_held_twice(store: Watched) -> None:
    data = bytes(6 * STATE_PIECE)
    store.save_state("run", 7, data)
    assert store.flush()
    tracemalloc.start()
    try:
        found = store.state("run")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found is not None and (found.step, found.data) == (7, data)
    assert peak < 1.5 * len(data)


@pytest.mark.parametrize(
    ("gigabytes", "engine", "spares", "runs"), [(2, 1024, 0, 196), (8, 4096, 1, 2884), (24, 12288, 1, 10052)]
)
def test_defaults_fit_the_machine(
    monkeypatch: pytest.MonkeyPatch, gigabytes: int, engine: int, spares: int, runs: int
) -> None:
    monkeypatch.setattr(settings, "machine_bytes", lambda: gigabytes * GIGABYTE)
    limits = Limits()
    assert (limits.engine_memory, limits.engine_spares, limits.run_memory) == (engine, spares, runs)
    web, another = 350, 300
    together = web + engine + another * (1 + spares) + limits.network_memory
    assert together < gigabytes * 1024, "at the moment when one engine takes over from another, too"
    assert limits.run_memory_per_owner < limits.run_memory
    assert limits.network_memory_per_owner < limits.network_memory
    assert limits.stored_per_owner < limits.stored
    assert limits.run_memory + limits.network_memory + memory_shares.ENGINE_ITSELF <= engine
    assert Limits(engine_processes=4).engine_memory <= max(1024, engine // 4)


def test_caches_are_smaller_on_small_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for gigabytes in (2, 8, 24, 0):
        monkeypatch.setattr(memory, "machine_bytes", lambda size=gigabytes: size * GIGABYTE)
        found.append(memory.cache_bytes() // 2**20)
    assert found == [64, 256, 256, 256]


def test_a_container_is_a_machine(tmp_path: Path) -> None:
    def group(path: str, text: str) -> None:
        place = tmp_path / "groups" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "ascii")

    def found(own: str) -> int:
        (tmp_path / "own").write_text(own, "ascii")
        return memory.container_bytes(tmp_path / "groups", tmp_path / "own")

    assert found("0::/") == 0, "none of all these files is there"
    group("a/memory.max", f"{8 * GIGABYTE}\n")
    group("a/b/memory.max", "max\n")
    assert found("0::/a/b") == 8 * GIGABYTE, "the group above counts"
    group("memory/c/memory.limit_in_bytes", f"{4 * GIGABYTE}\n")
    assert found("5:cpu:/a\n4:memory:/c") == 4 * GIGABYTE
    group("memory.max", f"{2 * GIGABYTE}\n")
    assert found("0::/") == found("") == 2 * GIGABYTE, "inside, a container's own group is the root"


class Nobody:
    """An executor that trains nothing."""

    def submit(self, job: Job, reports: Reports) -> None: ...
    def watch(self, session: str, watched: bool) -> None: ...
    def forget(self, session: str) -> None: ...


def saved(session: str, networks: LiveNetworks, megabytes: int) -> None:
    """As if so many megabytes could be undone."""
    networks._sessions[session].state(session, 0, bytes(megabytes * 2**20))


def test_networks_are_let_go_of_by_what_they_hold_of_their_owner_first() -> None:
    limits = Limits(network_memory=40, network_memory_per_owner=20)
    networks = LiveNetworks(cast(Any, Nobody()), limits)
    texts = Experiment(dataset="circle").flat()
    first, second = networks.open(texts, ANN), networks.open(texts, ANN)
    other = networks.open(texts, BEN)
    saved(first, networks, 6)
    saved(other, networks, 8)
    third = networks.open(texts, ANN)
    assert {*networks._sessions} == {first, second, other, third}, "all fit"
    saved(second, networks, 5)
    fourth = networks.open(texts, ANN)
    assert {*networks._sessions} == {second, other, third, fourth}, "the oldest of this person is gone"
    for session in (second, third, fourth):
        saved(session, networks, 3)
    saved(other, networks, 18)
    networks.open(texts, "c" * 43)
    assert second not in networks._sessions, "and of all where they are too much together"


def test_a_network_with_too_much_data_is_refused_in_words_however_it_comes() -> None:
    networks = LiveNetworks(cast(Any, Nobody()), Limits(network_memory_per_owner=1))
    large = Experiment(dataset={"name": "digits", "samples": 1797}).flat()
    with pytest.raises(Invalid, match="at most 1 MB of memory with its data"):
        networks.open(large, ANN)
    session = networks.open(Experiment(dataset="circle").flat(), ANN)
    for verb, value in (
        ("change", large),
        ("restart", large),
        ("load", {"experiment": large, "weights": None}),
    ):
        with pytest.raises(Invalid, match="Choose fewer samples"):
            networks.ask(session, ANN, verb, value).result(60)


@pytest.mark.parametrize(
    "text", [{}, {"samples": 5000}, {"samples": 70_000}], ids=["usual", "many", "all that there are"]
)
def test_the_size_of_data_is_known_before_they_are_loaded(text: dict[str, int]) -> None:
    experiment = Experiment(dataset={"name": "mnist", **text})
    rows = experiment.dataset["samples"]
    assert data_bytes(experiment) >= 3 * rows * 784 * 4
