"""The page as Streamlit runs it, with a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT
from ui import services

ROUTER = str(ROOT / "pages" / "router.py")


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    monkeypatch.setattr(ContextProxy, "cookies", {})  # AppTest has none that can be read
    services.close()
    page = AppTest.from_file(ROUTER, default_timeout=30)
    page.session_state["begun"] = True  # nobody waits for a first page here: all of it is drawn
    yield page
    services.close()
