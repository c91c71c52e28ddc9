"""Full collections of Python's memory wait until nobody would notice them."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator

import pytest

from core.live.scheduling import responsive


class _Cycle:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Semaphore]:
    """Is released at every full collection."""
    monkeypatch.setattr(responsive, "LOOK_EVERY", 0.01)
    seen = threading.Semaphore(0)

    def told(phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == 2:
            seen.release()

    gc.callbacks.append(told)
    yield seen
    gc.callbacks.remove(told)


def _make_garbage() -> weakref.ref[_Cycle]:
    """A cycle that only a full collection finds, because younger ones met it in use."""
    cycle = _Cycle()
    gc.collect(0)
    gc.collect(1)
    assert gc.get_count()[2] > 0
    return weakref.ref(cycle)


def test_a_busy_process_is_left_alone_until_it_rests(collections: threading.Semaphore) -> None:
    asked, busy = threading.Semaphore(0), True

    def someone_waits() -> bool:
        asked.release()
        return busy

    with responsive.responsive(someone_waits):
        cycle = _make_garbage()
        assert asked.acquire(timeout=10) and asked.acquire(timeout=10)
        assert not collections.acquire(blocking=False)
        assert cycle() is not None
        busy = False
        assert collections.acquire(timeout=10)
    assert cycle() is None


def test_one_that_never_rests_is_collected_at_last(
    collections: threading.Semaphore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(responsive, "AT_LATEST", 0.05)
    with responsive.responsive(lambda: True):
        cycle = _make_garbage()
        assert collections.acquire(timeout=10)
    assert cycle() is None


def test_what_was_set_before_is_set_afterwards() -> None:
    before = gc.get_threshold(), sys.getswitchinterval()
    with responsive.responsive(lambda: False):
        assert gc.get_threshold()[2] == responsive.NEVER
        assert sys.getswitchinterval() == pytest.approx(responsive.SWITCH_SECONDS)
    assert (gc.get_threshold(), sys.getswitchinterval()) == before
