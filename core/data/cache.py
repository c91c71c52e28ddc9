"""Keeping costly values: each made once, held while someone uses it or while there is room."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, Protocol, TypeVar
from weakref import WeakValueDictionary


class Sized(Protocol):
    """Something that knows how much memory it takes."""

    @property
    def nbytes(self) -> int: ...


K = TypeVar("K", bound=Hashable)
V = TypeVar("V", bound=Sized)


class BoundedCache(Generic[K, V]):
    """Values by key, made at first use; the least recently used go when they outgrow `limit`.

    A value that somebody still holds is found again even after that, so equal values never exist twice.
    Safe to use from threads: whoever asks for a value that is being made waits for that one.

    Arguments:
        limit: bytes to keep. A single value above it is not kept, only shared while it is used.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._recent: OrderedDict[K, V] = OrderedDict()
        self._alive: WeakValueDictionary[K, V] = WeakValueDictionary()
        self._coming: dict[K, Future[V]] = {}

    @property
    def nbytes(self) -> int:
        """Bytes that are kept whether or not somebody uses them."""
        with self._lock:
            return self._kept()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The value of `key`; `make` is called if there is none. What it raises is raised, and not kept."""
        with self._lock:
            value = self._alive.get(key)
            if value is not None:
                self._keep(key, value)
                return value
            coming = self._coming.get(key)
            if coming is None:
                mine = self._coming[key] = Future()
        if coming is not None:
            return coming.result()
        return self._make(key, make, mine)

    def _make(self, key: K, make: Callable[[], V], promise: Future[V]) -> V:
        try:
            value = make()
        except BaseException as error:
            with self._lock:
                del self._coming[key]
            promise.set_exception(error)
            raise
        with self._lock:
            del self._coming[key]
            self._alive[key] = value
            self._keep(key, value)
        promise.set_result(value)
        return value

    def _keep(self, key: K, value: V) -> None:
        if value.nbytes > self._limit:
            return
        self._recent[key] = value
        self._recent.move_to_end(key)
        while self._kept() > self._limit:
            self._recent.popitem(last=False)

    def _kept(self) -> int:
        return sum(value.nbytes for value in self._recent.values())
