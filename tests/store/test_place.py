"""Where the database lies, and how SQLite is set up."""

from __future__ import annotations

import pytest

from core.store.location import URL_VARIABLE, default_url
from core.store.store import RunStore


def test_the_variable_decides(monkeypatch):
    monkeypatch.setenv(URL_VARIABLE, "postgresql://somewhere/runs")
    assert default_url() == "postgresql://somewhere/runs"


def test_a_folder_that_cannot_be_made_is_replaced_by_a_temporary_one(monkeypatch, tmp_path):
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("XDG_DATA_HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert default_url() == f"sqlite:///{tmp_path / 'gradient_lab' / 'gradient_lab.sqlite'}"


def test_sqlite_in_memory_is_refused():
    with pytest.raises(ValueError, match="database file"):
        RunStore("sqlite://")


def test_sqlite_lets_readers_go_on(store):
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
