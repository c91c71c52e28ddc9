"""Waiting for something that another thread does."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 150.0
"""Seconds after which something that never happens ends the benchmark."""


def wait_for(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Look every millisecond until `condition` holds.

    Raises:
        TimeoutError: it did not happen.
    """
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {patience:.0f} s for {what}.")
        time.sleep(0.001)
