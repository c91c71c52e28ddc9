"""Where the database lies, and how SQLite is set up."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

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
    monkeypatch.setattr("getpass.getuser", lambda: "ann/lee")
    folder = tmp_path / "gradient_lab-ann_lee"
    for _ in range(2):
        assert default_url() == f"sqlite:///{folder / 'gradient_lab.sqlite'}"
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="temporary folders are apart by user there")
@pytest.mark.parametrize("prepared", ["open", "link", "file", "alien"])
def test_what_somebody_has_prepared_there_is_not_used(monkeypatch, tmp_path, prepared):
    monkeypatch.setattr("core.store.location._writable", lambda folder: "data" not in folder.parts)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("getpass.getuser", lambda: "ann")
    trap = tmp_path / "gradient_lab-ann"
    if prepared == "link":
        (tmp_path / "theirs").mkdir(mode=0o700)
        trap.symlink_to(tmp_path / "theirs")
    elif prepared == "file":
        trap.write_text("")
    else:
        trap.mkdir(mode=0o700)
        trap.chmod(0o777 if prepared == "open" else 0o700)
    if prepared == "alien":
        another = os.getuid() + 1
        monkeypatch.setattr("os.getuid", lambda: another)
    file = Path(default_url().removeprefix("sqlite:///"))
    assert file.parent not in (trap, tmp_path / "theirs")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_sqlite_in_memory_is_refused():
    with pytest.raises(ValueError, match="database file"):
        RunStore("sqlite://")


def test_sqlite_lets_readers_go_on(store):
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1
