"""The key that signs visitors: kept beside the store, private, and the same after a restart."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from core.message import Invalid
from core.store.location import URL_VARIABLE
from ui import signing
from ui.signing import KEY_VARIABLE, STORE_VARIABLE, checked_key, key_file, signature_of


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store whose key is not made yet."""
    monkeypatch.delenv(KEY_VARIABLE)
    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    monkeypatch.setattr(signing, "_kept", {})
    return tmp_path


def restart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "_kept", {})


def test_a_restart_keeps_it_and_nobody_else_reads_it(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature_of("somebody")
    restart(monkeypatch)
    assert signature_of("somebody") == before
    file = store / "runs.sqlite.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in store.iterdir()] == [file.name]


def test_another_store_has_another(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signature_of("somebody")
    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{store / 'other.sqlite'}")
    assert signature_of("somebody") != before


def test_where_it_cannot_be_kept_the_log_says_so_and_pages_go_on(
    store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (store / "runs.sqlite.key").write_text("short")
    assert signature_of("somebody") == signature_of("somebody")
    assert "runs.sqlite.key" in caplog.text and "delete the file" in caplog.text


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///runs.sqlite", "runs.sqlite.key"),
        ("sqlite+pysqlite:////srv/lab/my%20runs.sqlite?timeout=3", "/srv/lab/my%20runs.sqlite.key"),
        ("", "/data/gradient_lab/gradient_lab.sqlite.key"),
        ("sqlite:///file:runs?mode=ro&uri=true", "/data/gradient_lab/gradient_lab.sqlite.key"),
        ("postgresql+psycopg://user@somewhere/runs", "/data/gradient_lab/gradient_lab.sqlite.key"),
    ],
)
def test_it_lies_beside_the_database_else_in_the_data_folder(
    url: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert key_file(url) == Path(file)


def test_the_store_is_named_by_the_same_variable() -> None:
    assert STORE_VARIABLE == URL_VARIABLE


def test_a_key_that_is_set_has_a_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "x" * 31)
    with pytest.raises(Invalid, match="at least 32 characters, received 31"):
        checked_key()
    monkeypatch.setenv(KEY_VARIABLE, "x" * 32)
    assert checked_key() == b"x" * 32
