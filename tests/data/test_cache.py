"""The cache that holds prepared data."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.data.cache import BoundedCache


class Block:
    """A value of a given size."""

    def __init__(self, nbytes: int) -> None:
        self.nbytes = nbytes


def test_the_least_recently_used_goes_first() -> None:
    cache: BoundedCache[str, Block] = BoundedCache(100)
    made: list[str] = []

    def get(key: str, nbytes: int) -> None:
        cache.get(key, lambda: made.append(key) or Block(nbytes))

    get("a", 40)
    get("b", 40)
    get("a", 40)
    get("c", 40)
    assert cache.nbytes == 80
    get("a", 40)
    get("b", 40)
    assert made == ["a", "b", "c", "b"]


def test_what_is_in_use_is_found_even_when_it_is_too_large_to_keep() -> None:
    cache: BoundedCache[str, Block] = BoundedCache(100)
    small = cache.get("small", lambda: Block(60))
    large = cache.get("large", lambda: Block(500))
    assert cache.nbytes == 60
    assert cache.get("large", lambda: Block(500)) is large and cache.get("small", lambda: Block(60)) is small
    del large
    assert cache.get("large", lambda: Block(7)).nbytes == 7


def test_threads_that_want_the_same_value_get_one() -> None:
    cache: BoundedCache[str, Block] = BoundedCache(100)
    being_made, made = threading.Barrier(8), []

    def make() -> Block:
        made.append(threading.get_ident())
        being_made.wait(timeout=10)
        return Block(10)

    def ask_meanwhile(_: int) -> Block:
        being_made.wait(timeout=10)
        return cache.get("key", make)

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(cache.get, "key", make)
        others = list(threads.map(ask_meanwhile, range(7)))
    assert len(made) == 1 and all(value is first.result() for value in others)


def test_a_failure_is_raised_and_tried_again() -> None:
    cache: BoundedCache[str, Block] = BoundedCache(100)

    def fail() -> Block:
        raise ValueError("no data")

    with pytest.raises(ValueError, match="no data"):
        cache.get("key", fail)
    assert cache.get("key", lambda: Block(10)).nbytes == 10
