"""What is stored but cannot be read: left out, counted by owner, and told once."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from enum import StrEnum

from core.message import Message

log = logging.getLogger(__name__)

MOST_TOLD = 1000
"""Rows that are told one by one, and counted: memory is not filled by a store that is broken as a whole."""


class Kind(StrEnum):
    """What cannot be read, in the words of the log."""

    RUN = "run"
    SWEEP = "trained map"
    FRAME = "frames of run"
    STATE = "training state of run"


class Unreadable:
    """Counts what cannot be read. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[tuple[Kind, str], tuple[str, int]] = {}
        """Kind and id to whose it is (the hash of the owner) and how many."""

    def add(self, kind: Kind, key: str, owner_hash: str, error: Exception, *, count: int = 1) -> None:
        """Count what was left out, and tell it the first time.

        Arguments:
            kind: what it is.
            key: id of the run or sweep that it is or belongs to.
            owner_hash: whose that is; empty where even that cannot be read.
            error: what stood against reading it.
            count: how many there are, for frames.
        """
        with self._lock:
            known = (kind, key) in self._found
            if not known and len(self._found) >= MOST_TOLD:
                return
            before = self._found[kind, key][1] if known else 0
            self._found[kind, key] = (owner_hash, max(before, count))
        if not known:
            log.warning(
                "Left out what cannot be read in the store: %s %r (%d): %s: %s. It stays in the database.",
                kind.value,
                key,
                count,
                type(error).__name__,
                " ".join(str(error).split())[:300],
            )

    def forget(self, key: str) -> None:
        """A run or sweep is gone, and what could not be read of it."""
        with self._lock:
            for kind in Kind:
                self._found.pop((kind, key), None)

    def of(self, owner_hash: str) -> Message | None:
        """What of `owner_hash` cannot be read, in words; None where all can."""
        with self._lock:
            counts: Counter[Kind] = Counter()
            for (kind, _), (owner, count) in self._found.items():
                if owner == owner_hash:
                    counts[kind] += count
        if not counts:
            return None
        return Message(
            "Not all that is stored of your runs can be read. Left out: {runs} runs, {sweeps} trained maps, "
            "{frames} frames and {states} training states. The server's log says which and why; all else is "
            "as it was.",
            runs=counts[Kind.RUN],
            sweeps=counts[Kind.SWEEP],
            frames=counts[Kind.FRAME],
            states=counts[Kind.STATE],
        )
