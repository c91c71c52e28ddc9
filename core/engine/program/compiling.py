"""Who compiles next: small networks beside large ones, visitors in turns, and nothing that nobody needs."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

AT_ONCE = 2
"""Compilations at a time, so that runs keep a share of the processor; one small network may come on top."""

SMALL_LAYERS = 7
"""Layers, the output's included, up to which a network is small: it is compiled in about a second."""


class Unwanted(Exception):
    """Nobody needs it any more."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    number: int
    owner: str
    small: bool
    wanted: Callable[[], bool]


class CompileQueue:
    """Gives threads their turn to compile. Safe to use from any thread.

    Whoever has nothing under way comes first, then small networks, then whoever has waited longest since
    the last turn. Where all that goes on is large a small one begins at once.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._numbers = count()
        self._waiting: list[_Waiting] = []
        self._under_way: list[_Waiting] = []
        self._served: dict[str, int] = {}

    @contextmanager
    def turn(self, *, layers: int, owner: str, wanted: Callable[[], bool]) -> Iterator[None]:
        """Wait for a turn, which lasts as long as this.

        Arguments:
            layers: of the network, the output's included.
            owner: who needs it first.
            wanted: whether anybody needs it; asked whenever a turn is given out, under a lock.

        Raises:
            Unwanted: nobody does any more.
        """
        with self._changed:
            mine = _Waiting(next(self._numbers), owner, layers <= SMALL_LAYERS, wanted)
            self._waiting.append(mine)
            self._give_out()
            while mine in self._waiting:
                self._changed.wait()
            if mine not in self._under_way:
                raise Unwanted
        try:
            yield
        finally:
            with self._changed:
                self._under_way.remove(mine)
                self._give_out()

    def look_again(self) -> None:
        """Something may not be wanted any more."""
        with self._changed:
            self._give_out()

    def _give_out(self) -> None:
        self._waiting = [each for each in self._waiting if each.wanted()]
        while may_begin := [each for each in self._waiting if self._may_begin(each)]:
            begun = min(may_begin, key=self._place)
            self._waiting.remove(begun)
            self._under_way.append(begun)
            self._served[begun.owner] = next(self._numbers)
        if not self._waiting and not self._under_way:
            self._served.clear()
        self._changed.notify_all()

    def _may_begin(self, one: _Waiting) -> bool:
        beside = len(self._under_way)
        large = beside == AT_ONCE and not any(each.small for each in self._under_way)
        return beside < AT_ONCE or (one.small and large)

    def _place(self, one: _Waiting) -> tuple[int, bool, int, int]:
        under_way = Counter(each.owner for each in self._under_way)
        return under_way[one.owner], not one.small, self._served.get(one.owner, -1), one.number


COMPILATIONS = CompileQueue()
"""Of this process."""


def always() -> bool:
    """For what is wanted whatever happens."""
    return True
