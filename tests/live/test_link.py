"""The line between two processes, here between two ends in one."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from multiprocessing import Pipe
from pathlib import Path

import pytest

from core.live.engine_process import link
from core.live.engine_process.link import SHARED_BYTES, Link, Sent
from core.mapped import rest

WITHIN = 10.0


class End:
    """One end, and what came to it."""

    def __init__(self, connection: object, folder: Path) -> None:
        self.came: queue.Queue[Sent] = queue.Queue()
        self.lost: queue.Queue[bool] = queue.Queue()
        self.link = Link(
            connection,  # type: ignore[arg-type]
            receive=self.came.put,
            lost=lambda: self.lost.put(True),
            folder=folder,
        )
        self.link.start()


@pytest.fixture
def ends(tmp_path: Path) -> Iterator[tuple[End, End]]:
    here, there = Pipe()
    made = End(here, tmp_path), End(there, tmp_path)
    yield made
    for end in made:
        end.link.close()


def test_messages_come_whole_and_in_order(ends: tuple[End, End]) -> None:
    one, other = ends
    for number in range(500):
        one.link.send("count", {"number": number}, b"x" * (number % 7) if number % 2 else None)
    for number in range(500):
        sent = other.came.get(timeout=WITHIN)
        assert (sent.kind, sent.values) == ("count", {"number": number})
        assert (None if sent.data is None else bytes(sent.data)) == (
            b"x" * (number % 7) if number % 2 else None
        )


def test_large_data_go_through_shared_memory_and_leave_no_file(ends: tuple[End, End], tmp_path: Path) -> None:
    one, other = ends
    large = bytes(range(256)) * (SHARED_BYTES // 256) + b"end"
    one.link.send("state", {"step": 1}, large)
    one.link.send("state", {"step": 2}, memoryview(large))
    for step in (1, 2):
        sent = other.came.get(timeout=WITHIN)
        assert sent.values == {"step": step} and sent.data is not None
        assert sent.data == large
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [True, False], ids=["with room", "without room"])
def test_the_largest_data_go_through_a_disk_or_inline_where_there_is_no_room(
    tmp_path: Path, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "DISK_BYTES", SHARED_BYTES + 1)
    one, other = Pipe()
    memory, disk = tmp_path / "memory", tmp_path / "disk"
    came: queue.Queue[Sent] = queue.Queue()
    names: list[str] = []
    ends = [
        Link(connection, receive=came.put, lost=lambda: None, folder=memory, disk=disk)
        for connection in (one, other)
    ]
    if there:
        memory.mkdir()
        disk.mkdir()
    read = link.mapped
    monkeypatch.setattr(link, "mapped", lambda path: names.append(path.parent.name) or read(path))
    for end in ends:
        end.start()
    large = [bytes(SHARED_BYTES + more) for more in (1, 2)]
    for data in large:
        ends[0].send("state", {}, data)
    got = [came.get(timeout=WITHIN).data for _ in large]
    assert got == large
    assert names == (["memory", "disk"] if there else [])
    for data in got:
        rest(data)
    assert got == large, "what was let go of is read again"
    for end in ends:
        end.close()


def test_both_sides_talk_at_once(ends: tuple[End, End]) -> None:
    for number in range(50):
        for end in ends:
            end.link.send("count", {"number": number})
    for end in ends:
        assert [end.came.get(timeout=WITHIN).values["number"] for _ in range(50)] == list(range(50))


def test_what_waits_is_sent_before_an_end_closes_and_the_other_is_told(ends: tuple[End, End]) -> None:
    one, other = ends
    for number in range(20):
        one.link.send("count", {"number": number})
    one.link.close()
    assert [other.came.get(timeout=WITHIN).values["number"] for _ in range(20)] == list(range(20))
    assert other.lost.get(timeout=WITHIN)


def test_one_that_cannot_be_carried_out_stops_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    here, there = Pipe()
    came: queue.Queue[str] = queue.Queue()

    def receive(sent: Sent) -> None:
        if sent.kind == "bad":
            raise ValueError("no")
        came.put(sent.kind)

    one = End(here, tmp_path)
    other = Link(there, receive=receive, lost=lambda: None, folder=tmp_path)
    other.start()
    one.link.send("bad", {})
    one.link.send("good", {})
    assert came.get(timeout=WITHIN) == "good"
    assert "could not be carried out: bad" in caplog.text
    one.link.close()
    other.close()
