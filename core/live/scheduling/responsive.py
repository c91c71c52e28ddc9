"""Settings of the Python process that keep everyone's pictures moving while someone's network is compiled."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SWITCH_SECONDS = 0.001
"""Whoever computes in Python gives way to others after this time. A frame gives way often, since TensorFlow
does most of its work, and would wait for Python's usual 0.005 s each time while a network is traced."""

YOUNG, MIDDLE = 5_000, 10
"""Allocations, and collections of the youngest, after which objects that were made lately are looked through:
milliseconds."""

NEVER = 1_000_000_000
LOOK_EVERY = 5.0
AT_LATEST = 600.0
"""A server that never rests has a full collection after this time all the same."""


@contextmanager
def responsive(busy: Callable[[], bool]) -> Iterator[None]:
    """Set up this process for as long as this lasts.

    Above all, Python's full collections wait until nothing trains: they walk through all programs, stop every
    thread for a third of a second and more, and come while a network is traced, which makes many objects.
    Memory is given back by reference counts as always; what waits are cycles, such as the graph of a
    program that nobody needs any more.

    Arguments:
        busy: whether someone would notice a pause now; asked from a thread of its own.
    """
    switch, thresholds = sys.getswitchinterval(), gc.get_threshold()
    ended = threading.Event()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.set_threshold(YOUNG, MIDDLE, NEVER)
    collector = threading.Thread(target=_collect, args=(busy, ended), name="collector", daemon=True)
    collector.start()
    try:
        yield
    finally:
        ended.set()
        collector.join()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(switch)


def _collect(busy: Callable[[], bool], ended: threading.Event) -> None:
    latest = time.monotonic()
    while not ended.wait(LOOK_EVERY):
        _, _, grown = gc.get_count()  # how often younger objects were looked through since then
        overdue = time.monotonic() - latest > AT_LATEST
        if grown and (overdue or not busy()):
            gc.collect()
            latest = time.monotonic()
