"""The real server in a process of its own, watched when it is told to stop."""

from __future__ import annotations

import signal
import socket
import time

import httpx
import pytest
from websockets.sync.client import connect

from core.container import unpack
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord, hash_of
from core.store.schema import bring_up_to_date
from core.store.store import RunStore
from core.store.tables import open_engine
from core.store.writing import write
from tests.routes.viewer import LONG, OURS
from ui.owner import owner_of


@pytest.mark.alone
@pytest.mark.slow
def test_it_stops_within_five_seconds(server):
    lab = server()
    with httpx.Client(base_url=lab.url, headers=OURS, timeout=20) as client:
        client.get("/")
        assert owner_of(client.cookies) is not None
        run = an_old_run(lab.store, owner_of(client.cookies))
        run = client.post(f"/lab/runs/{run}/commands", json={"verb": "again_same"}).json()["run"]
        address = f"{lab.url.replace('http', 'ws')}/lab/runs/{run}/live"
        with connect(address) as viewer, connect(address, max_queue=1) as stalled:
            assert stalled.recv() and unpack(viewer.recv()).values["kind"] in {"status", "hello"}
            began = time.monotonic()
            lab.process.send_signal(signal.SIGTERM)
            rest = [unpack(data).values.get("kind") for data in viewer if data]
            assert "end" not in rest, "the browser is to come back"
            lab.process.wait(10)
    assert time.monotonic() - began < 5
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(lab.url.rpartition(":")[2])), 1)
    assert RunStore(lab.store).record(run).status is RunStatus.INTERRUPTED


def an_old_run(url: str, owner: str | None) -> str:
    """Written past the server, which has the store for itself."""
    record = RunRecord(
        id="old",
        owner_hash=hash_of(owner or ""),
        created=0.0,
        choices=LONG,
        learning_rate=0.1,
        status=RunStatus.FINISHED,
    )
    engine = open_engine(url)
    with engine.begin() as connection:
        bring_up_to_date(connection)  # the server opens its store when a page is shown
        write(connection, [record])
    engine.dispose()
    return record.id
