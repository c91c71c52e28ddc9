"""Columns whose values may be broken: a row that holds one is still fetched, and so are those beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import JSON, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator


class Broken:
    """What a column gives for a value that is none of its kind; `error` says why."""

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        self.error = error


class _Tolerant(TypeDecorator[Any]):
    """A type that gives `Broken` where its own way of reading raises, which would hide the whole result."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        read = super().result_processor(dialect, coltype)
        if read is None:
            return None

        def process(value: Any) -> Any:
            try:
                return read(value)
            except (ValueError, TypeError, OverflowError, RecursionError) as error:
                return Broken(error)

        return process


class StoredJSON(_Tolerant):
    """JSON; `Broken` where it is none."""

    impl = JSON
    cache_ok = True


class StoredBytes(_Tolerant):
    """Bytes; `Broken` where they are text or a number."""

    impl = LargeBinary
    cache_ok = True


def whole(value: Any) -> Any:
    """`value`, as it came from a column.

    Raises:
        ValueError: it is broken.
    """
    if isinstance(value, Broken):
        raise ValueError(f"{type(value.error).__name__}: {value.error}") from value.error
    return value
