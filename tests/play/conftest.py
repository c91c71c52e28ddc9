"""Networks that are changed while they train, behind threads of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.engine.build import build
from core.live.scheduling.executor import ThreadExecutor
from core.live.sessions.networks import LiveNetworks


@pytest.fixture
def executor() -> Iterator[ThreadExecutor]:
    made = ThreadExecutor(build, threads=2)
    yield made
    made.close()


@pytest.fixture
def networks(executor: ThreadExecutor) -> Iterator[LiveNetworks]:
    made = LiveNetworks(executor)
    yield made
    made.end_streams()
