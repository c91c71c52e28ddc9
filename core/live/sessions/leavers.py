"""Which of the networks that people play with make room for another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from core.live.sessions.live_network import NetworkSession


def leavers(
    newcomer: NetworkSession,
    present: Sequence[NetworkSession],
    size: Callable[[NetworkSession], int],
    limit: int,
) -> list[NetworkSession]:
    """Those of `present` that go, so that all of them and `newcomer` together stay within `limit`.

    First those of people who hold more than an equal share of `limit`: who opens many, or large ones, takes
    nothing from the others. Among them those that nobody looks at, and then those not used for longest.

    Arguments:
        size: of a network, in the units of `limit`.
    """
    staying, left = list(present), list[NetworkSession]()
    while staying and size(newcomer) + sum(map(size, staying)) > limit:
        held: Counter[str] = Counter()
        for one in (*staying, newcomer):
            held[one.owner_hash] += size(one)
        share = limit / len(held)
        goes = min(
            staying,
            key=lambda one: (held[one.owner_hash] <= share, one.channel.watched, one.used),
        )
        staying.remove(goes)
        left.append(goes)
    return left
