"""One number for each layer, typed as short as the widths of layers are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from core.choices.fields import MAX_LAYERS, Field, Number, check_size, shown, times_sign
from core.message import Invalid, Message

_TIMES = re.compile(r"(?P<number>[^x]+)(?:x(?P<times>[0-9]{1,6}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PerLayer(Field):
    """A number for each Dense layer, first to last: ``(1.0, 1.0, 0.5)``, typed ``1, 1, 0.5`` or ``1x2, 0.5``.

    Layers without a number of their own have the last one. Numbers beyond the last layer, which is the
    output layer, are ignored: the depth can be changed and changed back without typing them anew.

    With no number as its default, no number at all leaves it to another field, which counts for every layer.

    Arguments:
        default: where it starts.
        low, high: smallest and largest legal number, both included.
    """

    default: tuple[float, ...]
    low: float
    high: float

    def parse(self, value: Any) -> tuple[float, ...]:
        check_size(value)
        items = _typed(value) if isinstance(value, str) else _listed(value)
        if not self.default and _is_empty(value):
            return ()
        if not items:
            raise Invalid(
                Message(
                    "Expected a number for each layer such as 1, 1, 0.5 or 1x5, received {got}.",
                    got=shown(value),
                )
            )
        if len(items) > MAX_LAYERS + 1:
            raise Invalid(
                Message(
                    "Expected at most {limit} numbers, one per layer, received {got}. Remove some.",
                    limit=MAX_LAYERS + 1,
                    got=len(items),
                )
            )
        return tuple(float(self._number.parse(item)) for item in items)

    def write(self, value: Any) -> str:
        """Shortest form: equal neighbours are folded, ``(1.0, 1.0, 0.5)`` gives ``1x2, 0.5``."""
        parts = [(self._number.write(number), len(list(equal))) for number, equal in groupby(value)]
        return ", ".join(f"{number}x{times}" if times > 1 else number for number, times in parts)

    @property
    def _number(self) -> Number:
        return Number(key=self.key, label="", help="", default=self.low, low=self.low, high=self.high)


T = TypeVar("T")


def of_layer(values: Sequence[T], layer: int) -> T:
    """The value of Dense layer `layer` (0 is the first hidden layer): its own, or the last one."""
    return values[min(layer, len(values) - 1)]


def _is_empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else isinstance(value, list | tuple) and not value


def _typed(text: str) -> list[str]:
    """Read ``1x2, 0.5`` or ``1 1 0.5``; what is no number is left for `Number` to refuse."""
    folded = times_sign(text.strip().lower())
    items: list[str] = []
    for part in re.split(r"[\s,;]+", folded):
        match = _TIMES.fullmatch(part)
        if match is None:
            return []
        # Two more than allowed are enough for the caller to see that there are too many.
        items += [match["number"]] * min(int(match["times"] or 1), MAX_LAYERS + 2)
        if len(items) > MAX_LAYERS + 1:
            break
    return items


def _listed(value: Any) -> list[Any]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    return list(value) if isinstance(value, list | tuple) else []
