"""Runs behind the routes, with trainers that break where a test wants it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from core.store.store import RunStore
from tests.fake_trainer import Factory, FakeTrainer
from tests.routes.viewer import ANN, Client
from ui import services
from ui.owner import COOKIE, signed


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = RunStore(f"sqlite:///{tmp_path / 'runs.sqlite'}")

    def break_some(trainer: FakeTrainer) -> None:
        trainer.fail_at = 30 if trainer.experiment.epochs == 77 else None

    opened = Runs(store, ThreadExecutor(Factory(break_some)))
    monkeypatch.setattr(services, "runs", lambda: opened)
    monkeypatch.setattr(services, "store", lambda: store)
    yield opened
    opened.close()
    store.close()


@pytest.fixture
def ann() -> Client:
    return Client(cookies={COOKIE: signed(ANN)})
