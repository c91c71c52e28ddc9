"""One or more entries of a menu at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, check_size, shown, unknown
from core.choices.registry import Registry
from core.message import Invalid, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(Field):
    """One or more entries of a registry, in its order: ``("x1", "x2")``, typed ``x1,x2`` or ``x1 x2``.

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
        strays = [key for key in wanted if not isinstance(key, str) or key not in self.registry]
        if strays:
            raise Invalid(unknown(strays[0], self.registry))
        if not wanted:
            raise Invalid(
                Message(
                    "Expected at least one of: {names}. Received {got}.",
                    names=", ".join(self.registry),
                    got=shown(value),
                )
            )
        return tuple(key for key in self.registry if key in wanted)

    def write(self, value: Any) -> str:
        return ",".join(value)

    def as_json(self, value: Any) -> Any:
        return list(value)
