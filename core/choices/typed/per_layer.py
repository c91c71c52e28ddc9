"""One number for each layer, typed as short as the widths of layers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from core.choices.fields import check_size, shown
from core.choices.typed.numbers import MOST, Numbers
from core.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class PerLayer(Numbers):
    """A number for each Dense layer, first to last: ``(1.0, 1.0, 0.5)``, typed ``1, 1, 0.5`` or ``1x2, 0.5``.

    Layers without a number of their own have the last one. Numbers beyond the last layer, which is the
    output layer, are ignored: the depth can be changed and changed back without typing them anew.

    With no number as its default, no number at all leaves it to another field, which counts for every layer.
    """

    def _none(self, value: Any) -> Message:
        return Message(
            "Expected a number for each layer such as 1, 1, 0.5 or 1x5, received {got}.", got=shown(value)
        )

    def parse(self, value: Any) -> tuple[float, ...]:
        check_size(value)
        return () if not self.default and _is_empty(value) else Numbers.parse(self, value)

    def _too_many(self, got: int) -> Message:
        return Message(
            "Expected at most {limit} numbers, one per layer, received {got}. Remove some.",
            limit=MOST,
            got=got,
        )


T = TypeVar("T")


def of_layer(values: Sequence[T], layer: int) -> T:
    """The value of Dense layer `layer` (0 is the first hidden layer): its own, or the last one."""
    return values[min(layer, len(values) - 1)]


def _is_empty(value: Any) -> bool:
    return not value.strip() if isinstance(value, str) else isinstance(value, list | tuple) and not value
