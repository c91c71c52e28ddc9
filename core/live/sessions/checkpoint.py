"""A state that somebody can go on from."""

from __future__ import annotations

from typing import NamedTuple


class Checkpoint(NamedTuple):
    """The latest state that an executor reported.

    Arguments:
        step: optimizer steps taken.
        data: what `StateProtocol.to_bytes` gave; of a large state the memory that executors share.
    """

    step: int
    data: bytes | memoryview
