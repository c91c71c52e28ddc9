"""Seats: places with the executor. Who is next, and who gives one up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from core.live.protocol.status import RunStatus
from core.live.records.sweep import in_sweep
from core.live.sessions.live_run import LiveRun, Phase

SEAT_SECONDS = 30.0
"""A run that moves keeps its seat at least so long: preparing it again costs up to some seconds."""

SLOW = 1.0
"""Epochs per second; a run that is held below them hardly uses its seat."""


def in_turn(waiting: Sequence[LiveRun], present: Iterable[LiveRun]) -> list[LiveRun]:
    """Waiting runs, the next first: fair by visitor, and among those who have equally many first come, first
    served. Whoever starts twenty runs does not make the next visitor wait for twenty."""
    have = _seats_of(present)
    ranked: list[tuple[int, int, LiveRun]] = []
    for at, live in enumerate(waiting):
        owner = live.record.owner_hash
        ranked.append((have[owner], at, live))
        have[owner] += 1
    return [live for _, _, live in sorted(ranked, key=lambda each: each[:2])]


def yielding(newcomer: LiveRun, present: Sequence[LiveRun], now: float) -> LiveRun | None:
    """Which run gives its seat to `newcomer` and waits again; None where all may stay.

    One that nobody watches and that hardly moves; else one of a visitor who has at least two more than the
    newcomer's. Watched ones stay, unless more than half of the seats belong to their network address alone:
    to watch costs nothing.

    Arguments:
        present: runs with the executor.
        now: by `time.monotonic`.
    """
    if in_sweep(newcomer.record.id):
        return None  # it has time
    training = [live for live in present if live.training]
    owners = _seats_of(training)
    addresses = Counter(live.address for live in training)
    mine = owners[newcomer.record.owner_hash]

    def may(live: LiveRun) -> bool:
        owner, address = live.record.owner_hash, live.address
        if live.phase is not Phase.LOADED or live.record.status is not RunStatus.RUNNING:
            return False
        if owner == newcomer.record.owner_hash or in_sweep(live.record.id):
            return False
        crowded = bool(address) and address != newcomer.address and 2 * addresses[address] > len(training)
        if live.channel.watched and not crowded:
            return False
        if slow(live) and not slow(newcomer):
            return True
        rested = now - live.seated >= SEAT_SECONDS
        return rested and (owners[owner] > mine + 1 or (crowded and not addresses[newcomer.address]))

    found = [live for live in training if may(live)]
    return max(
        found,
        key=lambda live: (slow(live), owners[live.record.owner_hash], now - live.seated),
        default=None,
    )


def _seats_of(present: Iterable[LiveRun]) -> Counter[str]:
    """How many seats of those that train each owner has; runs that train together have one."""
    taken = {live.seat: live.record.owner_hash for live in present if live.training}
    return Counter(taken.values())


def slow(live: LiveRun) -> bool:
    """Whether it is held to a speed at which it hardly moves."""
    return 0 < live.record.speed < SLOW
