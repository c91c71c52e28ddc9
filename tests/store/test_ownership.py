"""A store belongs to one server at a time: never taken from a live one, at once from one that crashed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from core.live.protocol.status import RunStatus
from core.store.file_lock import FileLock
from core.store.ownership import SessionLock, StoreInUse
from core.store.store import RunStore
from tests.store.stored import a_record

ROOT = Path(__file__).resolve().parent.parent.parent
OWNER = """
import sys
from core.store.store import RunStore
store = RunStore(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    monkeypatch.setattr("core.store.store.WAIT_SECONDS", 0.0)


@contextmanager
def a_server(url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has the store."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "open\n"
        yield process
        process.kill()


def test_a_second_server_is_refused_in_words_and_a_killed_ones_store_is_free_at_once(url, tmp_path):
    store = RunStore(url)
    store.save(a_record(status=RunStatus.RUNNING))
    store.close()
    with a_server(url) as first:
        with pytest.raises(StoreInUse) as refused:
            RunStore(url)
        said = str(refused.value)
        assert f"process {first.pid} on {os.uname().nodename}, started 20" in said
        assert f"set GRADIENT_LAB_STORE, for example to sqlite:///{tmp_path}/runs-2.sqlite" in said
        (tmp_path / "link.sqlite").symlink_to(tmp_path / "runs.sqlite")
        with pytest.raises(StoreInUse):
            RunStore(f"sqlite:///{tmp_path / 'link.sqlite'}")
        RunStore(f"sqlite:///{tmp_path / 'runs-2.sqlite'}").close()
        first.send_signal(signal.SIGSTOP)  # it lives, however long it is silent
        with pytest.raises(StoreInUse):
            RunStore(url)
        first.kill()
        first.wait()
        opened = RunStore(url)
        assert opened.record("run").status is RunStatus.INTERRUPTED
        opened.close()


def test_nothing_of_a_store_changes_for_a_server_that_is_refused(url):
    store = RunStore(url)
    store.save(a_record(status=RunStatus.RUNNING))
    assert store.flush()
    with pytest.raises(StoreInUse):
        RunStore(url)
    assert store.record("run").status is RunStatus.RUNNING
    store.close()
    RunStore(url).close()


def test_a_server_waits_for_one_that_is_just_ending(url, monkeypatch):
    monkeypatch.setattr("core.store.store.WAIT_SECONDS", 60.0)
    store = RunStore(url)
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        store.close()

    monkeypatch.setattr("core.store.ownership.time.sleep", sleep)
    RunStore(url).close()
    assert len(slept) == 1


def test_a_file_that_was_tidied_away_is_made_again(tmp_path):
    path = tmp_path / "lock"
    lock, other = FileLock(path), FileLock(path)
    assert lock.take() and lock.take() and not other.take()
    path.unlink()
    assert lock.take() and not other.take()
    path.unlink()
    assert other.take() and not lock.take(), "who comes first has it"
    other.release()
    assert lock.take()
    lock.release()


def test_a_store_that_was_lost_is_told_and_not_written(url, tmp_path):
    store = RunStore(url)
    (tmp_path / "runs.sqlite.lock").unlink()
    thief = FileLock(tmp_path / "runs.sqlite.lock")
    assert thief.take()
    store.save(a_record())
    assert not store.flush(0.3)
    assert "belongs to another server" in str(store.trouble)
    thief.release()
    assert store.flush() and store.trouble is None
    store.close()


def test_a_file_system_without_locks_is_told(tmp_path, monkeypatch, caplog):
    def refuse(descriptor):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("core.store.file_lock._lock", refuse)
    lock = FileLock(tmp_path / "lock")
    assert lock.take() and "only one server" in caplog.text
    lock.release()


@pytest.mark.parametrize(
    ("dialect", "query"),
    [("postgresql", "pg_try_advisory_lock"), ("mysql", "get_lock"), ("mariadb", "get_lock")],
)
def test_databases_with_locks_of_a_connection_are_asked_for_one(dialect, query):
    """With a stand-in for the database: it gives the lock to one connection, which may get lost."""
    held: list[object] = []

    class Connection:
        lost = False

        def execution_options(self, **options):
            assert options == {"isolation_level": "AUTOCOMMIT"}
            return self

        def execute(self, asked, values=None):
            if self.lost:
                raise OperationalError("SELECT 1", {}, Exception("gone"))
            if query in str(asked) and not held:
                held.append(self)
            return SimpleNamespace(scalar=lambda: self in held)

        def invalidate(self):
            if self in held:
                held.remove(self)

        def close(self): ...

    made: list[Connection] = []

    def connect():
        made.append(Connection())
        return made[-1]

    engine = SimpleNamespace(
        dialect=SimpleNamespace(name=dialect), url=SimpleNamespace(database="lab"), connect=connect
    )
    first, second = SessionLock(engine), SessionLock(engine)
    assert first.take() and first.take() and not second.take() and len(made) == 2
    made[0].lost = True
    assert first.take() and held == [made[2]], "taken again over another connection"
    first.release()
    assert second.take()
