"""A store in a file of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.store.store import RunStore


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'runs.sqlite'}"


@pytest.fixture
def store(url: str):
    opened = RunStore(url)
    yield opened
    opened.close()
