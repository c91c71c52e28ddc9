"""Any number of entries of a menu at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, check_size, shown, unknown
from core.choices.registry import Registry
from core.message import Invalid, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Field):
    """Entries of a registry, in its order: ``("x1", "x2")``, typed ``x1,x2`` or ``x1 x2``.

    One at least, unless there is none by default.

    Arguments:
        registry: what there is to choose from; its entries have no parameters.
        default: keys of the registry.
    """

    registry: Registry[Any]
    default: tuple[str, ...]

    def parse(self, value: Any) -> tuple[str, ...]:
        check_size(value)
        if isinstance(value, str):
            wanted: list[Any] = [key for key in re.split(r"[\s,]+", value) if key]
        elif isinstance(value, list | tuple):
            wanted = list(value)
        else:
            raise Invalid(unknown(value, self.registry))
        keys = [self.registry.key_of(name) for name in wanted]
        if None in keys:
            raise Invalid(unknown(wanted[keys.index(None)], self.registry))
        if not wanted and self.default:
            raise Invalid(
                Message(
                    "Expected at least one of: {names}. Received {got}.",
                    names=", ".join(self.registry),
                    got=shown(value),
                )
            )
        return tuple(key for key in self.registry if key in keys)

    def write(self, value: Any) -> str:
        return ",".join(value)

    def as_json(self, value: Any) -> Any:
        return list(value)
