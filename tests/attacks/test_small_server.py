"""A served lab with few places and few descriptors, and who tries to have all of them."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from core.container import unpack
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord, hash_of
from core.store.store import RunStore
from tests.attacks.visitor import ready, visitor
from tests.conftest import ROOT
from tests.serving import Server, Servers

pytestmark = pytest.mark.slow

PLACES, DESCRIPTORS = 3, 256
ATTACKER = "127.0.0.2"
LONG = Experiment(dataset="circle", layers=(2,), epochs=100_000)
OLD = {"slow": 0.01, "quick": 0.0}
"""Runs that anyone may start again, and their speeds in epochs per second."""


@pytest.fixture(scope="module")
def small(server: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    url = f"sqlite:///{tmp_path_factory.mktemp('small') / 'runs.sqlite'}"
    store = RunStore(url)
    for name, speed in OLD.items():
        record = RunRecord(
            id=name,
            owner_hash=hash_of("somebody"),
            created=0.0,
            choices=LONG,
            learning_rate=0.1,
            speed=speed,
            status=RunStatus.FINISHED,
        )
        store.save(record)
    assert store.flush()
    store.close()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, DESCRIPTORS), hard))
    try:
        lab = server(store=url, env={"GRADIENT_LAB_LOADED_RUNS": str(PLACES)})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    yield lab
    lab.stop()


def begun(client: httpx.Client, old: str) -> str:
    """A run like an `old` one, of this visitor."""
    answer = client.post(f"/lab/runs/{old}/commands", json={"verb": "again_same"}).raise_for_status()
    return str(answer.json()["run"])


def status(client: httpx.Client, run: str) -> str:
    """Where it stands; whoever asks counts as watching for a while."""
    arrays = unpack(client.get(f"/lab/runs/{run}/updates").raise_for_status().content).arrays
    told = [unpack(array.tobytes()).values for array in arrays.values()]
    return str(next(values["status"] for values in told if values.get("kind") == "status"))


def until(client: httpx.Client, run: str, wanted: str) -> None:
    """Wait until a run stands there."""
    for _ in range(600):
        if (found := status(client, run)) == wanted:
            return
        threading.Event().wait(0.1)
    raise AssertionError(f"it is {found}")


def test_runs_that_hardly_move_of_many_visitors_keep_nobody_waiting(small: Server) -> None:
    with ExitStack() as held:
        attackers = [held.enter_context(visitor(small, address=ATTACKER)) for _ in range(PLACES + 1)]
        ready(attackers[0])
        *seated, waiting = [begun(client, "slow") for client in attackers]
        for client, run in zip(attackers, seated, strict=False):
            until(client, run, "running")
        until(attackers[-1], waiting, "queued")
        someone = held.enter_context(visitor(small))
        until(someone, begun(someone, "quick"), "running")


def test_a_run_slower_than_the_slowest_is_none(small: Server) -> None:
    with visitor(small) as someone:
        command = f"/lab/runs/{begun(someone, 'slow')}/commands"
        assert someone.post(command, json={"verb": "speed", "value": 1e-9}).status_code == 400


def test_more_connections_than_it_began_with_shut_nobody_out(small: Server) -> None:
    said = len(small.log.read_bytes())
    port = int(small.url.rpartition(":")[2])
    with ExitStack() as held:
        for _ in range(DESCRIPTORS + 50):
            address = ("127.0.0.1", port), 10, (ATTACKER, 0)
            held.enter_context(socket.create_connection(*address))
        with visitor(small, timeout=20) as someone:
            assert someone.get("/lab/health").status_code == 200
    assert small.log.read_bytes()[said:].count(b"\n") < 100


def test_a_second_server_does_not_take_its_store(small: Server) -> None:
    command = (sys.executable, "-m", "uvicorn", "app:app", "--port", "0")
    second = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "GRADIENT_LAB_STORE": small.store},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1 and "set GRADIENT_LAB_STORE" in second.stderr
    assert httpx.get(f"{small.url}/lab/health").status_code == 200
